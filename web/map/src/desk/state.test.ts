import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Failure } from '../api/client'
import type { Import } from '../api/types'
import { noAnswers } from './answers'
import { answers, begin, current, failure, files, given, openId, openImport, sendFiles, stopWork, work } from './state'

/** A file on its way to the server, as the test lets it arrive. */
interface Upload {
  readonly name: string
  readonly told: (sent: number, total: number) => void
  readonly arrive: (is: Import) => void
  readonly fail: (cause: unknown) => void
  ended: boolean
}
/** A promise with the ends that keep or break it. */
const deferred = vi.hoisted(() => <T>() => {
  let resolve: (value: T) => void = () => {}
  let reject: (cause: unknown) => void = () => {}
  const promise = new Promise<T>((yes, no) => {
    resolve = yes
    reject = no
  })
  return { promise, resolve, reject }
})
const uploads = vi.hoisted<Upload[]>(() => [])

vi.mock('./api', () => ({
  desk: { one: vi.fn(async (id: number) => imported(id, 'staged')), discard: vi.fn(async () => null) },
  followWork: () => () => {},
  upload: (list: readonly File[], _fields: unknown, told: Upload['told']) => {
    const done = deferred<Import>()
    const one: Upload = {
      name: list[0]?.name ?? '',
      told,
      arrive: done.resolve,
      fail: done.reject,
      ended: false,
    }
    uploads.push(one)
    // The server may have answered already when the sending is ended: then its answer comes all the same.
    return {
      done: done.promise,
      end: () => {
        one.ended = true
      },
    }
  },
}))

const imported = (id: number, state: Import['state']) =>
  ({ id, state, layer: 'parcels', source: `${id}.shp` }) as Import
const file = (name: string) => new File(['x'], name)
/** Lets what has been answered reach the page. */
const settled = () => new Promise((resolve) => setTimeout(resolve))
const last = (): Upload => uploads.at(-1) as Upload

beforeEach(() => {
  const location = { pathname: '/desk', search: '' }
  vi.stubGlobal('window', { location })
  vi.stubGlobal('history', {
    pushState: (_: unknown, __: string, address: string) => {
      location.pathname = address
    },
  })
})
afterEach(async () => {
  await openImport(null)
  uploads.length = 0
  vi.unstubAllGlobals()
})

describe('a file that is being sent', () => {
  it('opens what it became', async () => {
    begin([file('A.shp')])
    last().told(5, 10)
    expect(work.value).toMatchObject({ kind: 'sending', sent: 5, total: 10 })
    last().arrive(imported(1, 'staging'))
    await settled()
    expect(openId.value).toBe(1)
    expect(work.value?.kind).toBe('working')
  })

  it('opens nothing after the officer has gone back and brought in another', async () => {
    await openImport(1)
    files.value = [file('A.shp')]
    sendFiles()
    const a = last()
    await openImport(null)
    expect(a.ended).toBe(true)
    begin([file('B.shp')])
    const b = last()
    expect(b.name).toBe('B.shp')
    a.told(9, 10)
    expect(work.value).toMatchObject({ kind: 'sending', sent: 0 })
    a.arrive(imported(2, 'staging'))
    await settled()
    expect(openId.value).toBeNull()
    expect(current.value).toBeNull()
    expect(work.value?.kind).toBe('sending')
    b.arrive(imported(3, 'staging'))
    await settled()
    expect(openId.value).toBe(3)
  })

  it('is ended by the next, and tells nothing of its own failure', async () => {
    begin([file('A.shp')])
    const a = last()
    begin([file('B.shp')])
    expect(a.ended).toBe(true)
    a.fail(new Failure('offline'))
    await settled()
    expect(failure.value).toBeNull()
    expect(work.value?.kind).toBe('sending')
  })

  it('stands for what was decided when it went, not for what is decided since', async () => {
    begin([file('A.shp')])
    answers.value = { ...noAnswers, crs: '9210' }
    last().arrive(imported(4, 'staging'))
    await settled()
    expect(given.value.crs).toBeUndefined()
    expect(answers.value.crs).toBe('9210')
  })

  it('can be stopped, which is no failure', async () => {
    begin([file('A.shp')])
    stopWork()
    expect(last().ended).toBe(true)
    last().fail(new DOMException('ended', 'AbortError'))
    await settled()
    expect(work.value).toBeNull()
    expect(failure.value).toBeNull()
  })
})

it('the answer for a change set opens nothing once another was opened', async () => {
  const { desk } = await import('./api')
  const slow = deferred<Import>()
  vi.mocked(desk.one).mockReturnValueOnce(slow.promise)
  openImport(7)
  await openImport(8)
  slow.resolve(imported(7, 'applied'))
  await settled()
  expect(current.value?.id).toBe(8)
})
