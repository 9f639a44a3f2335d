import { effect, signal } from '@preact/signals'
import { showBounds } from '../actions/select'
import type { Bounds, ImportDifferenceMap, Operation } from '../api/types'
import { extra, narrow, place, stop, touchedExtra } from '../state/store'
import { desk } from './api'
import { around, holds } from './boxes'
import { drawDifference } from './drawing'

/** The only kind of change that is shown; null for all. */
export const kind = signal<Operation | null>(null)
/** The cursors of the pages before, the last of which is the page that is shown. */
export const pages = signal<readonly string[]>([])
/** The change that was chosen, by its key. */
export const selectedChange = signal('')
/** The difference as far as the map shows it. */
export const onMap = signal<ImportDifferenceMap | null>(null)

/** Where the difference of a change set lies, once it was looked at: after it was applied nobody can ask. */
export const seenExtent = signal<{ readonly id: number; readonly extent: Bounds } | null>(null)

/** A hand that moves the map rests so long before more is asked for, milliseconds. */
const REST = 250

/** Draws a change set's difference on the map and keeps it in step with where the map is. Returns what ends it. */
export function watchMap(id: number): () => void {
  const ended = new AbortController()
  let asking: AbortController | null = null
  let known: Bounds | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  const ask = async (bounds: Bounds | null): Promise<void> => {
    asking?.abort()
    asking = new AbortController()
    const mine = asking
    try {
      const found = await desk.differenceMap(id, bounds, AbortSignal.any([mine.signal, ended.signal]))
      if (mine.signal.aborted || ended.signal.aborted) return
      onMap.value = found
      if (found.extent) seenExtent.value = { id, extent: found.extent }
      // What came whole need not be asked for again as long as the map stays within.
      known = bounds ?? (found.more ? null : [-180, -90, 180, 90])
      if (found.more) known = null
      if (!bounds && found.extent) {
        if (narrow.peek()) stop.value = 'half'
        showBounds(found.extent, 18)
      }
    } catch {
      // The table tells what went wrong; the map shows what it has.
    }
  }
  kind.value = null
  pages.value = []
  selectedChange.value = ''
  ask(null)
  const endMoves = effect(() => {
    const at = place.value
    if (!at || !onMap.peek()) return
    clearTimeout(timer)
    timer = setTimeout(() => {
      const bounds = around(at, window.innerWidth, window.innerHeight)
      if (!known || !holds(known, bounds)) ask(bounds)
    }, REST)
  })
  const endDrawing = effect(() => {
    const wanted = kind.value
    const list = (onMap.value?.features ?? []).filter(({ properties: p }) => !wanted || p.operation === wanted)
    extra.value = drawDifference(list, selectedChange.value)
  })
  touchedExtra.value = ({ key }) => {
    if (typeof key !== 'string') return
    selectedChange.value = key
    document.querySelector('.changes tr.on')?.scrollIntoView({ block: 'nearest' })
  }
  return () => {
    ended.abort()
    clearTimeout(timer)
    endMoves()
    endDrawing()
    extra.value = null
    touchedExtra.value = null
    onMap.value = null
  }
}
