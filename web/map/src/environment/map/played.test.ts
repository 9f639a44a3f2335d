import { expect, test } from 'vitest'
import { markThen } from './played'

const level = (n: number, color: string) =>
  ({ level: n, color, safe_color: color, name: { vi: '', en: '' }, advice: null }) as never
const indices = {
  aqi: { levels: [level(1, '#aaa')] },
  wqi: { levels: [level(1, '#bbb')] },
} as never

test('a station that was silent then keeps no colour of then', () => {
  expect(markThen('air', { value: 42, level: 1, silent: false }, indices)).toMatchObject({
    state: 'ok',
    value: 42,
    level: { color: '#aaa' },
  })
  expect(markThen('surface_water', { value: 91, level: 1, silent: false }, indices).level?.color).toBe('#bbb')
  expect(markThen('air', { value: 42, level: 1, silent: true }, indices)).toEqual({
    state: 'silent',
    level: null,
    value: null,
  })
  expect(markThen('emission', undefined, indices)).toEqual({ state: 'unknown', level: null, value: null })
})
