import type { DeskReport } from '../../api/schema.gen'
import { decimal } from '../../i18n/format'
import { lang } from '../../state/store'
import { q } from './i18n'

const HOUR = 3600
/** A working day as people count it, seconds of work. */
const DAY = 8 * HOUR

/** What is left of a deadline in working time, below zero what has passed since, seconds, as people say it. */
export function leftWords(seconds: number, late: boolean): string {
  const says = late ? q().late : q().left
  const size = Math.abs(seconds)
  const n = (unit: number): string => decimal(Math.floor(size / unit), 0, lang.value)
  if (size >= DAY) return says.days(n(DAY))
  if (size >= HOUR) return says.hours(n(HOUR))
  return size >= 60 ? says.minutes(n(60)) : says.none
}

/** How pressing a deadline is. */
export type Pressing = 'late' | 'near' | 'far'

/** The deadline of a report that runs, in words and how pressing it is at a moment; null where none runs. */
export function deadlineOf(
  { due, left_s, near_at, overdue }: Pick<DeskReport, 'due' | 'left_s' | 'near_at' | 'overdue'>,
  now: number,
): { readonly words: string; readonly pressing: Pressing } | null {
  if (due === null || left_s === null) return null
  const late = overdue || left_s < 0 || Date.parse(due) <= now
  const near = near_at !== null && Date.parse(near_at) <= now
  return { words: leftWords(left_s, late), pressing: late ? 'late' : near ? 'near' : 'far' }
}
