import { afterEach, describe, expect, it, vi } from 'vitest'
import { api, Failure } from './client'

afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

const answers = (make: (path: string, init: RequestInit) => Promise<Response> | Response) => {
  const fetched = vi.fn(make)
  vi.stubGlobal('fetch', fetched)
  return fetched
}

const problem = (status: number, body: unknown) => new Response(JSON.stringify(body), { status })

/** Never answers, and rejects when it is ended, as fetch does. */
const silence = (_: string, { signal }: RequestInit) =>
  new Promise<Response>((_, reject) => signal?.addEventListener('abort', () => reject(new Error('aborted'))))

const failing = async (run: () => Promise<unknown>): Promise<Failure> => {
  const cause = await run().then(
    () => new Error('did not fail'),
    (error: unknown) => error,
  )
  if (!(cause instanceof Failure)) throw cause
  return cause
}

describe('asking the server', () => {
  it('asks in the language of the page and near the map', async () => {
    const fetched = answers(() => new Response('{"q":"a b","groups":[],"hint":null}'))
    await api.search('a b', [107.0843, 10.346], null, 'en', new AbortController().signal)
    const sent = (call: number): unknown => JSON.parse(String(fetched.mock.calls[call]?.[1].body))
    // What is typed may be a name: it is in no address.
    expect(fetched.mock.calls[0]?.[0]).toBe('/api/search')
    expect(sent(0)).toEqual({ q: 'a b', limit: 8, lon: 107.0843, lat: 10.346 })
    await api.search('a b', null, '2025-06-30', 'vi', new AbortController().signal)
    expect(sent(1)).toEqual({ q: 'a b', limit: 8, at: '2025-06-30' })
    expect(fetched.mock.calls[0]?.[1].headers).toMatchObject({ 'Accept-Language': 'en' })
  })

  it.each([
    [404, 'missing'],
    [400, 'refused'],
    [429, 'busy'],
    [503, 'busy'],
    [500, 'server'],
  ])('%i is told as %s, with the sentence and id of the server', async (status, kind) => {
    answers(() => problem(status, { title: 'T', detail: 'Vì sao', request_id: 'r1', code: 'c' }))
    const told = { kind, status, detail: 'Vì sao', requestId: 'r1', code: 'c' }
    expect(await failing(() => api.config('vi'))).toMatchObject(told)
  })

  it('takes an error page that is no JSON', async () => {
    answers(() => new Response('<html>', { status: 502 }))
    expect(await failing(() => api.config('vi'))).toMatchObject({ kind: 'busy', detail: '', code: '' })
  })

  it('tells a lost network from an answer that cannot be read', async () => {
    answers(() => Promise.reject(new TypeError('Failed to fetch')))
    expect((await failing(() => api.config('vi'))).kind).toBe('offline')
    answers(() => new Response('{"cut'))
    expect((await failing(() => api.config('vi'))).kind).toBe('garbled')
  })

  it('loses patience', async () => {
    vi.useFakeTimers()
    answers(silence)
    const failed = failing(() => api.config('vi'))
    await vi.advanceTimersByTimeAsync(21_000)
    expect((await failed).kind).toBe('timeout')
  })

  it('leaves an ended request to who ended it', async () => {
    answers(silence)
    const controller = new AbortController()
    const asked = api.parcel(1, 'vi', controller.signal)
    controller.abort()
    await expect(asked).rejects.not.toBeInstanceOf(Failure)
  })
})
