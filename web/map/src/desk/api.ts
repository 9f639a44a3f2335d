import { Failure, failureFrom, failureOf, get, send } from '../api/client'
import type {
  Bounds,
  Import,
  ImportDifference,
  ImportDifferenceMap,
  ImportProblems,
  Imports,
  Operation,
} from '../api/types'
import { lang } from '../state/store'

/** How far a phase of the work is. */
export interface Progress {
  readonly phase: string
  readonly rows: number
  readonly total: number | null
  readonly per_second: number
  readonly left_seconds: number | null
}

const query = (parts: Readonly<Record<string, string | number | null | undefined>>): string => {
  const told = Object.entries(parts).flatMap(([name, value]) => (value || value === 0 ? [[name, String(value)]] : []))
  return told.length ? `?${new URLSearchParams(told)}` : ''
}

/** A request that takes its own time: the server answers when the work is done. */
async function patiently<T>(method: string, path: string): Promise<T> {
  const headers = { Accept: 'application/json', 'Accept-Language': lang.peek() }
  const answer = await fetch(path, { method, headers }).catch(() => {
    throw new Failure('offline')
  })
  if (!answer.ok) throw await failureOf(answer)
  return (await answer.json()) as T
}

export const desk = {
  list: (before: number | null) =>
    get<Imports>(`/api/imports${query({ brief: 'true', limit: 20, before })}`, lang.peek()),
  one: (id: number) => get<Import>(`/api/imports/${id}`, lang.peek()),
  discard: (id: number) => send<Import>('DELETE', `/api/imports/${id}`, lang.peek()),
  apply: (id: number) => patiently<Import>('POST', `/api/imports/${id}/apply`),
  undo: (id: number) => patiently<Import>('POST', `/api/imports/${id}/undo`),
  difference: (id: number, operation: Operation | null, after: string | null, ended: AbortSignal) =>
    get<ImportDifference>(`/api/imports/${id}/difference${query({ operation, after, limit: 50 })}`, lang.peek(), ended),
  differenceMap: (id: number, bounds: Bounds | null, ended: AbortSignal) =>
    get<ImportDifferenceMap>(
      `/api/imports/${id}/difference.geojson${query({ bbox: bounds?.map((n) => n.toFixed(5)).join(',') })}`,
      lang.peek(),
      ended,
    ),
  problems: (id: number, code: string | null, after: string | null, ended: AbortSignal) =>
    get<ImportProblems>(`/api/imports/${id}/problems${query({ code, after, limit: 50 })}`, lang.peek(), ended),
  /** The table of problems as a file, in the language of the page. */
  problemsFile: async (id: number): Promise<Blob> => {
    const answer = await fetch(`/api/imports/${id}/problems.csv`, { headers: { 'Accept-Language': lang.peek() } })
    if (!answer.ok) throw await failureOf(answer)
    return answer.blob()
  },
}

function problemIn(text: string): Record<string, unknown> | null {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Sends files with the fields of the form, and tells how much has gone. `end` stops it. */
export function upload(
  files: readonly File[],
  fields: readonly (readonly [string, string])[],
  told: (sent: number, total: number) => void,
): { readonly done: Promise<Import>; readonly end: () => void } {
  const request = new XMLHttpRequest()
  const form = new FormData()
  for (const [name, value] of fields) form.append(name, value)
  for (const file of files) form.append('file', file, file.name)
  const done = new Promise<Import>((resolve, reject) => {
    request.upload.onprogress = (e) => told(e.loaded, e.total)
    request.onerror = () => reject(new Failure('offline'))
    request.onabort = () => reject(new DOMException('ended', 'AbortError'))
    request.onload = () => {
      const answer = problemIn(request.responseText)
      if (request.status === 202 && answer) resolve(answer as unknown as Import)
      else reject(failureFrom(request.status, answer))
    }
    request.open('POST', '/api/imports')
    request.setRequestHeader('Accept-Language', lang.peek())
    request.send(form)
  })
  return { done, end: () => request.abort() }
}

/** Follows the work on a change set until it rests. The browser asks again by itself when the line breaks. */
export function followWork(
  id: number,
  told: { progress(p: Progress): void; rests(is: Import): void; lost(): void },
): () => void {
  const events = new EventSource(`/api/imports/${id}/events`)
  events.addEventListener('progress', (e) => told.progress(JSON.parse(e.data)))
  events.addEventListener('state', (e) => {
    events.close()
    told.rests(JSON.parse(e.data))
  })
  events.onerror = () => {
    if (events.readyState === EventSource.CLOSED) told.lost()
  }
  return () => events.close()
}
