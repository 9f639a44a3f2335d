import { describe, expect, it } from 'vitest'
import { ageOf, indexNow, stateNow, validIndex } from './fresh'
import type { Index } from './types'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const now = Date.parse('2026-11-26T14:05:00+07:00')
const index = (kind: 'aqi' | 'wqi', hoursAgo: number): Index => ({
  kind,
  value: 57,
  level: 2,
  dominant: null,
  at: new Date(now - hoursAgo * HOUR).toISOString(),
})

describe('an index stands for now', () => {
  it.each([
    ['aqi', 0.1, true],
    ['aqi', 3, true],
    ['aqi', 3.02, false],
    ['wqi', 23.9, true],
    ['wqi', 24.1, false],
  ] as const)('%s of %d hours ago: %s', (kind, hours, stands) =>
    expect(validIndex({ index: index(kind, hours) }, now) !== null).toBe(stands),
  )

  it('never of a silent station', () => {
    const heard = now - MINUTE
    expect(indexNow({ index: index('aqi', 0.5), state: 'silent' }, { heard, now })).toBeNull()
    expect(indexNow({ index: index('aqi', 0.5), state: 'exceeding' }, { heard, now })?.value).toBe(57)
  })

  it('nor when nothing has been heard for long, whatever the state was', () =>
    expect(indexNow({ index: index('wqi', 4), state: 'ok' }, { heard: now - 4 * HOUR, now })).toBeNull())
})

describe('a state', () => {
  it.each([
    ['ok', 1, 'ok'],
    ['exceeding', 2.9, 'exceeding'],
    ['ok', 3.1, 'silent'],
    ['exceeding', 3.1, 'silent'],
    ['unknown', 30, 'unknown'],
  ] as const)('%s, heard %d hours ago, is %s', (state, hours, is) =>
    expect(stateNow({ state }, now - hours * HOUR, now)).toBe(is),
  )
})

it.each([
  [-5, 'now', 0],
  [0.9, 'now', 0],
  [1, 'minutes', 1],
  [59.9, 'minutes', 59],
  [60, 'hours', 1],
  [47 * 60 + 59, 'hours', 47],
  [48 * 60, 'days', 2],
])('%d minutes are told in %s', (minutes, unit, count) =>
  expect(ageOf(now - minutes * MINUTE, now)).toEqual({ unit, count }),
)
