import { Failure, failureFrom, get, send } from '../../api/client'
import type {
  Agency,
  CommuneRef,
  DeskReport,
  DeskReportDetail,
  DeskReportPhoto,
  Holiday,
  ReportCategory,
  ReportContact,
  ReportPolicy,
  ReportRoute,
  ReportStatistics,
} from '../../api/schema.gen'
import { photoPath } from '../../report/api'
import { lang } from '../../state/store'
import { around, nearest } from './around'
import type { Filter } from './filter'
import { filterQuery } from './filter'

/** Who did what before us, as a 409 tells. */
export interface Conflict {
  readonly by: string
  readonly actor: string
  readonly action: string
  readonly at: string
  readonly state: string
}

/** An action that came too late: the report had been moved meanwhile. */
export class Moved extends Failure {
  readonly conflict: Conflict

  constructor({ kind, status, detail, requestId, code }: Failure, conflict: Conflict) {
    super(kind, status, detail, requestId, code)
    this.conflict = conflict
  }
}

/** A box on a photo in its own pixels: left, top, width, height. */
export type Box = readonly [number, number, number, number]

async function act(id: number, body: Readonly<Record<string, unknown>>): Promise<DeskReportDetail> {
  const headers = { Accept: 'application/json', 'Accept-Language': lang.peek(), 'Content-Type': 'application/json' }
  const options = { method: 'POST', headers, body: JSON.stringify(body), signal: AbortSignal.timeout(30_000) }
  const answer = await fetch(`/api/desk/reports/${id}/actions`, options).catch(() => {
    throw new Failure('offline')
  })
  const said = await answer.json().catch(() => null)
  if (answer.ok && said) return said as DeskReportDetail
  const failure = failureFrom(answer.status, said)
  throw answer.status === 409 && said?.conflict ? new Moved(failure, said.conflict) : failure
}

export interface Page {
  readonly reports: readonly DeskReport[]
  readonly next: string | null
  readonly total: number
  /** How many of what is chosen, but for these two, are due soon and overdue. */
  readonly near: number
  /** How many have photos of the result to be looked at, in whatever state. */
  readonly review: number
  readonly overdue: number
  /** The last day of the calendar of days off where that is soon. */
  readonly calendar_ends: string | null
}

/** A report that others may be like: its id, kind and place. */
export interface Around {
  readonly id: number
  readonly category: string
  readonly lon: number
  readonly lat: number
}
export interface Near {
  readonly report: DeskReport
  readonly metres: number
}

export const reportsDesk = {
  queue: (filter: Filter, cursor: string | null, lang: string, ended?: AbortSignal) => {
    const query = new URLSearchParams(filterQuery(filter))
    if (cursor) query.set('cursor', cursor)
    return get<Page>(`/api/desk/reports?${query}`, lang, ended)
  },
  one: (id: number, lang: string, ended?: AbortSignal) => get<DeskReportDetail>(`/api/desk/reports/${id}`, lang, ended),
  act,
  contact: (id: number, purpose: string) =>
    send<ReportContact>('POST', `/api/desk/reports/${id}/contact`, lang.peek(), { purpose }),
  /** Covers boxes on a photo as it came, in the place of those of before; without any it is shown as it came. */
  redact: (photo: number, boxes: readonly Box[]) =>
    send<unknown>('POST', `/api/desk/report-photos/${photo}/redact`, lang.peek(), { boxes, anew: true }),
  statistics: (from: string, to: string, lang: string, ended: AbortSignal) =>
    get<ReportStatistics>(`/api/desk/reports/statistics?${new URLSearchParams({ from, to })}`, lang, ended),
  categories: async (lang: string, ended: AbortSignal) =>
    (await get<{ categories: readonly ReportCategory[] }>('/api/desk/report-categories', lang, ended)).categories,
  communes: async (lang: string, ended?: AbortSignal) =>
    (await get<{ communes: readonly CommuneRef[] }>('/api/desk/report-communes', lang, ended)).communes,
  /** The others of a kind that are open around one, the nearest first, each with how far away it is, metres. */
  near: async (about: Around, lang: string, ended?: AbortSignal): Promise<readonly Near[]> => {
    const at = [about.lon, about.lat] as const
    const query = new URLSearchParams({
      state: 'open',
      category: about.category,
      bbox: around(at)
        .map((n) => n.toFixed(6))
        .join(','),
      limit: '20',
    })
    const { reports } = await get<Page>(`/api/desk/reports?${query}`, lang, ended)
    return nearest(
      at,
      reports.filter(({ id }) => id !== about.id),
    )
  },
  agencies: async (lang: string, ended?: AbortSignal) =>
    (await get<{ agencies: readonly Agency[] }>('/api/desk/agencies', lang, ended)).agencies,
  /** Adds an agency, or changes of the one with this code what is said. */
  saveAgency: (agency: Partial<Agency> & { readonly code: string }) =>
    send<Agency>('PUT', '/api/desk/agencies', lang.peek(), agency),
  routes: async (lang: string, ended?: AbortSignal) =>
    (await get<{ routes: readonly ReportRoute[] }>('/api/desk/report-routes', lang, ended)).routes,
  addRoute: (route: Omit<ReportRoute, 'id'>) =>
    send<ReportRoute>('POST', '/api/desk/report-routes', lang.peek(), route),
  /** Changes of a route what is said; the others stay. */
  saveRoute: (id: number, route: Partial<ReportRoute>) =>
    send<ReportRoute>('PUT', `/api/desk/report-routes/${id}`, lang.peek(), route),
  /** Changes of a category what is said. */
  saveCategory: (code: string, category: Partial<Omit<ReportCategory, 'code' | 'name'>>) =>
    send<ReportCategory>('PUT', `/api/desk/report-categories/${encodeURIComponent(code)}`, lang.peek(), category),
  holidays: async (lang: string, ended?: AbortSignal) =>
    (await get<{ holidays: readonly Holiday[] }>('/api/desk/holidays', lang, ended)).holidays,
  policy: (lang: string, ended?: AbortSignal) => get<ReportPolicy>('/api/desk/report-policy', lang, ended),
  /** Changes of the policy what is said. */
  savePolicy: (policy: Partial<ReportPolicy>) =>
    send<ReportPolicy>('PUT', '/api/desk/report-policy', lang.peek(), policy),
  /** Puts these in the place of all of a year. */
  saveHolidays: (year: number, holidays: readonly Holiday[]) =>
    send<unknown>('PUT', '/api/desk/holidays', lang.peek(), { year, holidays }),
}

/** The address of a photo at the desk: `shown` keeps a cache from showing what was before it was covered. */
export const deskPhoto = ({ id, shown }: DeskReportPhoto, size: 'thumb' | 'full'): string =>
  `${photoPath(id, size)}&shown=${encodeURIComponent(shown)}`
/** The photo as it came, whatever was covered since. */
export const originalPhoto = (id: number): string => `${photoPath(id, 'full')}&original=true`

/** The address of a file with the counts of a period. */
export const countsPath = (kind: 'csv' | 'xlsx', period: { from: string; to: string }): string =>
  `/api/desk/reports/statistics.${kind}?${new URLSearchParams(period)}`

/** The address of a file with all that matches. */
export const filePath = (kind: 'csv' | 'xlsx', filter: Filter): string =>
  `/api/desk/reports.${kind}?${new URLSearchParams(filterQuery({ ...filter, sort: 'due' }))}`
