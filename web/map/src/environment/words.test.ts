import { afterEach, expect, it } from 'vitest'
import { lang } from '../state/store'
import { now } from './state'
import { measured, when } from './words'

afterEach(() => {
  lang.value = 'vi'
})

it.each([
  [454.6666666666667, 'µg/m³', '454,7 µg/m³'],
  [1204.4, 'µg/m³', '1.204 µg/m³'],
  [0.0125, 'mg/L', '0,0125 mg/L'],
  [0.0015, 'mg/L', '0,0015 mg/L'],
  [0.00004123, 'mg/L', '0,000041 mg/L'],
  [0, 'mg/L', '0,0 mg/L'],
  [7.1, '', '7,1'],
])('%d %s is told with the digits that mean something', (value, unit, told) => expect(measured(value, unit)).toBe(told))

it.each([
  ['2026-11-26T00:00:00+07:00', '00:00'],
  ['2026-11-26T14:00:00+07:00', '14:00'],
  ['2026-11-25T23:00:00+07:00', '25/11 23:00'],
  ['2025-12-31T08:00:00+07:00', '31/12/2025 08:00'],
])('an hour of another day has its day: %s', (iso, told) => {
  // In Vietnam it is the 26th already.
  now.value = Date.parse('2026-11-25T17:30:00Z')
  expect(when(Date.parse(iso))).toBe(told)
})
