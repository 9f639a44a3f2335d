import { describe, expect, it } from 'vitest'
import { numberIn, numberText } from './number'

describe('a number that is typed', () => {
  it.each([
    ['', null],
    [' ', null],
    ['30.000', 30_000],
    ['1.234,5', 1234.5],
    ['1.234.567', 1_234_567],
    ['0,001', 0.001],
    ['150,5', 150.5],
    ['30000', 30_000],
    ['-5', -5],
    ['−5,5', -5.5],
    ['0', 0],
    // These may mean this or that, or nothing.
    ['abc', Number.NaN],
    ['0.5', Number.NaN],
    ['0.001', Number.NaN],
    ['12.34', Number.NaN],
    ['1,234,5', Number.NaN],
    ['1,234.5', Number.NaN],
    ['12.3456', Number.NaN],
    ['5 mg', Number.NaN],
    [',5', Number.NaN],
    ['1e3', Number.NaN],
  ])('%j in Vietnamese', (text, value) => {
    expect(numberIn(text, 'vi')).toBe(value)
  })

  it.each([
    ['30,000', 30_000],
    ['1,234.5', 1234.5],
    ['0.001', 0.001],
    ['1.234,5', Number.NaN],
    ['0,5', Number.NaN],
  ])('%j in English', (text, value) => {
    expect(numberIn(text, 'en')).toBe(value)
  })

  it.each([30_000, 0.001, 1234.5, -5.5, null])('%d is written as it is read', (value) => {
    for (const lang of ['vi', 'en'] as const) expect(numberIn(numberText(value, lang), lang)).toBe(value)
  })
})
