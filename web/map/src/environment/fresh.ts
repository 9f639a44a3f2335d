import type { Index, IndexKind, State, Station } from './types'

/** What stations are judged by: when the server said how they are, and what time it is; milliseconds. */
export interface Moment {
  readonly heard: number
  readonly now: number
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/**
 * How long the index of an hour stands for now: of air three hours, of water a day, as the server has it. The page holds
 * to it by the clock, so that an old colour goes even when the network is gone.
 */
const validity: Readonly<Record<IndexKind, number>> = { aqi: 3 * HOUR, wqi: 24 * HOUR }

/** What the server said longer ago than this is not taken for the present. */
export const FORGOTTEN = 3 * HOUR
/** What it said longer ago than this is told to be old. */
export const LATE = 5 * MINUTE

/** The index of a station while it stands for now; else null. */
export const validIndex = ({ index }: Pick<Station, 'index'>, now: number): Index | null =>
  index && now - Date.parse(index.at) <= validity[index.kind] ? index : null

/** The state of a station as it can still be taken: what was said too long ago says nothing of now. */
export function stateNow({ state }: Pick<Station, 'state'>, heard: number, now: number): State {
  if (state === 'unknown' || now - heard <= FORGOTTEN) return state
  return 'silent'
}

/** What a station shows of its index at present: one that is silent keeps none. */
export const indexNow = (station: Pick<Station, 'index' | 'state'>, { heard, now }: Moment): Index | null =>
  stateNow(station, heard, now) === 'silent' ? null : validIndex(station, now)

/** A length of time in the unit that says enough, counted whole. */
export interface Age {
  readonly unit: 'now' | 'minutes' | 'hours' | 'days'
  readonly count: number
}

/** How long ago an instant was. */
export function ageOf(instant: number, now: number): Age {
  const minutes = Math.floor((now - instant) / MINUTE)
  if (minutes < 1) return { unit: 'now', count: 0 }
  if (minutes < 60) return { unit: 'minutes', count: minutes }
  if (minutes < 48 * 60) return { unit: 'hours', count: Math.floor(minutes / 60) }
  return { unit: 'days', count: Math.floor(minutes / 1440) }
}
