import { describe, expect, it } from 'vitest'
import { limit } from '../testing/stations'
import { hourLimit, limitsFor, linesOf, over, parted, sourcesOf } from './limits'

const hour = limit({})
const day = limit({ basis: '24h', highest: 125 })
const ph = limit({ parameter: 'pH', basis: 'value', lowest: 6, highest: 8.5 })
const classes = (['A', 'B'] as const).map((name, n) =>
  limit({ parameter: 'COD', basis: 'value', class: name, highest: 10 + 5 * n }),
)
const dust = limit({ parameter: 'PM2.5', basis: '24h', highest: 45 })
const all = [hour, day, ph, dust, ...classes]

describe('the limits that values are held against', () => {
  it.each([
    ['SO2', 'hour', [hour]],
    ['SO2', 'day', [day]],
    ['SO2', 'raw', [hour]],
    ['pH', 'hour', [ph]],
    ['pH', 'raw', [ph]],
    ['COD', 'day', classes],
    ['PM2.5', 'hour', [dust]],
    ['PM2.5', 'raw', []],
    ['CO', 'hour', []],
  ] as const)('%s by %s', (parameter, step, found) => expect(limitsFor(all, parameter, step)).toEqual(found))

  it('is one for an hour, and none where there are classes', () => {
    expect(hourLimit(all, 'SO2')).toBe(hour)
    expect(hourLimit(all, 'COD')).toBeNull()
    expect(hourLimit(all, 'PM2.5')).toBeNull()
  })
})

it.each([
  [350, hour, null],
  [350.1, hour, 'over'],
  [5.9, ph, 'under'],
  [7, ph, null],
] as const)('%d against a limit', (value, of, is) => expect(over(value, of)).toBe(is))

it('limits are told with their sources, each once, and how sure these are', () =>
  expect(
    sourcesOf([limit({ source: 'QCVN 05, chưa đối chiếu' }), limit({ source: 'QCVN 05, chưa đối chiếu' }), limit({})]),
  ).toBe('QCVN 05, chưa đối chiếu; QCVN 05:2023/BTNMT'))

it('a line far above the values is told beside the chart', () => {
  const lines = linesOf([hour, ph])
  expect(lines.map(({ value }) => value)).toEqual([6, 8.5, 350])
  expect(parted(lines, 9).outside.map(({ value }) => value)).toEqual([350])
  expect(parted(lines, 140).outside).toEqual([])
})
