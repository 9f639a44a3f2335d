import { expect, it } from 'vitest'
import type { WallPicture } from '../api/schema.gen'
import { ALARM, fresh, scenesOf, step, type Tour, tourAt } from './tour'

const start: Tour = { scene: 'overview', since: 0, paused: false, alarm: null }
const scenes = ['overview', 'environment'] as const
const empty = { stations: [], reports: null, heat: null, alarms: [] } as unknown as WallPicture

it('goes on after its seconds, round and round', () => {
  expect(tourAt(start, scenes, 20, 19_999)).toBe(start)
  const next = tourAt(start, scenes, 20, 20_000)
  expect(next).toMatchObject({ scene: 'environment', since: 20_000 })
  expect(tourAt(next, scenes, 20, 40_000).scene).toBe('overview')
})

it('rests while it is paused, and still moves by hand', () => {
  const paused = { ...start, paused: true }
  expect(tourAt(paused, scenes, 20, 99_000)).toBe(paused)
  expect(step(paused, scenes, -1, 5)).toMatchObject({ scene: 'environment', paused: true })
})

it('is interrupted by an alarm, and returns to where it was', () => {
  const shown = { ...start, scene: 'environment', alarm: { id: 7, since: 1000 } } as const
  expect(tourAt(shown, scenes, 20, 1000 + ALARM - 1).alarm?.id).toBe(7)
  const back = tourAt(shown, scenes, 20, 1000 + ALARM)
  expect(back).toMatchObject({ alarm: null, scene: 'environment', since: 1000 + ALARM })
  expect(tourAt(back, scenes, 20, 1000 + ALARM + 19_999).scene).toBe('environment')
})

it('shows what there is alone', () => {
  expect(scenesOf([], empty)).toEqual(['overview'])
  expect(scenesOf(['reports', 'heat'], empty)).toEqual(['overview'])
  const station = { ...empty, stations: [{}] } as unknown as WallPicture
  expect(scenesOf([], station)).toEqual(['overview', 'environment'])
  expect(scenesOf(['environment', 'overview'], station)).toEqual(['environment', 'overview'])
  expect(tourAt({ ...start, scene: 'heat' }, scenes, 20, 5).scene).toBe('overview')
})

it('an alarm interrupts once', () => {
  const alarms = [{ id: 1 }, { id: 3 }, { id: 2 }] as unknown as WallPicture['alarms']
  expect(fresh(new Set([1]), alarms)?.id).toBe(3)
  expect(fresh(new Set([1, 2, 3]), alarms)).toBeUndefined()
})
