import { effect, signal } from '@preact/signals'
import { calm } from '../map/commands'
import { follow } from '../state/resource'
import { lang, narrow, stop } from '../state/store'
import { environmentApi } from './api'
import { playing } from './map/follow'
import { spanOf } from './periods'
import { now } from './state'

/** The last week over the map: the span that is played, which hour of it is shown, and whether it runs. */
export interface Player {
  readonly from: string
  readonly to: string
  readonly at: number
  readonly runs: boolean
}

/** Null while the map shows now. */
export const player = signal<Player | null>(null)

/** What the stations said in that week. */
export const week = follow(
  () => (player.value ? JSON.stringify([player.value.from, player.value.to]) : null),
  (key, ended) => {
    const [from, to] = JSON.parse(key) as [string, string]
    return environmentApi.playback({ from, to }, 'index', lang.peek(), ended)
  },
)

export const times = (): readonly number[] => week.resource.value.value?.times ?? []

export function openPlayer(): void {
  if (player.peek()) {
    closePlayer()
    return
  }
  player.value = { ...spanOf('7d', now.peek()), at: 0, runs: !calm() }
  if (narrow.peek()) stop.value = 'peek'
}

export function closePlayer(): void {
  player.value = null
}

/** Shows another hour of the week. */
export function seek(at: number): void {
  const open = player.peek()
  const last = times().length - 1
  if (open) player.value = { ...open, at: Math.max(0, Math.min(last, at)), runs: open.runs && at < last }
}

/** Begins or stops; at the end it begins at the beginning. */
export function toggle(): void {
  const open = player.peek()
  if (!open) return
  const ended = open.at >= times().length - 1
  player.value = { ...open, runs: !open.runs, at: !open.runs && ended ? 0 : open.at }
}

/** The pause between two hours, milliseconds. Who asked for little motion gets a slow change of pictures. */
const pause = (): number => (calm() ? 1500 : 250)

effect(() => {
  const open = player.value
  const known = week.resource.value.value
  if (!open?.runs || !known) return
  const timer = setTimeout(() => seek(open.at + 1), pause())
  return () => clearTimeout(timer)
})

effect(() => {
  const open = player.value
  const known = week.resource.value.value
  playing.value =
    open && known
      ? new Map(
          known.stations.map(({ id, values, levels }) => [
            id,
            { value: values[open.at] ?? null, level: levels[open.at] ?? null },
          ]),
        )
      : null
})
