import { afterEach, expect, it, vi } from 'vitest'
import { eventsIn, openStream } from './stream'

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

it('events are read by name, however the stream is cut', () => {
  const stream = 'event: begin\ndata: {}\nid: x\n\n: \n\nevent: wall\ndata: {}\n\n'
  expect(eventsIn(stream)).toEqual({ names: ['begin', 'wall'], rest: '' })
  for (let cut = 0; cut < stream.length; cut++) {
    const first = eventsIn(stream.slice(0, cut))
    expect([...first.names, ...eventsIn(first.rest + stream.slice(cut)).names]).toEqual(['begin', 'wall'])
  }
})

/** When a wall with a chance of its own, 0 to 1, asks for a stream that never comes, milliseconds. */
async function asksAt(chance: number, during: number): Promise<readonly number[]> {
  vi.useFakeTimers({ now: 0 })
  const at: number[] = []
  vi.stubGlobal('fetch', async () => {
    at.push(Date.now())
    throw new TypeError('no network')
  })
  vi.spyOn(Math, 'random').mockReturnValue(chance)
  openStream('/events', {}, () => {})
  await vi.advanceTimersByTimeAsync(during)
  vi.clearAllTimers() // it would go on for good
  return at
}

it('each wall connects again at a moment of its own, later each time, and never gives up', async () => {
  const early = await asksAt(0, 120_000)
  const late = await asksAt(0.999, 120_000)
  expect(early.slice(0, 4)).toEqual([0, 500, 1500, 3500])
  expect(late.slice(0, 4)).toEqual([0, 1499, 4497, 10493])
  const pauses = (at: readonly number[]) => at.slice(1).map((t, i) => t - (at[i] ?? 0))
  expect(Math.max(...pauses(early))).toBe(10_000)
  expect(Math.max(...pauses(late))).toBe(29_980)
})
