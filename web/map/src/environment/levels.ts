import type { PaletteName } from '../state/route'
import type { Index, Indices, Level } from './types'

/** The level of an index by its number; undefined for one that the scale does not have. */
export const levelOf = (indices: Indices | null, index: Pick<Index, 'kind' | 'level'> | null): Level | undefined =>
  index ? indices?.[index.kind]?.levels.find(({ level }) => level === index.level) : undefined

/** The colour of a level in a palette. */
export const levelColor = (level: Level, palette: PaletteName): string =>
  palette === 'clear' ? level.safe_color : level.color

/** Relative luminance of `#rrggbb`, 0 to 1 (WCAG 2.2). */
export function luminance(color: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const v = Number.parseInt(color.slice(at, at + 2), 16) / 255
    return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

const DARK = '#000000'
const LIGHT = '#ffffff'

/** The ink that is read best on a colour, dark or light. */
export function inkOn(color: string): string {
  const ground = luminance(color)
  const onDark = (ground + 0.05) / (luminance(DARK) + 0.05)
  const onLight = (luminance(LIGHT) + 0.05) / (ground + 0.05)
  return onDark >= onLight ? DARK : LIGHT
}
