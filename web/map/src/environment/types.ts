import type * as api from '../api/schema.gen'

/**
 * The server's answers about stations under the names that this screen uses. Times are RFC 3339 with zone; series use
 * Unix seconds.
 */

export const kinds = ['air', 'surface_water', 'ground_water', 'waste_water', 'emission', 'weather'] as const
export type Kind = (typeof kinds)[number]

export type {
  IndexParts,
  IndexSeries,
  Indices,
  Playback,
  Sensor,
  StationDetail,
  StationEvent,
  Stations,
} from '../api/schema.gen'
export type Station = api.Station
export type State = api.Station['state']
/** The index of an hour; `dominant` is the parameter that it is of. */
export type Index = api.StationIndex
export type IndexKind = Index['kind']
/** A limit of a regulation, as it holds between two days. */
export type Limit = api.StationLimit
/** The part of an index that is one parameter's. */
export type IndexPart = api.IndexParts['parts'][number]
export type Parameter = api.Parameters['parameters'][number]
/** A level of an index: its range, its colours and what it means to people. */
export type Level = api.IndexLevel
export type SeriesAnswer = api.Series
export type Series = api.Series['series'][number]
export type Step = api.Series['step']

/** H3 cells and their values: lists of the same length. */
export interface Cells {
  readonly res: number
  readonly unit?: string
  readonly cells: readonly string[]
  readonly values: readonly number[]
  readonly counts: readonly number[]
}

/** What a kind of station measures, the likeliest first: one code may be of air and of water. */
export const mediaOf = (kind: Kind): readonly Parameter['medium'][] => {
  if (kind === 'air' || kind === 'weather') return ['air', 'weather']
  return kind === 'emission' ? ['air', 'flow', 'weather'] : ['water', 'flow', 'weather']
}
