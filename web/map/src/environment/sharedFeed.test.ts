import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { shareFeed, shareLive } from './sharedFeed'

class Fake extends EventTarget {
  static readonly CLOSED = 2
  static made: Fake[] = []
  readyState = 1
  constructor(readonly url: string) {
    super()
    Fake.made.push(this)
  }
  says(name: string, data: string): void {
    this.dispatchEvent(new MessageEvent(name, { data }))
  }
  close(): void {
    this.readyState = Fake.CLOSED
  }
}

/** Locks as a browser has them: one holder of a name, the others in a queue. */
class Locks {
  private readonly queues = new Map<string, Promise<unknown>>()
  private readonly held = new Set<string>()
  async request(
    name: string,
    options: { ifAvailable?: boolean; signal?: AbortSignal },
    use: (lock: unknown) => unknown,
  ) {
    if (options.ifAvailable && this.held.has(name)) return use(null)
    const turn = (this.queues.get(name) ?? Promise.resolve()).then(async () => {
      options.signal?.throwIfAborted()
      this.held.add(name)
      try {
        return await use({})
      } finally {
        this.held.delete(name)
      }
    })
    if (options.ifAvailable) this.held.add(name)
    this.queues.set(
      name,
      turn.catch(() => {}),
    )
    return turn
  }
}

beforeEach(() => {
  Fake.made = []
  vi.stubGlobal('EventSource', Fake)
  vi.stubGlobal('navigator', { locks: new Locks() })
})
afterEach(() => vi.unstubAllGlobals())

const tab = (who = 'lan') => {
  const heard: string[] = []
  const feed = shareFeed(
    '/events',
    who,
    ['station'],
    (name, data) => heard.push(`${name} ${data}`),
    () => heard.push('missed'),
  )
  return { heard, feed }
}

it('has one stream for all tabs of a person, of which each hears', async () => {
  const [one, two] = [tab(), tab()]
  await vi.waitFor(() => expect(Fake.made.length).toBe(1))
  Fake.made[0]?.says('station', '{"id":1}')
  await vi.waitFor(() => expect(two.heard).toEqual(['station {"id":1}']))
  expect(one.heard).toEqual(['station {"id":1}'])
  const other = tab('mai')
  await vi.waitFor(() => expect(Fake.made.length).toBe(2))
  for (const { feed } of [one, two, other]) feed.close()
})

it('goes on in another tab when its own is closed, and says that something was missed', async () => {
  const [one, two, three] = [tab(), tab(), tab()]
  await vi.waitFor(() => expect(Fake.made.length).toBe(1))
  one.feed.close()
  await vi.waitFor(() => expect(Fake.made.length).toBe(2))
  expect(Fake.made[0]?.readyState).toBe(Fake.CLOSED)
  await vi.waitFor(() => expect(three.heard).toEqual(['missed']))
  expect(two.heard).toEqual(['missed'])
  Fake.made[1]?.says('station', '{"id":2}')
  await vi.waitFor(() => expect(three.heard).toEqual(['missed', 'station {"id":2}']))
  expect(one.heard).toEqual([])
  for (const { feed } of [two, three]) feed.close()
})

it('is of the tab alone where the browser has no locks', async () => {
  vi.stubGlobal('navigator', {})
  const [one, two] = [tab(), tab()]
  expect(Fake.made.length).toBe(2)
  for (const { feed } of [one, two]) feed.close()
})

it('a wall and a desk of one person have one stream, which tells the wall of what it shows', async () => {
  const heard: string[] = []
  const desk = shareLive(
    'lan',
    () => {},
    () => {},
  )
  const wall = shareLive(
    'lan',
    (name) => heard.push(name),
    () => {},
  )
  await vi.waitFor(() => expect(Fake.made).toHaveLength(1))
  Fake.made[0]?.says('wall', '{}')
  await vi.waitFor(() => expect(heard).toEqual(['wall']))
  expect(Fake.made).toHaveLength(1)
  wall.close()
  desk.close()
})
