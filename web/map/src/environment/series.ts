import type { Series } from './types'

/** One line of a chart or column of a table. */
export interface Column {
  /** Tells it from all others: the station's id and the parameter. */
  readonly key: string
  readonly station: number
  readonly parameter: string
  readonly unit: string
  readonly times: readonly number[]
  readonly values: readonly (number | null)[]
  readonly statuses: readonly (number | null)[] | null
}

export const columnOf = (station: number, series: Series): Column => ({
  key: `${station} ${series.parameter}`,
  station,
  parameter: series.parameter,
  unit: series.unit,
  times: series.times,
  values: series.values,
  statuses: series.statuses ?? null,
})

/**
 * Columns on one row of times, ascending. A gap is null, as the server says it; undefined is a time of which only
 * another column has a value: there a line goes on.
 */
export function aligned(columns: readonly Column[]): {
  readonly times: number[]
  readonly values: (number | null | undefined)[][]
} {
  const [first] = columns
  const same = columns.every(
    ({ times }) => times.length === first?.times.length && times.every((t, i) => t === first.times[i]),
  )
  if (first && same) return { times: [...first.times], values: columns.map(({ values }) => [...values]) }
  const times = [...new Set(columns.flatMap(({ times }) => times))].sort((a, b) => a - b)
  const place = new Map(times.map((time, at) => [time, at]))
  const values = columns.map((column) => {
    const row: (number | null | undefined)[] = new Array(times.length).fill(undefined)
    column.times.forEach((time, i) => {
      row[place.get(time) ?? 0] = column.values[i] ?? null
    })
    return row
  })
  return { times, values }
}

export interface Cell {
  readonly value: number | null
  readonly status: number | null
}

export interface Row {
  readonly time: number
  /** In the order of the columns; null where a column has nothing of that time. */
  readonly cells: readonly (Cell | null)[]
}

/** The rows of a table, the newest first. Times of which nothing at all was said are no rows. */
export function rowsOf(columns: readonly Column[]): readonly Row[] {
  const found = new Map<number, (Cell | null)[]>()
  columns.forEach(({ times, values, statuses }, at) => {
    times.forEach((time, i) => {
      const value = values[i] ?? null
      // A gap between raw values has the status -1.
      const status = (statuses?.[i] ?? -1) < 0 ? null : (statuses?.[i] ?? null)
      if (value === null && status === null) return
      const cells = found.get(time) ?? new Array(columns.length).fill(null)
      cells[at] = { value, status }
      found.set(time, cells)
    })
  })
  return [...found.entries()].sort(([a], [b]) => b - a).map(([time, cells]) => ({ time, cells }))
}

/** The highest value of columns, at least 0. A year in five-minute steps is too long for the arguments of Math.max. */
export const highestOf = (columns: readonly Column[]): number =>
  columns.reduce((most, { values }) => values.reduce<number>((top, value) => Math.max(top, value ?? 0), most), 0)

/** The newest time of which any column has a value, Unix seconds; null for none. */
export function lastTime(columns: readonly Column[]): number | null {
  const times = columns.flatMap(({ times, values }) => times[values.findLastIndex((value) => value !== null)] ?? [])
  return times.length ? Math.max(...times) : null
}

/** The places in a row where a sensor was not measuring: calibrating, faulty or another status. */
export const marked = ({ statuses, values }: Column): readonly number[] =>
  statuses ? statuses.flatMap((status, at) => ((status ?? 0) > 0 && values[at] != null ? [at] : [])) : []

/** The nearest time at or before one; -1 for none. Times ascend. */
export function placeOf(times: readonly number[], time: number): number {
  let [low, high] = [0, times.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((times[middle] ?? 0) <= time) low = middle + 1
    else high = middle
  }
  return low - 1
}
