import type { Limit, Step } from './types'

/** Over which times a limit is for values of a step; where there is none, that of a day is drawn beside the hours and says so. */
const bases: Readonly<Record<Step, readonly Limit['basis'][]>> = {
  raw: ['value', '1h'],
  hour: ['1h', 'value', '24h'],
  day: ['24h', 'value'],
}

/** The limits of a parameter that values of a step are held against: those of the first basis that there is. */
export function limitsFor(limits: readonly Limit[], parameter: string, step: Step): readonly Limit[] {
  for (const basis of bases[step]) {
    const found = limits.filter((limit) => limit.parameter === parameter && limit.basis === basis)
    if (found.length > 0) return found
  }
  return []
}

/** The one limit that a value of an hour is held against: of water with classes there is none. */
export function hourLimit(limits: readonly Limit[], parameter: string): Limit | null {
  return limitsFor(limits, parameter, 'hour').find(({ basis, class: name }) => basis !== '24h' && name === '') ?? null
}

/** Where limits were read and how sure that is, each source once; the standard where nothing is told. */
export const sourcesOf = (limits: readonly Limit[]): string =>
  [...new Set(limits.map(({ source, standard }) => source || standard))].join('; ')

/** Whether a value is beyond a limit, and on which side. */
export function over(value: number, { lowest, highest }: Pick<Limit, 'lowest' | 'highest'>): 'over' | 'under' | null {
  if (highest !== null && value > highest) return 'over'
  return lowest !== null && value < lowest ? 'under' : null
}

/** A line across the chart. */
export interface LimitLine {
  readonly limit: Limit
  readonly value: number
}

/** The lines of limits, the lowest first. */
export const linesOf = (limits: readonly Limit[]): readonly LimitLine[] =>
  limits
    .flatMap((limit) => [limit.lowest, limit.highest].flatMap((value) => (value === null ? [] : [{ limit, value }])))
    .sort((a, b) => a.value - b.value)

/** A limit more than so many times beyond the values would press the line flat. */
const ROOM = 2.5

/** Lines that are drawn with values up to one, and those that would press the values flat. */
export function parted(
  lines: readonly LimitLine[],
  highest: number,
): { readonly drawn: readonly LimitLine[]; readonly outside: readonly LimitLine[] } {
  const fits = ({ value }: LimitLine): boolean => value <= Math.max(highest, 0) * ROOM
  return { drawn: lines.filter(fits), outside: lines.filter((line) => !fits(line)) }
}
