import { expect, it } from 'vitest'
import { daysByLevel, daysOf, monthsOf } from './calendar'
import type { IndexSeries } from './types'

const at = (day: string): number => Date.parse(`${day}T00:00:00+07:00`) / 1000
const series: IndexSeries = {
  kind: 'aqi',
  step: 'day',
  times: [at('2026-10-30'), at('2026-10-31'), at('2026-11-02')],
  values: [40, null, 120],
  levels: [1, null, 3],
  dominants: ['PM10', null, 'PM2.5'],
  reasons: [null, 'too_few', null],
}
const days = daysOf(series, { from: '2026-10-30', to: '2026-11-02' })

it('every day has its place, with or without an index', () =>
  expect(days.map(({ day, value }) => [day, value])).toEqual([
    ['2026-10-30', 40],
    ['2026-10-31', null],
    ['2026-11-01', null],
    ['2026-11-02', 120],
  ]))

it('a month begins on the weekday of its first day that is shown', () =>
  expect(monthsOf(days).map(({ month, before, days }) => [month, before, days.length])).toEqual([
    ['2026-10', 4, 2], // 30/10/2026 is a Friday
    ['2026-11', 6, 2], // 1/11/2026 is a Sunday
  ]))

it('days are counted by level', () =>
  expect([...daysByLevel(days)]).toEqual([
    [1, 1],
    [0, 2],
    [3, 1],
  ]))
