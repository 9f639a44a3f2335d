import { computed, effect, signal } from '@preact/signals'
import { calm } from '../map/commands'
import { follow } from '../state/resource'
import { lang, narrow, stop } from '../state/store'
import { environmentApi } from './api'
import { playing } from './map/follow'
import { spanOf } from './periods'
import { placeOf } from './series'
import { go, now, route } from './state'

/** A week over the map: the span that is played, which hour of it is shown, and whether it runs. */
export interface Player {
  readonly from: string
  readonly to: string
  /** The place in the row of hours. */
  readonly at: number
  /** The hour that a link names, Unix seconds, until the row of hours is there; null: none. */
  readonly wanted: number | null
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
  (key) => key,
)

export const times = (): readonly number[] => week.resource.value.value?.times ?? []

export function openPlayer(): void {
  if (player.peek()) {
    closePlayer()
    return
  }
  player.value = { ...spanOf('7d', now.peek()), at: 0, wanted: null, runs: !calm() }
  if (narrow.peek()) stop.value = 'peek'
}

/** Shows an hour that a link names, in the last week, else in the week up to it. */
function openAt(time: number): void {
  const last = spanOf('7d', now.peek())
  const inLast = time * 1000 > Date.parse(last.from)
  player.value = { ...(inLast ? last : spanOf('7d', time * 1000)), at: 0, wanted: time, runs: false }
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

function run(): (() => void) | undefined {
  const open = player.value
  const known = week.resource.value.value
  if (!open?.runs || !known) return
  const timer = setTimeout(() => seek(open.at + 1), pause())
  return () => clearTimeout(timer)
}

function draw(): void {
  const open = player.value
  const known = week.resource.value.value
  playing.value =
    open && known
      ? new Map(
          known.stations.map(({ id, values, levels, silent }) => [
            id,
            { value: values[open.at] ?? null, level: levels[open.at] ?? null, silent: silent?.[open.at] === 1 },
          ]),
        )
      : null
}

/** The hour that the address names. */
const asked = computed(() => route.value.time)

/** What the address says of the hour is shown. */
function readAddress(): void {
  const time = asked.value
  const open = player.peek()
  if (time === null) {
    if (open) closePlayer()
  } else if (!open || (open.wanted ?? times()[open.at]) !== time) openAt(time)
}

/** The hour that is shown stands in the address; while the week runs, the one at which it began. */
function writeAddress(): void {
  const open = player.value
  const known = week.resource.value.value
  if (!open) {
    if (route.peek().time !== null) go({ time: null })
    return
  }
  if (!known) return
  if (open.wanted !== null) {
    player.value = { ...open, at: Math.max(0, placeOf(known.times, open.wanted)), wanted: null }
    return
  }
  const time = known.times[open.at] ?? null
  const held = route.peek().time
  if (time !== held && (held === null || !open.runs)) go({ time })
}

/** Plays, draws, and keeps player and address the same, for the rest of the page's life. */
export function followPlayer(): void {
  effect(readAddress)
  effect(writeAddress)
  effect(run)
  effect(draw)
}
