import { today } from '../state/route'
import type { Span } from './api'
import type { Period } from './route'
import type { Step } from './types'

const HOUR = 3_600_000
const DAY = 24 * HOUR

const lengths: Readonly<Record<string, number>> = { '24h': DAY, '7d': 7 * DAY, '30d': 30 * DAY, '1y': 365 * DAY }

/** An instant in Vietnam's own zone, to the second: 2026-11-26T14:00:00+07:00. */
export const inVietnam = (instant: number): string => `${new Date(instant + 7 * HOUR).toISOString().slice(0, 19)}+07:00`

/** The instant at which a day begins in Vietnam. */
export const startOf = (day: string): number => Date.parse(`${day}T00:00:00+07:00`)

/** The end of the hour that is running: the newest label that an hour may have is not later. */
const nextHour = (instant: number): number => Math.ceil(instant / HOUR) * HOUR

/**
 * The beginning and end of a period, as of now. Hours are labelled by their end: the first hour of a period of whole days
 * has the label one o'clock, the last midnight, and both ends are told so that these are inside.
 */
export function spanOf(period: Period, now: number): Span {
  if (typeof period !== 'string') {
    return { from: inVietnam(startOf(period.from)), to: inVietnam(startOf(period.to) + DAY) }
  }
  const end = nextHour(now)
  return { from: inVietnam(end - (lengths[period] ?? DAY)), to: inVietnam(end) }
}

/** Whether what comes now belongs to a period. */
export const endsNow = (period: Period, now: number): boolean =>
  typeof period === 'string' || startOf(period.to) + DAY > now

/** How long a span is, days. */
export const daysOf = ({ from, to }: Span): number => (Date.parse(to) - Date.parse(from)) / DAY

/** The server gives at most so many points of a series. */
const MOST_POINTS = 20_000
/** The interval, seconds, of a station that does not say its own: as the server has it. */
const USUAL_INTERVAL = 3600

/** The steps that can be had of a span; raw values for those who may see them, of a station that sends so often. */
export function stepsOf(span: Span, staff: boolean, interval: number | null): readonly Step[] {
  const seconds = daysOf(span) * 86_400
  const raw = staff && seconds / (interval ?? USUAL_INTERVAL) <= MOST_POINTS
  const steps: Step[] = []
  if (raw) steps.push('raw')
  if (seconds / 3600 <= MOST_POINTS) steps.push('hour')
  if (daysOf(span) > 1) steps.push('day')
  return steps
}

/** The step that is shown: the one that was asked for where it can be had. */
export const stepOf = (asked: Step | null, possible: readonly Step[]): Step =>
  asked && possible.includes(asked) ? asked : possible.includes('hour') ? 'hour' : 'day'

/** The days that a person may choose from: until today. */
export const lastDay = (now: number): string => today(new Date(now))

/** The span of the calendar: the 365 days up to today, in whole days. */
export function yearBefore(now: number): { readonly from: string; readonly to: string } {
  return { from: today(new Date(now - 364 * DAY)), to: today(new Date(now)) }
}
