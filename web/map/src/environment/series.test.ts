import { describe, expect, it } from 'vitest'
import { aligned, type Column, highestOf, lastTime, marked, placeOf, rowsOf } from './series'

const column = (over: Partial<Column>): Column => ({
  key: 'k',
  station: 1,
  parameter: 'PM2.5',
  unit: 'µg/m³',
  times: [],
  values: [],
  statuses: null,
  ...over,
})

describe('columns on one row of times', () => {
  it('keep their gaps, and go on where only another has a time', () => {
    const a = column({ times: [10, 20, 30], values: [1, null, 3] })
    const b = column({ times: [20, 25], values: [7, 8] })
    expect(aligned([a, b])).toEqual({
      times: [10, 20, 25, 30],
      values: [
        [1, null, undefined, 3],
        [undefined, 7, 8, undefined],
      ],
    })
  })

  it('of the same times are taken as they are', () => {
    const times = [10, 20]
    const result = aligned([column({ times, values: [1, null] }), column({ times, values: [null, 2] })])
    expect(result).toEqual({
      times,
      values: [
        [1, null],
        [null, 2],
      ],
    })
  })

  it('are none for none', () => expect(aligned([])).toEqual({ times: [], values: [] }))
})

describe('the table', () => {
  const a = column({ times: [10, 20, 30, 40], values: [1, null, 3, null], statuses: [0, -1, 2, 1] })
  const b = column({ times: [20, 30, 50], values: [null, 7, 8] })

  it('has the newest first, and no row of which nothing was said', () =>
    expect(rowsOf([a, b])).toEqual([
      { time: 50, cells: [null, { value: 8, status: null }] },
      { time: 40, cells: [{ value: null, status: 1 }, null] },
      {
        time: 30,
        cells: [
          { value: 3, status: 2 },
          { value: 7, status: null },
        ],
      },
      { time: 10, cells: [{ value: 1, status: 0 }, null] },
    ]))

  it('and the chart mark what was not measuring', () => {
    expect(marked(a)).toEqual([2])
    expect(marked(b)).toEqual([])
  })
})

it('the highest of many values is found', () => {
  const values = Array.from({ length: 300_000 }, (_, n) => (n % 2 ? n : null))
  expect(highestOf([column({ values }), column({ values: [1, null] })])).toBe(299_999)
  expect(highestOf([column({ values: [null, -3] })])).toBe(0)
})

it('data go up to the newest value, not to the end of the period', () => {
  const times = [10, 20, 30]
  expect(lastTime([column({ times, values: [1, null, null] }), column({ times, values: [null, 2, null] })])).toBe(20)
  expect(lastTime([column({ times, values: [null, null, null] }), column({})])).toBeNull()
})

it.each([
  [9, -1],
  [10, 0],
  [19, 0],
  [20, 1],
  [99, 2],
])('the place of %d', (time, place) => expect(placeOf([10, 20, 30], time)).toBe(place))
