import { date, time } from '../../i18n/format'
import { f } from './words'

const DAY = 86_400_000
/** Vietnam is seven hours ahead all the year. */
const there = (iso: string): number => Date.parse(iso) + 7 * 3_600_000
const midnight = (iso: string): boolean => there(iso) % DAY === 0

/** The day of a time in Vietnam; the time with it where that is not midnight. */
const beginning = (iso: string): string => (midnight(iso) ? date(new Date(there(iso)).toISOString()) : time(iso))

/** How long a bulletin holds, from RFC 3339 times. Its end does not belong to it: at midnight the day before is the last. */
export function periodText(from: string, to: string): string {
  const says = f()
  const first = beginning(from)
  if (!midnight(to)) return says.fromTo(first, time(to))
  const last = date(new Date(there(to) - DAY).toISOString())
  return first === last ? says.onDay(first) : says.fromToDay(first, last)
}
