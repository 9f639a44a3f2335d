import { e } from '../i18n'
import { type Column, placeOf } from '../series'
import { measured } from '../words'

/** What is read of one line at a time: its value with the unit, and what the sensor did where it was not measuring ('' where it was). */
export interface Told {
  readonly value: string
  readonly status: string
}

/** The same of all columns at a place of their common row of times; `values` are on that row. */
export function toldAt(
  columns: readonly Column[],
  times: readonly number[],
  values: readonly (readonly (number | null | undefined)[])[],
  at: number,
): readonly Told[] {
  return columns.map(({ unit, statuses, times: own }, n) => {
    const value = values[n]?.[at]
    const time = times[at] ?? 0
    const place = placeOf(own, time)
    // Of a time that only another column has nothing is said.
    const status = own[place] === time ? (statuses?.[place] ?? 0) : 0
    return {
      value: value == null ? e().chart.noValue : measured(value, unit),
      status: status > 0 ? (e().statuses[status] ?? e().status(status)) : '',
    }
  })
}

/** The same as one sentence, for who hears it. */
export const sentenceOf = (when: string, names: readonly string[], told: readonly Told[]): string =>
  `${when}: ${told.map(({ value, status }, n) => [`${names[n]} ${value}`, status].filter(Boolean).join(', ')).join('; ')}`
