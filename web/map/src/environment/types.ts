import type { Words } from '../api/types'

/** The server's answers about stations, as the page uses them. Times are RFC 3339 with zone; series use Unix seconds. */

export const kinds = ['air', 'surface_water', 'ground_water', 'waste_water', 'emission', 'weather'] as const
export type Kind = (typeof kinds)[number]
export type State = 'ok' | 'exceeding' | 'silent' | 'unknown'
export type IndexKind = 'aqi' | 'wqi'

/** The index of an hour; `dominant` is the parameter that it is of. */
export interface Index {
  readonly kind: IndexKind
  readonly value: number
  readonly level: number
  readonly dominant: string | null
  readonly at: string
}

export interface Station {
  readonly id: number
  readonly code: string
  readonly name: string
  readonly kind: Kind
  readonly grade: 'reference' | 'indicative'
  readonly operator: string | null
  /** How often it sends, seconds. */
  readonly interval_s: number | null
  readonly water_body: string | null
  readonly commune: { readonly code: string; readonly name: string } | null
  readonly lon: number
  readonly lat: number
  readonly since: string | null
  readonly until: string | null
  readonly state: State
  readonly state_since: string | null
  readonly index: Index | null
  readonly parameters: readonly string[]
  /** The newest hourly means. */
  readonly means: readonly { readonly parameter: string; readonly hour: string; readonly mean: number | null }[]
  /** The newest values as sent; for staff. */
  readonly latest?: readonly Latest[]
  /** The newest data: for the public the end of the newest hour. */
  readonly last_at: string | null
}

export interface Latest {
  readonly parameter: string
  readonly at: string
  readonly value: number | null
  readonly unit: string
  readonly status: number
}

export interface Stations {
  /** The time of the newest data. */
  readonly as_of: string | null
  readonly stations: readonly Station[]
}

/** A limit of a regulation, as it holds between two days. */
export interface Limit {
  readonly parameter: string
  /** Over which time: 1h, 8h, 24h, year, or a single value. */
  readonly basis: '1h' | '8h' | '24h' | 'year' | 'value'
  /** Of surface water A to D; '' where there are no classes. */
  readonly class: string
  readonly lowest: number | null
  readonly highest: number | null
  readonly unit: string
  readonly standard: string
  readonly source: string
  readonly valid_from: string | null
  readonly valid_to: string | null
}

/** The part of an index that is one parameter's. */
export interface IndexPart {
  readonly parameter: string
  readonly index: number
  readonly basis: string
  readonly concentration: number | null
  readonly unit: string
}

export interface IndexParts {
  readonly kind: IndexKind
  readonly at: string | null
  readonly value: number | null
  readonly level: number | null
  readonly dominant: string | null
  /** Why there is no index; null where there is one. */
  readonly reason: string | null
  readonly reason_text: Words | null
  readonly parts: readonly IndexPart[]
}

/** The class of surface water by one parameter, with the reading that it rests on. */
export interface WaterClass {
  readonly parameter: string
  readonly class: string
  readonly value?: number | null
  readonly unit?: string
  readonly at?: string | null
}

export interface Sensor {
  readonly id: number
  readonly parameter: string
  readonly method: string | null
  readonly device: string | null
  readonly unit: string | null
  readonly since: string | null
  readonly until: string | null
}

export interface StationDetail extends Station {
  readonly sensors: readonly Sensor[]
  readonly index_parts: IndexParts | null
  readonly limits: readonly Limit[]
  readonly classes?: readonly WaterClass[] | null
}

export interface Parameter {
  readonly code: string
  readonly medium: string
  readonly name_vi: string
  readonly name_en: string
  readonly unit: string
}

/** A level of an index: its range, its colours and what it means to people. */
export interface Level {
  readonly level: number
  readonly from: number
  readonly to: number
  readonly name: Words
  readonly color: string
  /** Of a palette that is ordered in grey as well. */
  readonly safe_color: string
  readonly effect?: Words | null
  readonly advice?: Words | null
  /** For children, the old and the sick. */
  readonly sensitive?: Words | null
}

export interface IndexScale {
  readonly name_vi: string
  readonly name_en?: string
  readonly source: string
  readonly levels: readonly Level[]
}

export type Indices = Readonly<Record<IndexKind, IndexScale>>

export type Step = 'hour' | 'day' | 'raw'

/** Of one parameter; `values` has null where there is a gap. */
export interface Series {
  readonly parameter: string
  readonly unit: string
  readonly times: readonly number[]
  readonly values: readonly (number | null)[]
  /** As sent: 0 measuring, 1 calibrating, 2 faulty, others; -1 in a gap. Only of raw values. */
  readonly statuses?: readonly (number | null)[]
}

export interface SeriesAnswer {
  readonly station: number
  readonly step: Step
  readonly from: string
  readonly to: string
  readonly series: readonly Series[]
}

export interface IndexSeries {
  /** null: stations of this kind have no index. */
  readonly kind: IndexKind | null
  readonly step: 'hour' | 'day'
  readonly times: readonly number[]
  readonly values: readonly (number | null)[]
  readonly levels: readonly (number | null)[]
  readonly dominants: readonly (string | null)[]
  readonly reasons: readonly (string | null)[]
}

/** What the stations said hour by hour. */
export interface Playback {
  readonly times: readonly number[]
  readonly stations: readonly {
    readonly id: number
    readonly values: readonly (number | null)[]
    readonly levels: readonly (number | null)[]
  }[]
}

/** H3 cells and their values. */
export interface Cells {
  readonly res: number
  readonly unit?: string
  readonly cells: readonly string[]
  readonly values: readonly number[]
  readonly counts: readonly number[]
}
