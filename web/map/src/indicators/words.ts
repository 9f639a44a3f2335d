import type { Indicator, IndicatorMap } from '../api/schema.gen'
import { decimal } from '../i18n/format'
import { lang } from '../state/store'
import { n } from './i18n'

export const nameOf = ({ name_vi, name_en }: Indicator): string => (lang.value === 'en' ? name_en : name_vi)

export const whole = (count: number): string => decimal(count, 0, lang.value)

/** A value with as many decimals as it has, at most two. */
export const written = (value: number): string => {
  const digits = Number.isInteger(value) ? 0 : Number.isInteger(Math.round(value * 100) / 10) ? 1 : 2
  return decimal(value, digits, lang.value)
}

/** A year (2026), a quarter (2026-Q3) or a month (2026-09) as people write it. */
export function periodWords(period: string): string {
  const [year = '', part] = period.split('-')
  if (!part) return n().year(year)
  return part.startsWith('Q') ? n().quarter(part.slice(1), year) : n().month(String(Number(part)), year)
}

/** From where to where a class goes: as its values are, or by its limits, an outer class being open. */
export function classWords({ indicator, classes }: IndicatorMap, at: number): string {
  const { from = 0, to = 0 } = classes[at] ?? {}
  const says = n()
  if (indicator.breaks.length === 0) return from === to ? written(from) : says.between(written(from), written(to))
  if (at === 0) return says.below(written(to))
  return at === classes.length - 1 ? says.from(written(from)) : says.toBelow(written(from), written(to))
}
