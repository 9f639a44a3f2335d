import { describe, expect, it } from 'vitest'
import type { IndicatorMap } from '../api/schema.gen'
import { day } from '../map/style/theme'
import { lang } from '../state/store'
import { classColors, drawIndicator, spread } from './draw'
import { en } from './i18n/en'
import { vi } from './i18n/vi'
import { decodeIndicator, encodeIndicator } from './route'
import { classWords, periodWords } from './words'

const map = {
  indicator: {
    code: 'x',
    theme: 'health',
    name_vi: '',
    name_en: '',
    unit: '',
    better: 'high',
    lowest: null,
    highest: null,
    source: '',
    breaks: [],
    periods: [],
  },
  period: '2025-Q2',
  day: '2025-06-30',
  values: [{ commune: '26506', name: '', value: 1.5, class: 0 }],
  off_map: [],
  missing: [{ commune: '26526', name: '' }],
  classes: [{ from: 1.5, to: 1.5, count: 1 }],
  sources: [],
  at: '2026-11-26T00:00:00Z',
} satisfies IndicatorMap

describe('the classes of an indicator', () => {
  it('are told apart, however few', () => {
    expect([0, 1, 2, 3, 4].map((n) => spread(n, 5))).toEqual([0, 1, 2, 3, 4])
    expect([0, 1].map((n) => spread(n, 2))).toEqual([0, 4])
    expect(spread(0, 1)).toBe(2)
  })
  it('are said as their values are, or by limits that others set', () => {
    lang.value = 'vi'
    const classes = [
      { from: 0, to: 50, count: 1 },
      { from: 50, to: 80, count: 0 },
      { from: 80, to: 100, count: 1 },
    ]
    const by = (breaks: number[]): string[] =>
      classes.map((_, at) => classWords({ ...map, classes, indicator: { ...map.indicator, breaks } }, at))
    expect(by([])).toEqual(['0 – 50', '50 – 80', '80 – 100'])
    expect(by([50, 80])).toEqual(['dưới 50', 'từ 50 đến dưới 80', 'từ 80'])
  })
  it('colour communes of the period by their code, and hatch those without a value', () => {
    const { sources, below, above } = drawIndicator(map, '26506', 'http://x')(day)
    expect(sources).toEqual({ 'extra-communes': { type: 'vector', url: 'http://x/tiles/communes.json?at=2025-06-30' } })
    const of = (id: string) => below.find((one) => one.id === id) as { paint: object; filter: unknown }
    const known = ['in', ['get', 'code'], ['literal', ['26506']]]
    expect(of('extra-communes-fill').paint).toMatchObject({
      'fill-color': ['match', ['get', 'code'], '26506', classColors.day[2], 'rgba(0,0,0,0)'],
    })
    expect(of('extra-communes-missing').filter).toEqual(['!', known])
    expect(of('extra-communes-missing').paint).toHaveProperty('fill-pattern')
    expect(above[0]).toMatchObject({ layout: { 'text-field': ['match', ['get', 'code'], '26506', '1,5', ''] } })
    expect(drawIndicator({ ...map, values: [] }, null, 'http://x')(day).below).toEqual([])
  })
})

it('periods are said as people say them', () => {
  lang.value = 'vi'
  expect(['2026', '2026-Q3', '2026-09'].map(periodWords)).toEqual(['Năm 2026', 'Quý 3/2026', 'Tháng 9/2026'])
})

it('a link holds indicator, period and commune, and what it cannot read is not said', () => {
  const route = { code: 'tourists', period: '2026-Q3', commune: '26506' }
  expect(decodeIndicator(`?${encodeIndicator(route)}`)).toEqual(route)
  expect(decodeIndicator('?indicator=<b>&period=x&commune=1')).toEqual({ code: '', period: '', commune: null })
})

it('both languages say the same things', () => {
  const shape = (value: object, path = ''): string[] =>
    Object.entries(value).flatMap(([key, inner]) =>
      typeof inner === 'object' ? shape(inner, `${path}.${key}`) : [`${path}.${key} ${typeof inner}`],
    )
  expect(shape(en).sort()).toEqual(shape(vi).sort())
})
