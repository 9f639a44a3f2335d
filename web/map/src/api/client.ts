import type {
  Config,
  Here,
  History,
  Layer,
  Neighbours,
  Overlaps,
  Parcel,
  PastTiles,
  Plot,
  PrivateHits,
  PrivateRead,
  PrivateVersion,
  SearchAnswer,
  Session,
  SignedIn,
  UnitHistory,
  Units,
  Value,
  Verification,
} from './types'

/** What kind of failure it was; the words for a person are in the message tables. */
export type FailureKind = 'offline' | 'timeout' | 'missing' | 'refused' | 'busy' | 'server' | 'garbled'

/** A request that did not succeed. `detail` is the server's sentence, in the language that was asked for. */
export class Failure extends Error {
  readonly kind: FailureKind
  readonly status: number
  readonly detail: string
  readonly requestId: string
  /** What exactly the server refused, for programs; '' where it does not say. */
  readonly code: string
  /** Which member of what was sent was refused; '' where it does not say. */
  readonly field: string

  constructor(kind: FailureKind, status = 0, detail = '', requestId = '', code = '', field = '') {
    super(`${kind} ${status} ${detail}`.trim())
    this.name = 'Failure'
    this.kind = kind
    this.status = status
    this.detail = detail
    this.requestId = requestId
    this.code = code
    this.field = field
  }
}

const PATIENCE = 20_000

function kindOf(status: number): FailureKind {
  if (status === 404) return 'missing'
  if (status === 429 || status === 503 || status === 502 || status === 504) return 'busy'
  return status < 500 ? 'refused' : 'server'
}

/** The failure that a status and the problem in its body tell of. */
export function failureFrom(status: number, problem: Readonly<Record<string, unknown>> | null): Failure {
  const text = (key: string): string => (typeof problem?.[key] === 'string' ? problem[key] : '')
  const detail = text('detail') || text('title')
  return new Failure(kindOf(status), status, detail, text('request_id'), text('code'), text('field'))
}

export const failureOf = async (answer: Response): Promise<Failure> =>
  failureFrom(answer.status, await answer.json().catch(() => null))

/** What a request does beside asking. */
interface Sending {
  readonly method: string
  readonly body?: unknown
}

async function read<T>(path: string, lang: string, signal: AbortSignal, sending?: Sending): Promise<T> {
  const headers: Record<string, string> = { Accept: 'application/json', 'Accept-Language': lang }
  const options: RequestInit = { headers, signal }
  if (sending) options.method = sending.method
  if (sending?.body !== undefined) {
    headers['Content-Type'] = 'application/json'
    options.body = JSON.stringify(sending.body)
  }
  const answer = await fetch(path, options)
  if (!answer.ok) throw await failureOf(answer)
  const text = await answer.text()
  try {
    return JSON.parse(text) as T
  } catch {
    throw new Failure('garbled', answer.status)
  }
}

/** Asks for JSON. Throws a Failure, or an AbortError when the caller's signal ended it. */
export async function get<T>(path: string, lang: string, signal?: AbortSignal, sending?: Sending): Promise<T> {
  const limit = new AbortController()
  let late = false
  const clock = setTimeout(() => {
    late = true
    limit.abort()
  }, PATIENCE)
  const end = (): void => limit.abort()
  signal?.addEventListener('abort', end)
  try {
    return await read<T>(path, lang, limit.signal, sending)
  } catch (cause) {
    if (cause instanceof Failure || signal?.aborted) throw cause
    throw new Failure(late ? 'timeout' : 'offline')
  } finally {
    clearTimeout(clock)
    signal?.removeEventListener('abort', end)
  }
}

export const send = <T>(method: string, path: string, lang: string, body?: unknown) =>
  get<T>(path, lang, undefined, { method, body })

/** The server's endpoints; each takes the language for its sentences. */
export const api = {
  config: (lang: string) => get<Config>('/api/config', lang),
  layers: async (lang: string): Promise<readonly Layer[]> =>
    (await get<{ layers: readonly Layer[] }>('/api/layers', lang)).layers,
  /**
   * `near`, longitude and latitude, sorts the parcels found by their distance from it. Communes are those of the day.
   * The text goes in the body: it may be somebody's name, and addresses of requests are written down on their way.
   */
  search: (
    q: string,
    near: readonly [number, number] | null,
    day: string | null,
    lang: string,
    signal: AbortSignal,
  ) => {
    const at = near ? { lon: Number(near[0].toFixed(5)), lat: Number(near[1].toFixed(5)) } : {}
    const body = { q, limit: 8, ...at, ...(day ? { at: day } : {}) }
    return get<SearchAnswer>('/api/search', lang, signal, { method: 'POST', body })
  },
  /** On a day; null: today. */
  here: (lon: number, lat: number, day: string | null, lang: string, signal: AbortSignal) =>
    get<Here>(`/api/here?lon=${lon.toFixed(7)}&lat=${lat.toFixed(7)}${day ? `&at=${day}` : ''}`, lang, signal),
  /** The unit that has the code on a day, with what it came of and became. */
  commune: (code: string, day: string | null, lang: string, signal: AbortSignal) =>
    get<UnitHistory>(`/api/communes/${code}${day ? `?at=${day}` : ''}`, lang, signal),
  /** Units of any day by a name or a code, each with what it is today. */
  communes: (q: string, lang: string, signal?: AbortSignal) =>
    get<Units>(`/api/communes?${new URLSearchParams({ q, limit: '20' })}`, lang, signal),
  parcel: (id: number, lang: string, signal: AbortSignal) => get<Parcel>(`/api/parcels/${id}`, lang, signal),
  /** As it was at the end of a day in Vietnam (2026-11-26) or at an ISO time; for staff. */
  parcelAt: (id: number, at: string, lang: string, signal: AbortSignal) =>
    get<Parcel>(`/api/parcels/${id}?${new URLSearchParams({ at })}`, lang, signal),
  pastParcels: (at: string, lang: string, signal: AbortSignal) =>
    get<PastTiles>(`/history/parcels.json?${new URLSearchParams({ at })}`, lang, signal),
  history: (id: number, lang: string, signal: AbortSignal) => get<History>(`/api/parcels/${id}/history`, lang, signal),
  session: (lang: string) => get<Session>('/api/session', lang),
  signIn: (login: string, password: string, lang: string) =>
    send<Session>('POST', '/api/session', lang, { login, password }),
  signOut: (lang: string) => send<Session>('DELETE', '/api/session', lang),
  /** Where the person is signed in, the latest first. */
  sessions: async (lang: string, signal: AbortSignal): Promise<readonly SignedIn[]> =>
    (await get<{ sessions: readonly SignedIn[] }>('/api/sessions', lang, signal)).sessions,
  endSession: (id: string, lang: string) => send<unknown>('DELETE', `/api/sessions/${encodeURIComponent(id)}`, lang),
  changePassword: (old: string, fresh: string, lang: string) =>
    send<unknown>('POST', '/api/password', lang, { old, new: fresh }),
  resetPassword: (link: string, password: string, lang: string) =>
    send<unknown>('POST', '/api/password/reset', lang, { link, password }),
  /** The restricted fields of a parcel; the server writes down who asked and why. */
  readPrivate: async (id: number, purpose: string, lang: string): Promise<readonly Value[]> =>
    (await send<{ fields: readonly Value[] }>('POST', `/api/parcels/${id}/private`, lang, { purpose })).fields,
  /** What they were, the latest first; written down like a read of those of now. */
  privateHistory: async (id: number, purpose: string, lang: string): Promise<readonly PrivateVersion[]> =>
    (
      await send<{ versions: readonly PrivateVersion[] }>('POST', `/api/parcels/${id}/private/history`, lang, {
        purpose,
      })
    ).versions,
  /** Parcels of a commune by the beginnings of words of their owner's name; written down first. */
  owners: (commune: string, name: string, purpose: string, lang: string) =>
    send<PrivateHits>('POST', '/api/owners', lang, { commune, name, purpose }),
  /** Parcels of a certificate by its whole serial; written down first. */
  certificates: (serial: string, purpose: string, lang: string) =>
    send<PrivateHits>('POST', '/api/certificates', lang, { serial, purpose }),
  reads: async (id: number, lang: string, signal: AbortSignal): Promise<readonly PrivateRead[]> =>
    (await get<{ reads: readonly PrivateRead[] }>(`/api/parcels/${id}/reads`, lang, signal)).reads,
  neighbours: (id: number, lang: string, signal: AbortSignal) =>
    get<Neighbours>(`/api/parcels/${id}/neighbours`, lang, signal),
  /** With the parts that the parcel has in common with each record. */
  overlaps: (id: number, lang: string, signal: AbortSignal) =>
    get<Overlaps>(`/api/parcels/${id}/overlaps?geometry=true`, lang, signal),
  /** The plot that a list of corners or a drawing describes; `srid` is the zone to take, 0 to go by the text. */
  plot: (text: string, srid: number, lang: string, signal: AbortSignal) =>
    get<Plot>('/api/plots', lang, signal, { method: 'POST', body: srid ? { text, srid } : { text } }),
  /** Whether an extract with this number and check code says what the parcel is now. */
  verify: (extract: string, hash: string, parts: string, lang: string, signal: AbortSignal) =>
    get<Verification>(
      `/api/extracts/verify?${new URLSearchParams({ extract, hash, ...(parts ? { parts } : {}) })}`,
      lang,
      signal,
    ),
}
