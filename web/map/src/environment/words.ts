import { decimal, figure } from '../i18n/format'
import { lang } from '../state/store'
import { type Age, ageOf } from './fresh'
import { e } from './i18n'
import { now, parameterNamed } from './state'
import type { Kind } from './types'

/** How a parameter is called, where its code does not say it. */
export function parameterName(code: string, kind?: Kind): string {
  const known = parameterNamed(code, kind)
  if (!known) return code
  const name = lang.value === 'en' ? known.name_en : known.name_vi
  return name && name !== code ? `${code} (${name})` : code
}

/** A measured value with the digits that mean something: 35,2; 1.204; 0,0125; 0,0015. */
export function reading(value: number): string {
  const size = Math.abs(value)
  if (size > 0 && size < 0.01) return figure(Number(value.toPrecision(2)), ' ', lang.value).trim()
  const digits = size >= 1000 ? 0 : size >= 1 || size === 0 ? 1 : size >= 0.1 ? 2 : 4
  return decimal(value, digits, lang.value)
}

/** A value and its unit. */
export const measured = (value: number, unit: string): string => `${reading(value)}${unit ? ` ${unit}` : ''}`

const aged = ({ unit, count }: Age): string => e().ages[unit](count)

/** How long ago: "5 phút trước". */
export const ago = (iso: string): string => aged(ageOf(Date.parse(iso), now.value))

/** The same in Vietnam, as an ISO text without a zone. */
const there = (instant: number): string => new Date(instant + 7 * 3_600_000).toISOString()

/** When it was, in Vietnam: 14:05 today, else with the day, 25/11 14:05, and the year where it is another. */
export function when(instant: number): string {
  const [then, today] = [there(instant), there(now.value)]
  const clock = then.slice(11, 16)
  if (then.slice(0, 10) === today.slice(0, 10)) return clock
  const year = then.slice(0, 4) === today.slice(0, 4) ? '' : `/${then.slice(0, 4)}`
  return `${then.slice(8, 10)}/${then.slice(5, 7)}${year} ${clock}`
}

/** 21/11 14:00 in Vietnam; a day alone where the step is a day. */
export function moment(seconds: number, dayOnly = false): string {
  const then = there(seconds * 1000)
  const day = `${then.slice(8, 10)}/${then.slice(5, 7)}/${then.slice(0, 4)}`
  return dayOnly ? day : `${day} ${then.slice(11, 16)}`
}

/** A distance as people say it: 850 m, 2,4 km. */
export const far = (metres: number): string =>
  metres < 1000
    ? `${decimal(Math.round(metres / 10) * 10, 0, lang.value)} m`
    : `${decimal(metres / 1000, metres < 20_000 ? 1 : 0, lang.value)} km`
