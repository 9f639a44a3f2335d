import { batch } from '@preact/signals'
import { api } from '../api/client'
import type { Layer } from '../api/types'
import { mapCommands } from '../map/commands'
import { here, parcel } from './details'
import { inOrder, knownShown, shownByDefault } from './layers'
import { lang, layers, shown } from './store'

/** The pause between two questions, milliseconds, and the longest one while the server does not answer. */
const PAUSE = 5_000
const LONGEST = 60_000

/** The pause after so many failures in a row. */
export const pauseAfter = (failures: number): number => Math.min(PAUSE * 2 ** failures, LONGEST)

/** The layers of which `now` has other records than `before`, by name. */
export function changedLayers(before: readonly Layer[], now: readonly Layer[]): string[] {
  const versions = new Map(before.map(({ name, version }) => [name, version]))
  return now.filter(({ name, version }) => versions.get(name) !== version).map(({ name }) => name)
}

/** Layers that came or changed at the last look. */
let recent: readonly string[] = []

/** Takes a fresh catalogue over: what changed is loaded anew, a layer that is new is shown as on a fresh page. */
function take(list: readonly Layer[]): void {
  const before = layers.peek()
  const changed = changedLayers(before, list)
  if (JSON.stringify(list) !== JSON.stringify(before)) {
    batch(() => {
      layers.value = list
      const known = new Set(before.map(({ name }) => name))
      const added = list
        .filter((layer) => !known.has(layer.name) && shownByDefault(layer))
        .map(({ name }) => [name, 100])
      if (added.length) shown.value = knownShown(list, { ...Object.fromEntries(added), ...shown.peek() })
    })
  }
  // Once more at the next look: another process behind the same address may have been a moment behind this one.
  const wanted = new Set([...changed, ...recent])
  recent = changed
  if (wanted.size === 0) return
  mapCommands.peek()?.refresh(wanted)
  if (changed.length === 0) return
  parcel.again()
  here.again()
}

let looking: Promise<boolean> | null = null

/**
 * Asks the server which layers changed and shows it. The answer is 304 without a body while none did. False when it
 * could not be asked; nothing is lost by that.
 */
export function look(): Promise<boolean> {
  looking ??= api
    .layers(lang.peek())
    .then(
      (list) => {
        take(inOrder(list))
        return true
      },
      () => false,
    )
    .finally(() => {
      looking = null
    })
  return looking
}

/** Looks every few seconds while the page can be seen and there is a network, and at once when either comes back. */
export function followChanges(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let failures = 0
  let ended = false
  const awake = (): boolean => !ended && document.visibilityState === 'visible' && navigator.onLine
  const rest = (): void => {
    clearTimeout(timer)
    if (awake()) timer = setTimeout(turn, pauseAfter(failures))
  }
  const turn = async (): Promise<void> => {
    clearTimeout(timer)
    if (!awake()) return
    failures = (await look()) ? 0 : failures + 1
    rest()
  }
  const events = [
    [document, 'visibilitychange'],
    [window, 'online'],
  ] as const
  for (const [target, name] of events) target.addEventListener(name, turn)
  rest()
  return () => {
    ended = true
    clearTimeout(timer)
    for (const [target, name] of events) target.removeEventListener(name, turn)
  }
}
