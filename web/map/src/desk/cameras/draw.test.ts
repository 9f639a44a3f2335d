import { describe, expect, it } from 'vitest'
import { boxOf } from './box'
import { differences } from './Clash'
import { readBreaks } from './Definition'
import { ringOf } from './draw'
import { gripsOf } from './grips'
import { en } from './i18n/en'
import { vi } from './i18n/vi'
import { typeOf } from './Table'

const sight = { at: [107, 10] as const, direction: 90, fov: 60, range: 100, state: 'working' as const }

describe('what a camera sees', () => {
  it('is drawn only where all of it is known', () => {
    expect(ringOf(sight)).not.toBeNull()
    expect(ringOf({ ...sight, range: null })).toBeNull()
    expect(ringOf({ ...sight, fov: null })).toBeNull()
    expect(ringOf({ ...sight, direction: null })).toBeNull()
    expect(ringOf({ ...sight, direction: null, fov: 360 })).not.toBeNull()
  })
})

describe('the handles of a camera', () => {
  const moves: unknown[] = []
  let direction = 90
  const on = {
    now: () => ({ at: sight.at, direction }),
    move: (to: unknown) => moves.push(to),
    turn: (to: number) => {
      direction = to
      moves.push(to)
    },
  }
  it('turn it by hand and by key, and stay within reach at any zoom', () => {
    const [, turn] = gripsOf(sight, 15, on)
    if (!turn) throw new Error('no handle')
    const metres = (at: readonly [number, number]): number => (at[0] - 107) * 109640
    expect(metres(turn.at)).toBeCloseTo(2.352 * 60, -1) // 60 pixels of zoom 15, more than the range
    expect(metres(gripsOf(sight, 20, on)[1]?.at ?? [0, 0])).toBeCloseTo((160 * 2.352) / 32, 0) // 160 pixels, less than it
    turn.dragged([107, 10.001])
    turn.stepped(1, 0, false)
    turn.stepped(0, -1, true)
    turn.stepped(0, -1, true) // before the handle is drawn anew
    expect(moves).toEqual([0, 1, 346, 331])
    expect(gripsOf({ ...sight, direction: 359 }, 16, on)[1]?.value?.now).toBe(359)
    direction = 359
    turn.stepped(1, 0, false)
    expect(moves.at(-1)).toBe(0)
  })
  it('move it by metres, and turn nothing that looks all round', () => {
    const [place, ...more] = gripsOf({ ...sight, fov: 360 }, 16, on)
    expect(more).toEqual([])
    place?.stepped(0, 1, true)
    const [lon, lat] = moves.at(-1) as [number, number]
    expect(lon).toBeCloseTo(107, 9)
    expect((lat - 10) * 110600).toBeCloseTo(10, 1)
  })
})

it('what somebody else changed is told field by field', () => {
  const was = {
    id: 1,
    code: 'A',
    name: 'A',
    kind: 'fixed',
    lon: 107,
    lat: 10,
    direction: 90,
    fov: 60,
    range_m: 100,
    state: 'working',
    last_seen: null,
    silent: false,
    address: null,
  } as const
  expect(differences(was, { ...was, last_seen: '2026-11-27T00:00:00Z' })).toEqual([])
  expect(differences(was, { ...was, direction: 180, address: 'Số 1' }).map(([what]) => what)).toEqual([
    vi.cameras.sight,
    vi.cameras.address,
  ])
})

it('figures are read as people write them', () => {
  expect(readBreaks('80; 90,5  95', 'vi')).toEqual([80, 90.5, 95])
  expect(readBreaks('10.000; 50.000', 'vi')).toEqual([10_000, 50_000])
  expect(readBreaks('10,000; 50000.5', 'en')).toEqual([10_000, 50_000.5])
  expect(readBreaks('0.5; x', 'vi')).toEqual([Number.NaN, Number.NaN])
})

it('the box is what nothing lies on', () => {
  const place = { lon: 107, lat: 10, zoom: 9 }
  const [west, south, east, north] = boxOf(place, { width: 1000, height: 500, left: 400, bottom: 0 })
  expect(west).toBeCloseTo(107 - 100 * (360 / 2 ** 18), 9)
  expect(east).toBeCloseTo(107 + 500 * (360 / 2 ** 18), 9)
  expect(north - 10).toBeCloseTo(10 - south, 9)
  expect(boxOf(place, { width: 1000, height: 500, left: 400, bottom: 250 })[1]).toBeCloseTo(10, 9)
})

it('a file is sent as what its name says', () => {
  expect(typeOf('cam.CSV')).toBe('text/csv')
  expect(typeOf('cam.GeoJSON')).toBe('application/geo+json')
})

it('both languages say the same things', () => {
  const shape = (value: object, path = ''): string[] =>
    Object.entries(value).flatMap(([key, inner]) =>
      typeof inner === 'object' ? shape(inner, `${path}.${key}`) : [`${path}.${key} ${typeof inner}`],
    )
  expect(shape(en).sort()).toEqual(shape(vi).sort())
})
