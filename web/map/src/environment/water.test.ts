import { expect, it } from 'vitest'
import type { WaterClass } from '../api/schema.gen'
import { classNow } from './water'

const now = Date.parse('2026-11-26T14:05:00+07:00')
const of = (name: WaterClass['class'], at: string): WaterClass => ({
  parameter: 'COD',
  class: name,
  value: 12,
  unit: 'mg/L',
  at,
  standard: '',
  source: '',
})

it('the class of the water is the worst of the last day', () => {
  const [fresh, old] = [of('B', '2026-11-26T13:00:00+07:00'), of('D', '2026-11-25T14:00:00+07:00')]
  expect(classNow([of('A', '2026-11-26T12:00:00+07:00'), fresh, old], now)).toBe('B')
  expect(classNow([old], now)).toBeNull()
  expect(classNow([], now)).toBeNull()
})
