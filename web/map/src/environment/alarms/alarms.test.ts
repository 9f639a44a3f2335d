import { signal } from '@preact/signals'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'

const told = vi.hoisted(() => ({ alarms: [] as unknown[], asked: [] as string[] }))
const live = vi.hoisted(() => new Map<string, () => void>())

vi.mock('../../api/client', async (real) => ({
  ...(await real<object>()),
  get: async (path: string) => {
    told.asked.push(path)
    return { alarms: told.alarms }
  },
}))
vi.mock('../live', () => ({
  onLive: (name: string, call: () => void) => {
    live.set(name, call)
    return () => live.delete(name)
  },
}))
const allowed = signal(true)
vi.mock('../../state/session', () => ({ may: () => allowed.value }))

const { alarming, followAlarms, listed } = await import('./alarms')
const alarm = (station: number) => ({ id: station, station: { id: station }, state: 'raised' })
const settled = () => vi.advanceTimersByTimeAsync(0)

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('document', Object.assign(new EventTarget(), { visibilityState: 'visible' }))
  vi.stubGlobal('window', new EventTarget())
  vi.stubGlobal('navigator', { onLine: true })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

it('an alarm is on the map as soon as the feed tells of it, and off it when it is closed or nobody may see it', async () => {
  followAlarms()
  await settled()
  expect([...alarming.value]).toEqual([])
  told.alarms = [alarm(5)]
  live.get('alarm')?.()
  live.get('alarm')?.()
  const before = told.asked.length
  await vi.advanceTimersByTimeAsync(400)
  expect(told.asked.length).toBe(before + 1)
  expect([...alarming.value]).toEqual([5])

  told.alarms = []
  live.get('resync')?.()
  await vi.advanceTimersByTimeAsync(400)
  expect([...alarming.value]).toEqual([])

  // Without a word from the feed it is asked for now and then.
  told.alarms = [alarm(7)]
  await vi.advanceTimersByTimeAsync(121_000)
  expect([...alarming.value]).toEqual([7])

  listed.value = 'all'
  await settled()
  expect(told.asked.slice(-2).sort()).toEqual(['/api/alarms?state=all', '/api/alarms?state=open'])
  expect([...alarming.value]).toEqual([7])

  allowed.value = false
  expect([...alarming.value]).toEqual([])
  expect(live.size).toBe(0)
})
