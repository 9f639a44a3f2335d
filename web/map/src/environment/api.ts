import { get } from '../api/client'
import type { Coverage, StationEvent } from '../api/schema.gen'
import type { Bounds } from '../api/types'
import type {
  Cells,
  IndexSeries,
  Indices,
  Parameter,
  Playback,
  SeriesAnswer,
  StationDetail,
  Stations,
  Step,
} from './types'

/** A time from until, RFC 3339 each. */
export interface Span {
  readonly from: string
  readonly to: string
}

/** The query of a series: the same for the chart and for the files of it. */
export function seriesQuery({ from, to }: Span, parameters: readonly string[], step: Step): string {
  const query = new URLSearchParams(parameters.map((code) => ['parameter', code]))
  query.set('from', from)
  query.set('to', to)
  query.set('step', step)
  return query.toString()
}

/** Exceedances and silences, the newest first, and whether there are more. */
export interface Events {
  readonly events: readonly StationEvent[]
  readonly more: boolean
}

export const environmentApi = {
  stations: (lang: string, signal?: AbortSignal) => get<Stations>('/api/stations', lang, signal),
  station: (id: number, lang: string, signal: AbortSignal) => get<StationDetail>(`/api/stations/${id}`, lang, signal),
  parameters: async (lang: string): Promise<readonly Parameter[]> =>
    (await get<{ parameters: readonly Parameter[] }>('/api/parameters', lang)).parameters,
  indices: (lang: string) => get<Indices>('/api/indices', lang),
  series: (id: number, span: Span, parameters: readonly string[], step: Step, lang: string, signal: AbortSignal) =>
    get<SeriesAnswer>(`/api/stations/${id}/series?${seriesQuery(span, parameters, step)}`, lang, signal),
  index: (id: number, { from, to }: Span, step: 'hour' | 'day', lang: string, signal: AbortSignal) =>
    get<IndexSeries>(`/api/stations/${id}/index?${new URLSearchParams({ from, to, step })}`, lang, signal),
  events: (station: number, { from, to }: Span, lang: string, signal: AbortSignal) =>
    get<Events>(`/api/exceedances?${new URLSearchParams({ station: String(station), from, to })}`, lang, signal),
  /** What exceeds now, anywhere. */
  exceedances: (lang: string, signal: AbortSignal) =>
    get<Events>('/api/exceedances?open=true&kind=exceedance&limit=1000', lang, signal),
  /** How much came on each day; for staff. */
  coverage: (id: number, { from, to }: Span, lang: string, signal: AbortSignal) =>
    get<Coverage>(`/api/stations/${id}/coverage?${new URLSearchParams({ from, to })}`, lang, signal),
  playback: ({ from, to }: Span, value: string, lang: string, signal: AbortSignal) =>
    get<Playback>(`/api/stations/playback?${new URLSearchParams({ from, to, value })}`, lang, signal),
  /** The cells of a box at a resolution, each id with its value; without shapes. */
  cells: (bounds: Bounds, res: number, query: string, lang: string, signal: AbortSignal) =>
    get<Cells>(`/api/hexbins/readings?bbox=${bounds.join(',')}&res=${res}&format=compact&${query}`, lang, signal),
}

/** The address of a file with what is shown. */
export const exportPath = (
  id: number,
  kind: 'csv' | 'xlsx',
  span: Span,
  parameters: readonly string[],
  step: Step,
): string => `/api/stations/${id}/export.${kind}?${seriesQuery(span, parameters, step)}`
