import { Failure, failureFrom, get, send } from '../../api/client'
import type {
  Agency,
  DeskReport,
  DeskReportDetail,
  ReportCategory,
  ReportContact,
  ReportRoute,
  ReportStatistics,
} from '../../api/schema.gen'
import { lang } from '../../state/store'
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
  redact: (photo: number, boxes: readonly Box[]) =>
    send<unknown>('POST', `/api/desk/report-photos/${photo}/redact`, lang.peek(), { boxes }),
  statistics: (from: string, to: string, lang: string, ended: AbortSignal) =>
    get<ReportStatistics>(`/api/desk/reports/statistics?${new URLSearchParams({ from, to })}`, lang, ended),
  categories: async (lang: string, ended: AbortSignal) =>
    (await get<{ categories: readonly ReportCategory[] }>('/api/desk/report-categories', lang, ended)).categories,
  agencies: async (lang: string, ended?: AbortSignal) =>
    (await get<{ agencies: readonly Agency[] }>('/api/desk/agencies', lang, ended)).agencies,
  saveAgency: (agency: Agency) => send<Agency>('PUT', '/api/desk/agencies', lang.peek(), agency),
  routes: async (lang: string, ended?: AbortSignal) =>
    (await get<{ routes: readonly ReportRoute[] }>('/api/desk/report-routes', lang, ended)).routes,
  /** Puts these in the place of all. */
  saveRoutes: (routes: readonly ReportRoute[]) =>
    send<unknown>('PUT', '/api/desk/report-routes', lang.peek(), { routes }),
}

/** The address of a file with all that matches. */
export const filePath = (kind: 'csv' | 'xlsx', filter: Filter): string =>
  `/api/desk/reports.${kind}?${new URLSearchParams(filterQuery({ ...filter, sort: 'due' }))}`
