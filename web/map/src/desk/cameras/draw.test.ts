import { describe, expect, it } from 'vitest'
import type { IndicatorMap } from '../../api/schema.gen'
import { day } from '../../map/style/theme'
import { boxOf } from './box'
import { classColors, drawIndicator, ringOf, spread } from './draw'
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

describe('the classes of an indicator', () => {
  it('are told apart, however few', () => {
    expect([0, 1, 2, 3, 4].map((n) => spread(n, 5))).toEqual([0, 1, 2, 3, 4])
    expect([0, 1].map((n) => spread(n, 2))).toEqual([0, 4])
    expect(spread(0, 1)).toBe(2)
  })
  it('colour communes by their code, and nothing where there is no value', () => {
    const indicator = { code: 'x', theme: 'health', name_vi: '', name_en: '', unit: '', better: 'high', periods: [] }
    const map = {
      indicator,
      period: '2026',
      values: [{ commune: '26506', name: '', value: 1, class: 0 }],
      classes: [{ from: 1, to: 1, count: 1 }],
      sources: [],
      at: '2026-11-26T00:00:00Z',
    } as IndicatorMap
    const [fill] = drawIndicator(map, 'http://x')(day).below
    expect(fill?.paint).toMatchObject({
      'fill-color': ['match', ['get', 'code'], '26506', classColors.day[2], 'rgba(0,0,0,0)'],
    })
    expect(drawIndicator({ ...map, values: [] }, 'http://x')(day).below).toEqual([])
  })
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
