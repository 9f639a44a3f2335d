import { today } from '../state/route'
import type { IndexSeries } from './types'

/** A day and the index of it; null where there is none. */
export interface Day {
  /** YYYY-MM-DD, in Vietnam. */
  readonly day: string
  readonly value: number | null
  readonly level: number | null
  readonly dominant: string | null
}

export interface Month {
  /** YYYY-MM */
  readonly month: string
  /** How many places of the first week, from Monday on, are of the month before. */
  readonly before: number
  readonly days: readonly Day[]
}

const DAY = 86_400_000

/** The day that begins at a time of a daily series. */
const dayNamed = (seconds: number): string => today(new Date(seconds * 1000))

const weekday = (day: string): number => (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7

/** Every day between two, both told, with what a series says of it. */
export function daysOf(series: IndexSeries, { from, to }: { from: string; to: string }): readonly Day[] {
  const at = new Map(series.times.map((time, i) => [dayNamed(time), i]))
  const days: Day[] = []
  for (let time = Date.parse(`${from}T00:00:00Z`); time <= Date.parse(`${to}T00:00:00Z`); time += DAY) {
    const day = new Date(time).toISOString().slice(0, 10)
    const i = at.get(day)
    const of = <T>(list: readonly (T | null)[]): T | null => (i === undefined ? null : (list[i] ?? null))
    days.push({ day, value: of(series.values), level: of(series.levels), dominant: of(series.dominants) })
  }
  return days
}

/** The same by month, as a calendar has them. */
export function monthsOf(days: readonly Day[]): readonly Month[] {
  const months = new Map<string, Day[]>()
  for (const day of days) {
    const month = day.day.slice(0, 7)
    months.set(month, [...(months.get(month) ?? []), day])
  }
  return [...months].map(([month, list]) => ({ month, before: weekday(list[0]?.day ?? `${month}-01`), days: list }))
}

/** How many days of each level there were, by the level's number; 0 counts the days without an index. */
export function daysByLevel(days: readonly Day[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>()
  for (const { level } of days) counts.set(level ?? 0, (counts.get(level ?? 0) ?? 0) + 1)
  return counts
}
