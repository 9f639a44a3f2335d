import { describe, expect, it } from 'vitest'
import {
  area,
  coordinate,
  date,
  decimal,
  figure,
  hectares,
  length,
  meridian,
  metresPerPixel,
  round,
  roundLength,
  squareMetres,
  time,
} from './format'

describe('figures as written in Vietnam, and in English', () => {
  it.each([
    [squareMetres(1234.5, 'vi'), '1.234,5 m²'],
    [squareMetres(1234.5, 'en'), '1,234.5 m²'],
    [squareMetres(52, 'vi'), '52,0 m²'],
    [hectares(23500, 'vi'), '2,35 ha'],
    [area(9999.94, 'vi'), '9.999,9 m²'],
    [area(23500, 'vi'), '2,35 ha'],
    [area(4.5e8, 'vi'), '450,0 km²'],
    [length(61.274, 'vi'), '61,27 m'],
    [length(12_345.6, 'vi'), '12,346 km'],
    [length(12_345.6, 'en'), '12.346 km'],
    [decimal(60123, 0, 'vi'), '60.123'],
    [coordinate(1144200.5, 2, 'vi'), '1144200,50'],
    [coordinate(1144200.5, 2, 'en'), '1144200.50'],
    [meridian(107.75), '107°45′'],
    [meridian(108), '108°00′'],
    [meridian(104.5), '104°30′'],
    [date('2026-11-21'), '21/11/2026'],
    [date('2026-11-21T14:05:00Z'), '21/11/2026'],
    [date('quý 3'), 'quý 3'],
    [time('2026-11-21T07:05:00Z'), '21/11/2026 14:05'],
    [time('2026-11-21T18:30:00.5Z'), '22/11/2026 01:30'],
    [time('2026-11-21T14:05:00+07:00'), '21/11/2026 14:05'],
    [time('2026-11-21'), '21/11/2026'],
    [time('chiều'), 'chiều'],
  ])('%s', (got, want) => expect(got).toBe(want))
})

describe('the figures of a record', () => {
  it.each([
    [7.25, 'm', '7,25 m'],
    [7, 'm', '7 m'],
    [7.2504, 'm', '7,25 m'],
    [1234.5, 'm', '1.234,5 m'],
    [2.354, 'ha', '2,354 ha'],
    [12.00005, 'ha', '12,0001 ha'],
    [100.72, 'm²', '100,7 m²'],
    [52, 'm²', '52,0 m²'],
    [0.1 + 0.2, '', '0,3'],
    [0.000012, 'mg/l', '0,000012 mg/l'],
    [0.0000000314, '', '0,000000031'],
    [-3.5, '°C', '-3,5 °C'],
    [12.5, '%', '12,5%'],
    [2030, '', '2030'],
    [2030.5, '', '2.030,5'],
    [60123, 'người', '60.123 người'],
    [Number.NaN, 'm', 'NaN'],
  ])('%d %s', (value, unit, want) => expect(figure(value, unit, 'vi')).toBe(want))

  it('are written in English with its own marks', () => expect(figure(1234.25, 'm', 'en')).toBe('1,234.25 m'))
})

describe('the scale bar', () => {
  it.each([
    [137, 100],
    [99, 50],
    [2400, 2000],
    [5, 5],
    [0.7, 0.5],
  ])('%f m is drawn as %f m', (metres, want) => expect(roundLength(metres)).toBeCloseTo(want, 6))

  it('writes metres, then kilometres', () =>
    expect([0.5, 500, 2000, 1_000_000].map((m) => round(m, 'vi'))).toEqual(['0,5 m', '500 m', '2 km', '1.000 km']))

  it('knows the ground under a pixel', () => {
    expect(metresPerPixel(0, 0)).toBeCloseTo(78271.517, 2)
    expect(metresPerPixel(60, 10)).toBeCloseTo(78271.517 / 2 / 1024, 3)
  })
})
