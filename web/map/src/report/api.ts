import { Failure, failureFrom, get, send } from '../api/client'
import type { Report, ReportCategory, ReportSent, ReportStatus } from '../api/schema.gen'
import type { Bounds } from '../api/types'
import { lang } from '../state/store'
import type { Draft } from './draft'
import { deviceKey } from './mine'

/** The largest picture that the server takes, bytes. */
export const MOST_BYTES = 12_000_000
export const MOST_PHOTOS = 5

export type Rating = NonNullable<ReportStatus['rating']>

const pathOf = (number: string): string => `/api/reports/${encodeURIComponent(number)}`

/** What is sent of a draft whose photos have their tokens. */
export function bodyOf(draft: Draft) {
  const { name, phone, email } = draft.contact
  const contact = name || phone || email ? { name, phone, email } : null
  return {
    category: draft.category,
    words: draft.words.trim(),
    lon: draft.at?.[0] ?? 0,
    lat: draft.at?.[1] ?? 0,
    accuracy_m: draft.accuracy,
    address: draft.address.trim(),
    photos: draft.photos.flatMap(({ token }) => (token ? [token] : [])),
    contact,
  }
}

/** Sends something under a key of the sender's own: sent again it is the same. Throws a Failure. */
async function sendKeyed<T>(path: string, key: string, body?: unknown): Promise<T> {
  const headers: Record<string, string> = {
    Accept: 'application/json',
    'Accept-Language': lang.peek(),
    'Idempotency-Key': key,
  }
  const options: RequestInit = { method: 'POST', headers, signal: AbortSignal.timeout(30_000) }
  if (body !== undefined) {
    headers['Content-Type'] = 'application/json'
    options.body = JSON.stringify(body)
  }
  const answer = await fetch(path, options).catch(() => {
    throw new Failure('offline')
  })
  const said = await answer.json().catch(() => null)
  if (!answer.ok) throw failureFrom(answer.status, said)
  if (!said) throw new Failure('garbled', answer.status)
  return said as T
}

/** Sends one picture as it is and tells how much has gone, 0 to 1. Returns the token that a report names it by. */
export function sendPhoto(picture: Blob, told: (part: number) => void): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.upload.onprogress = ({ loaded, total }) => told(total ? loaded / total : 0)
    request.onerror = () => reject(new Failure('offline'))
    request.ontimeout = () => reject(new Failure('timeout'))
    request.onload = () => {
      let said: Record<string, unknown> | null = null
      try {
        said = JSON.parse(request.responseText)
      } catch {
        // What is no JSON is told by the status alone.
      }
      const token = said?.photo
      if (request.status === 201 && typeof token === 'string') resolve(token)
      else reject(failureFrom(request.status || 502, said))
    }
    request.open('POST', '/api/report-photos')
    request.timeout = 180_000
    request.setRequestHeader('Content-Type', picture.type || 'image/jpeg')
    request.setRequestHeader('Accept-Language', lang.peek())
    request.send(picture)
  })
}

/** The address of a photo of a report; whoever has the report's number sees what is not on the map yet. */
export const photoPath = (id: number, size: 'thumb' | 'full', number?: string): string =>
  `/api/report-photos/${id}.jpg?size=${size}${number ? `&report=${encodeURIComponent(number)}` : ''}`

export interface Filter {
  readonly category: string | null
  readonly state: string | null
}

export const reportApi = {
  categories: async (lang: string, signal?: AbortSignal): Promise<readonly ReportCategory[]> =>
    (await get<{ categories: readonly ReportCategory[] }>('/api/report-categories', lang, signal)).categories,
  /** The newest in a box; `more` where there are others. */
  list: async (bounds: Bounds, { category, state }: Filter, lang: string, signal: AbortSignal) => {
    const query = new URLSearchParams({ bbox: bounds.map((n) => n.toFixed(5)).join(','), limit: '200' })
    if (category) query.set('category', category)
    if (state) query.set('state', state)
    type Page = { reports: readonly Report[]; next: string | null }
    const { reports, next } = await get<Page>(`/api/reports?${query}`, lang, signal)
    return { reports, more: next !== null }
  },
  similar: async ([lon, lat]: readonly [number, number], category: string, lang: string, signal?: AbortSignal) => {
    const query = new URLSearchParams({ lon: lon.toFixed(6), lat: lat.toFixed(6), category })
    return (await get<{ reports: readonly Report[] }>(`/api/reports/similar?${query}`, lang, signal)).reports
  },
  status: (number: string, lang: string, signal: AbortSignal) => get<ReportStatus>(pathOf(number), lang, signal),
  /** Once for each device, however often it is pressed. */
  support: (number: string) => sendKeyed<{ supporters: number }>(`${pathOf(number)}/support`, deviceKey()),
  rate: (number: string, follow: string, rating: Rating, words: string, lang: string) =>
    send<ReportStatus>('POST', `${pathOf(number)}/rating`, lang, { follow, rating, words }),
  reopen: (number: string, follow: string, words: string, photos: readonly string[], lang: string) =>
    send<ReportStatus>('POST', `${pathOf(number)}/reopen`, lang, { follow, words, photos }),
  post: (draft: Draft) => sendKeyed<ReportSent>('/api/reports', draft.key, bodyOf(draft)),
  sendPhoto,
}
