import { describe, expect, it } from 'vitest'
import type { Column } from '../series'
import { strokesOf } from './colors'
import { rangeOf, timeTicks, unitsOf } from './options'

const column = (station: number, parameter: string, unit = 'µg/m³'): Column => ({
  key: `${station} ${parameter}`,
  station,
  parameter,
  unit,
  times: [],
  values: [],
  statuses: null,
})
const at = (iso: string): number => Date.parse(iso) / 1000
const HOUR = 3600

describe('the ticks of time, in Vietnam', () => {
  it.each([
    ['hours within a day', 6 * HOUR, ['2026-11-25T18:00:00+07:00', '2026-11-26T00:00:00+07:00'], ['18:00', '26/11']],
    ['days', 24 * HOUR, ['2026-11-26T00:00:00+07:00'], ['26/11']],
    ['months', 31 * 24 * HOUR, ['2026-11-01T00:00:00+07:00'], ['11/2026']],
  ])('%s', (_, increment, times, ticks) => expect(timeTicks(times.map(at), increment)).toEqual(ticks))
})

describe('the range of an axis', () => {
  it('begins at nothing for amounts, and holds the limits', () => {
    expect(rangeOf(10, 40, 'µg/m³', [45])).toEqual([0, 45 + 35 * 0.06])
    expect(rangeOf(7, 7.5, '', [6, 8.5])).toEqual([6 - 2.5 * 0.06, 8.5 + 2.5 * 0.06])
  })

  it('is never empty', () => {
    const [low, high] = rangeOf(5, 5, '°C', [])
    expect(low).toBeLessThan(high)
    expect(rangeOf(null, null, 'mg/L', [])).toEqual([0, 1])
  })
})

describe('the lines', () => {
  const catalogue = ['PM2.5', 'PM10', 'O3']

  it('keep the colour of their parameter', () => {
    const [alone] = strokesOf([column(1, 'O3')], catalogue, false)
    const [, beside] = strokesOf([column(1, 'PM2.5'), column(1, 'O3')], catalogue, false)
    expect(beside).toEqual(alone)
  })

  it('of other stations differ in colour and in stroke', () => {
    const strokes = strokesOf([column(1, 'O3'), column(2, 'O3'), column(3, 'O3')], catalogue, true)
    expect(new Set(strokes.map(({ color }) => color)).size).toBe(3)
    expect(new Set(strokes.map(({ dash }) => dash.join())).size).toBe(3)
  })

  it('share an axis by unit', () =>
    expect(unitsOf([column(1, 'PM10'), column(1, 'Temp', '°C'), column(1, 'O3')])).toEqual(['µg/m³', '°C']))
})
