import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { openFeed } from './feed'

/** A feed of which the test says how it goes. */
class Fake extends EventTarget {
  static readonly CLOSED = 2
  static made: Fake[] = []
  readyState = 0
  constructor(readonly url: string) {
    super()
    Fake.made.push(this)
  }
  opens(): void {
    this.readyState = 1
    this.dispatchEvent(new Event('open'))
  }
  fails(state: number): void {
    this.readyState = state
    this.dispatchEvent(new Event('error'))
  }
  close(): void {
    this.readyState = Fake.CLOSED
  }
}

const last = (): Fake => Fake.made.at(-1) as Fake

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('EventSource', Fake)
  Fake.made = []
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

it('tells events by their name', () => {
  const heard: string[] = []
  openFeed('/events', ['alarm', 'change'], (name, data) => heard.push(`${name} ${data}`), vi.fn())
  last().dispatchEvent(new MessageEvent('alarm', { data: '{"id":1}' }))
  last().dispatchEvent(new MessageEvent('change', { data: '' }))
  expect(heard).toEqual(['alarm {"id":1}', 'change '])
})

it('leaves it to the browser to connect again while it tries', () => {
  openFeed('/events', [], vi.fn(), vi.fn())
  last().fails(0)
  vi.advanceTimersByTime(120_000)
  expect(Fake.made.length).toBe(1)
})

it('is opened anew where it ended for good, later each time, and then says that something was missed', () => {
  const missed = vi.fn()
  openFeed('/events', [], vi.fn(), missed)
  last().opens()
  expect(missed).not.toHaveBeenCalled()
  last().fails(2)
  vi.advanceTimersByTime(4999)
  expect(Fake.made.length).toBe(1)
  vi.advanceTimersByTime(1)
  expect(Fake.made.length).toBe(2)
  // A second of each failure more: 5, 10, 20, 40 and 60 seconds, each at least half.
  for (let n = 0; n < 5; n++) {
    last().fails(2)
    vi.advanceTimersByTime(60_000)
  }
  expect(Fake.made.length).toBe(7)
  last().fails(2)
  vi.advanceTimersByTime(29_999)
  expect(Fake.made.length).toBe(7)
  vi.advanceTimersByTime(30_001)
  expect(Fake.made.length).toBe(8)
  last().opens()
  expect(missed).toHaveBeenCalledTimes(1)
})

it('stays closed', () => {
  const feed = openFeed('/events', [], vi.fn(), vi.fn())
  last().fails(2)
  feed.close()
  vi.advanceTimersByTime(120_000)
  expect(Fake.made.length).toBe(1)
})
