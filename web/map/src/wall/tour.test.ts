import { expect, it } from 'vitest'
import type { WallPicture } from '../api/schema.gen'
import { ALARM, heatStep, heed, type Plan, pagesOf, scenesOf, step, type Tour, tourAt } from './tour'

const start: Tour = { scene: 'overview', page: 0, since: 0, paused: false, alarm: null }
const scenes = ['overview', 'environment'] as const
const plan: Plan = { scenes, pages: () => 1, seconds: 20 }
const empty = {
  stations: [],
  reports: null,
  heat: null,
  cameras: null,
  indicators: [],
  alarms: [],
} as unknown as WallPicture

it('goes on after its seconds, round and round', () => {
  expect(tourAt(start, plan, 19_999)).toBe(start)
  const next = tourAt(start, plan, 20_000)
  expect(next).toMatchObject({ scene: 'environment', since: 20_000 })
  expect(tourAt(next, plan, 40_000).scene).toBe('overview')
})

it('shows all pages of a scene, each long enough to be read', () => {
  const two: Plan = { ...plan, pages: (scene) => (scene === 'overview' ? 2 : 5) }
  const second = tourAt(start, two, 10_000)
  expect(second).toMatchObject({ scene: 'overview', page: 1, since: 10_000 })
  const environment = tourAt(second, two, 20_000)
  expect(environment).toMatchObject({ scene: 'environment', page: 0 })
  expect(tourAt(environment, two, 27_999)).toBe(environment)
  expect(tourAt(environment, two, 28_000)).toMatchObject({ scene: 'environment', page: 1 })
  // A page that is no longer there is not waited for.
  expect(tourAt({ ...second, page: 1 }, plan, 10_001)).toMatchObject({ scene: 'overview', page: 0 })
})

it('rests while it is paused, and still moves by hand', () => {
  const paused = { ...start, page: 1, paused: true }
  expect(tourAt(paused, { ...plan, pages: () => 2 }, 99_000)).toBe(paused)
  expect(step(paused, scenes, -1, 5)).toMatchObject({ scene: 'environment', page: 0, paused: true })
})

it('is interrupted by an alarm, and returns to where it was', () => {
  const shown = { ...start, scene: 'environment', alarm: { id: 7, since: 1000 } } as const
  expect(tourAt(shown, plan, 1000 + ALARM - 1).alarm?.id).toBe(7)
  const back = tourAt(shown, plan, 1000 + ALARM)
  expect(back).toMatchObject({ alarm: null, scene: 'environment', since: 1000 + ALARM })
  expect(tourAt(back, plan, 1000 + ALARM + 19_999).scene).toBe('environment')
})

it('shows what there is alone', () => {
  expect(scenesOf([], empty)).toEqual(['overview'])
  expect(scenesOf(['reports', 'heat', 'cameras', 'indicators'], empty)).toEqual(['overview'])
  const station = { ...empty, stations: [{}], cameras: {}, indicators: [{}, {}] } as unknown as WallPicture
  expect(scenesOf([], station)).toEqual(['overview', 'environment', 'cameras', 'indicators'])
  expect(scenesOf(['environment', 'overview'], station)).toEqual(['environment', 'overview'])
  expect(tourAt({ ...start, scene: 'heat' }, plan, 5).scene).toBe('overview')
  expect([pagesOf('indicators', station, true), pagesOf('indicators', empty, true)]).toEqual([2, 1])
  expect([pagesOf('overview', station, false), pagesOf('overview', station, true)]).toEqual([2, 1])
})

const alarmed = (failed: boolean, ...ids: number[]) =>
  ({
    alarms: ids.map((id) => ({ id })),
    sources: [{ name: 'alarms', as_of: null, failed, known: !failed }],
  }) as unknown as WallPicture

it('an alarm interrupts once', () => {
  const first = heed(null, alarmed(false, 1))
  expect(first.alarm).toBeUndefined()
  const second = heed(first.known, alarmed(false, 1, 3, 2))
  expect(second.alarm?.id).toBe(3)
  expect(heed(second.known, alarmed(false, 1, 2, 3)).alarm).toBeUndefined()
})

it('alarms that could not be read for a while are not new after it', () => {
  const { known } = heed(null, alarmed(false, 1, 2))
  const away = heed(known, alarmed(true))
  expect(away.alarm).toBeUndefined()
  expect(heed(away.known, alarmed(false, 1, 2)).alarm).toBeUndefined()
  expect(heed(away.known, alarmed(false, 1, 2, 3)).alarm?.id).toBe(3)
  // Nor are they where they could not be read from the beginning.
  expect(heed(heed(null, alarmed(true)).known, alarmed(false, 1)).alarm).toBeUndefined()
})

it('the heat plays each of its steps once, in order, and rests at the last', () => {
  const shown = Array.from({ length: 321 }, (_, i) => heatStep(28, i / 320))
  expect([...new Set(shown)]).toEqual(Array.from({ length: 28 }, (_, i) => i))
  expect(shown).toEqual([...shown].sort((a, b) => a - b))
  expect(shown.filter((step) => step === 27).length).toBeGreaterThan(4 * shown.filter((step) => step === 13).length)
  // Where the scene has not begun, where it is held after its end, and of no steps.
  expect([heatStep(28, -0.1), heatStep(28, 9), heatStep(0, 0.5)]).toEqual([0, 27, 0])
})
