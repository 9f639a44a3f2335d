import { decimal } from '../i18n/format'
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

/** A measured value with the digits that mean something: 35,2; 1.204; 0,0125. */
export function reading(value: number): string {
  const size = Math.abs(value)
  const digits = size >= 1000 ? 0 : size >= 1 || size === 0 ? 1 : size >= 0.1 ? 2 : 4
  return decimal(value, digits, lang.value)
}

/** A value and its unit. */
export const measured = (value: number, unit: string): string => `${reading(value)}${unit ? ` ${unit}` : ''}`

const aged = ({ unit, count }: Age): string => e().ages[unit](count)

/** How long ago: "5 phút trước". */
export const ago = (iso: string): string => aged(ageOf(Date.parse(iso), now.value))

/** 14:05 in Vietnam. */
export const clock = (instant: number): string => new Date(instant + 7 * 3_600_000).toISOString().slice(11, 16)

/** 21/11 14:00 in Vietnam; a day alone where the step is a day. */
export function moment(seconds: number, dayOnly = false): string {
  const there = new Date((seconds + 7 * 3600) * 1000).toISOString()
  const day = `${there.slice(8, 10)}/${there.slice(5, 7)}/${there.slice(0, 4)}`
  return dayOnly ? day : `${day} ${there.slice(11, 16)}`
}

/** A distance as people say it: 850 m, 2,4 km. */
export const far = (metres: number): string =>
  metres < 1000
    ? `${decimal(Math.round(metres / 10) * 10, 0, lang.value)} m`
    : `${decimal(metres / 1000, metres < 20_000 ? 1 : 0, lang.value)} km`
