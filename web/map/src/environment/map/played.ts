import { levelOf } from '../levels'
import type { Indices, Kind } from '../types'
import type { Drawn } from './drawing'

/** How a station was at the time that is played. */
export interface Played {
  readonly value: number | null
  readonly level: number | null
  readonly silent: boolean
}

/** What its mark says of then: one that was silent keeps no colour, as now. */
export function markThen(
  kind: Kind,
  then: Played | undefined,
  indices: Indices | null,
): Pick<Drawn, 'state' | 'level' | 'value'> {
  if (then?.silent) return { state: 'silent', level: null, value: null }
  const of = kind === 'surface_water' ? 'wqi' : 'aqi'
  const level = levelOf(indices, then?.level ? { kind: of, level: then.level } : null) ?? null
  return { state: level ? 'ok' : 'unknown', level, value: level ? (then?.value ?? null) : null }
}
