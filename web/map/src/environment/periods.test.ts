import { describe, expect, it } from 'vitest'
import { daysOf, endsNow, spanOf, startOf, stepOf, stepsOf, yearBefore } from './periods'

const now = Date.parse('2026-11-26T14:05:00+07:00')

describe('a period', () => {
  it.each([
    ['24h', '2026-11-25T15:00:00+07:00', '2026-11-26T15:00:00+07:00', 1],
    ['7d', '2026-11-19T15:00:00+07:00', '2026-11-26T15:00:00+07:00', 7],
    ['1y', '2025-11-26T15:00:00+07:00', '2026-11-26T15:00:00+07:00', 365],
    [{ from: '2026-02-01', to: '2026-02-02' }, '2026-02-01T00:00:00+07:00', '2026-02-03T00:00:00+07:00', 2],
  ] as const)('%j', (period, from, to, days) => {
    const span = spanOf(period, now)
    expect(span).toEqual({ from, to })
    expect(daysOf(span)).toBe(days)
  })

  it('is the same all through an hour', () =>
    expect(spanOf('7d', now)).toEqual(spanOf('7d', Date.parse('2026-11-26T14:59:59+07:00'))))
})

describe('the points of a period', () => {
  it.each([
    ['24h', true, 300, ['raw', 'hour']],
    ['24h', false, 300, ['hour']],
    ['7d', true, 300, ['raw', 'hour', 'day']],
    ['1y', true, 300, ['hour', 'day']],
    ['1y', true, 3600, ['raw', 'hour', 'day']],
    ['1y', true, null, ['raw', 'hour', 'day']],
    [{ from: '2020-01-01', to: '2026-01-01' }, false, 300, ['day']],
  ] as const)('%j, staff %s, every %s s', (period, staff, interval, steps) =>
    expect(stepsOf(spanOf(period, now), staff, interval)).toEqual(steps),
  )

  it('are what was asked for where that can be had, else hours', () => {
    expect(stepOf('raw', ['raw', 'hour'])).toBe('raw')
    expect(stepOf('raw', ['hour', 'day'])).toBe('hour')
    expect(stepOf(null, ['day'])).toBe('day')
  })
})

it('a day begins at midnight in Vietnam', () => expect(startOf('2026-11-26')).toBe(Date.parse('2026-11-25T17:00:00Z')))

it.each([
  ['7d', true],
  [{ from: '2026-11-01', to: '2026-11-26' }, true],
  [{ from: '2026-11-01', to: '2026-11-25' }, false],
] as const)('what comes now belongs to %j: %s', (period, belongs) => expect(endsNow(period, now)).toBe(belongs))

it('a year ends today', () => {
  expect(yearBefore(now)).toEqual({ from: '2025-11-27', to: '2026-11-26' })
  // In Vietnam it is the next day already.
  expect(yearBefore(Date.parse('2026-11-26T18:00:00Z')).to).toBe('2026-11-27')
})
