import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Quarantine } from '../../api/schema.gen'
import { lang } from '../../state/store'
import { station } from '../../testing/stations'
import { aside, choose, chosen, readAside, readMore, release, reports, sendFiles, sending } from './readings'
import { stateOf } from './Stations'

/** Requests that wait for their answers, by what they ask for. */
const asked: { path: string; answer: (body: unknown, status?: number) => void; fail: () => void }[] = []

const next = async (path: RegExp) => {
  await vi.waitUntil(() => asked.some((one) => path.test(one.path)))
  const [one] = asked.splice(
    asked.findIndex((each) => path.test(each.path)),
    1,
  )
  if (!one) throw new Error('nothing was asked')
  return one
}
const page = (ids: readonly number[], following: number | null = null): Quarantine => ({
  rows: ids.map((id) => ({
    id,
    received_at: '2026-11-26T14:00:00+07:00',
    source: 'file',
    reason: 'unknown_station',
    station: 'KK1',
    parameter: 'PM2.5',
    at: '20261126140000',
    value: '1',
    unit: '',
    status: '00',
  })),
  reasons: [],
  next: following,
})
const counts = { stored: 1, duplicate: 0, revised: 0, quarantined: 0, refused: 0 }
const report = (name: string) => ({ files: [{ name, station: 'KK1', counts, rows: [], error: null }] })
const rows = () => aside.value?.rows.map(({ id }) => id)
const settled = () => new Promise((resolve) => setTimeout(resolve))

beforeEach(() => {
  lang.value = 'vi'
  reports.value = []
  aside.value = null
  chosen.value = new Set()
  vi.stubGlobal('fetch', (path: string) => {
    return new Promise<Response>((resolve, reject) => {
      asked.push({
        path,
        answer: (body, status = 200) => resolve(new Response(JSON.stringify(body), { status })),
        fail: () => reject(new TypeError('no line')),
      })
    })
  })
})
afterEach(() => {
  expect(asked.splice(0).map(({ path }) => path)).toEqual([])
  vi.unstubAllGlobals()
})

describe('files that are sent', () => {
  it('wait for those before them, and none loses its report', async () => {
    const done = sendFiles([new File(['1'], 'a.txt'), new File(['2'], 'b.txt')])
    const first = await next(/name=a\.txt/)
    await sendFiles([new File(['3'], 'c.txt')])
    expect(asked).toEqual([])
    first.answer(report('a.txt'))
    const second = await next(/name=b\.txt/)
    expect(sending.value).toBe('b.txt')
    second.answer(report('b.txt'))
    ;(await next(/name=c\.txt/)).answer(report('c.txt'))
    ;(await next(/quarantine/)).answer(page([]))
    await done
    expect(reports.value.map(({ name }) => name)).toEqual(['a.txt', 'b.txt', 'c.txt'])
    expect(sending.value).toBe('')
  })

  it('say why they could not be sent', async () => {
    const changed = new File(['x'], 'c.txt')
    changed.slice = () => ({ arrayBuffer: () => Promise.reject(new Error('changed')) }) as unknown as Blob
    const done = sendFiles([new File(['1'], 'a.txt'), new File(['2'], 'b.txt'), changed])
    ;(await next(/name=a/)).fail()
    ;(await next(/name=b/)).answer({ detail: 'Tệp quá lớn.' }, 413)
    ;(await next(/name=c/)).fail()
    ;(await next(/quarantine/)).answer(page([]))
    await done
    const [a, b, c] = reports.value.map(({ error }) => error?.vi)
    expect(a).toMatch(/mạng/)
    expect(b).toBe('Tệp quá lớn.')
    expect(c).toContain('c.txt đã thay đổi')
  })
})

describe('rows that are kept back', () => {
  it('a late answer to an earlier question is of no use', async () => {
    const all = readAside()
    const first = await next(/quarantine$|quarantine\?$/)
    const some = choose('bad_time')
    ;(await next(/reason=bad_time/)).answer(page([2]))
    await some
    first.answer(page([1, 2, 3]))
    await all
    expect(rows()).toEqual([2])
    const none = choose('')
    ;(await next(/quarantine/)).answer(page([]))
    await none
  })

  it('the rows that follow come once', async () => {
    aside.value = page([1], 1)
    const both = Promise.all([readMore(), readMore()])
    ;(await next(/after=1/)).answer(page([2]))
    await both
    expect(rows()).toEqual([1, 2])
  })

  it('rows that follow are of no use once others are asked for', async () => {
    aside.value = page([1], 1)
    const more = readMore()
    const late = await next(/after=1/)
    const some = choose('bad_time')
    ;(await next(/reason=bad_time/)).answer(page([5]))
    await some
    late.answer(page([2]))
    await more
    expect(rows()).toEqual([5])
    const none = choose('')
    ;(await next(/quarantine/)).answer(page([]))
    await none
  })

  it('those that were read again are chosen no more', async () => {
    aside.value = page([1, 2])
    chosen.value = new Set([1, 2])
    const done = release({})
    ;(await next(/release/)).answer({ counts, rows: [], more: false })
    ;(await next(/quarantine/)).answer(page([2]))
    expect((await done).stored).toBe(1)
    await settled()
    expect([...chosen.value]).toEqual([2])
  })
})

describe('how a station is', () => {
  it.each([
    [true, 'Trong giới hạn'],
    [false, 'Đang gửi số liệu'],
  ])('judged by a limit: %s', (judged, says) => {
    expect(stateOf({ ...station(1, { state: 'ok' }), judged })).toBe(says)
  })
  it('is told as it is where it does not send', () => {
    expect(stateOf({ ...station(1, { state: 'silent' }), judged: false })).toBe('Mất tín hiệu')
  })
})
