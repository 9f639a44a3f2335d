import type { WaterClass } from '../api/schema.gen'

const DAY = 86_400_000

/** Whether a class is of a mean too old to say something of the water now. */
export const isOld = ({ at }: Pick<WaterClass, 'at'>, now: number): boolean => now - Date.parse(at) > DAY

/** The class of the water now: the worst of those that still say something; null for none. */
export function classNow(classes: readonly WaterClass[], now: number): WaterClass['class'] | null {
  const names = classes.filter((each) => !isOld(each, now)).map((each) => each.class)
  return names.sort().at(-1) ?? null
}

/** What surface water must meet where no class is set for it: as the server holds its limits. */
export const ASSUMED = 'B'
