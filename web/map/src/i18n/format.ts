import { radians } from '../geo/ellipsoid'
import type { Lang } from './index'

// Numbers as people of the language write them: 1.234,5 in Vietnamese, 1,234.5 in English.
const locales: Readonly<Record<Lang, string>> = { vi: 'vi-VN', en: 'en-GB' }

/** A number with exactly the given decimals, thousands grouped. */
export function decimal(value: number, digits: number, lang: Lang): string {
  return new Intl.NumberFormat(locales[lang], {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    useGrouping: 'always',
  } as Intl.NumberFormatOptions).format(value)
}

/** The most decimals that mean something in a unit: millimetres, square metres, a tenth of a square metre. */
const decimalsOf: Readonly<Record<string, number>> = { m: 3, km: 3, ha: 4, 'km²': 4, '%': 2 }
/** What a number of another unit, or of none, is written with at most. */
const MOST_DECIMALS = 6

/**
 * A number of a record with the decimals that it has, as far as they mean something in its unit; square metres with one,
 * as the cadastre writes areas. Whole numbers without a unit may be years or codes, which nobody groups by thousands.
 */
export function figure(value: number, unit: string, lang: Lang): string {
  if (!Number.isFinite(value)) return String(value)
  const behind = unit === '%' ? '%' : unit && ` ${unit}`
  if (unit === 'm²') return decimal(value, 1, lang) + behind
  if (unit === '' && Number.isInteger(value)) return String(value)
  const most = decimalsOf[unit] ?? MOST_DECIMALS
  // What would be rounded away whole is told by its first digits.
  const tiny = value !== 0 && Math.abs(value) < 10 ** -most / 2
  return (
    new Intl.NumberFormat(locales[lang], {
      ...(tiny ? { maximumSignificantDigits: 2 } : { maximumFractionDigits: most }),
      useGrouping: 'always',
    } as Intl.NumberFormatOptions).format(value) + behind
  )
}

/** A coordinate: fixed decimals, never grouped, so that it can be read back by a machine's eye. */
export function coordinate(value: number, digits: number, lang: Lang): string {
  const text = value.toFixed(digits)
  return lang === 'vi' ? text.replace('.', ',') : text
}

/** Square metres with one decimal. */
export const squareMetres = (m2: number, lang: Lang): string => `${decimal(m2, 1, lang)} m²`

/** Hectares with two decimals. */
export const hectares = (m2: number, lang: Lang): string => `${decimal(m2 / 10_000, 2, lang)} ha`

/** An area in the unit that fits: m² below a hectare, ha up to 100 km², then km². */
export function area(m2: number, lang: Lang): string {
  if (m2 < 10_000) return squareMetres(m2, lang)
  if (m2 < 1e8) return hectares(m2, lang)
  return `${decimal(m2 / 1e6, 1, lang)} km²`
}

/** A length: centimetres' precision below a kilometre, metres' above. */
export function length(metres: number, lang: Lang): string {
  return metres < 1000 ? `${decimal(metres, 2, lang)} m` : `${decimal(metres / 1000, 3, lang)} km`
}

/** Degrees and minutes of a central meridian: 107.75 is 107°45′. */
export function meridian(value: number): string {
  const whole = Math.floor(value)
  const minutes = Math.round((value - whole) * 60)
  return `${whole}°${String(minutes).padStart(2, '0')}′`
}

/** 21/11/2026 from an ISO date or time; the text itself where it is neither. */
export function date(iso: string): string {
  const [, y, m, d] = /^(\d{4})-(\d{2})-(\d{2})/.exec(iso) ?? []
  return y ? `${d}/${m}/${y}` : iso
}

/** 21/11/2026 14:05 in Vietnam, wherever the reader is, from an ISO time; the text itself where it is none. */
export function time(iso: string): string {
  const at = new Date(iso)
  if (!/^\d{4}-\d{2}-\d{2}T/.test(iso) || Number.isNaN(at.getTime())) return date(iso)
  // Vietnam is seven hours ahead all the year.
  const there = new Date(at.getTime() + 7 * 3_600_000).toISOString()
  return `${date(there)} ${there.slice(11, 16)}`
}

/** The longest round length (1, 2, 5 times a power of ten, metres) not above the given one, for the scale bar. */
export function roundLength(metres: number): number {
  const power = 10 ** Math.floor(Math.log10(metres))
  const lead = metres / power
  return power * (lead >= 5 ? 5 : lead >= 2 ? 2 : 1)
}

/** A round length: 500 m, 2 km. */
export const round = (metres: number, lang: Lang): string =>
  metres < 1000 ? figure(metres, 'm', lang) : figure(metres / 1000, 'km', lang)

/** Ground metres per pixel at a latitude and zoom, 512-pixel tiles. */
export function metresPerPixel(lat: number, zoom: number): number {
  return (Math.cos(radians(lat)) * 40_075_016.686) / (512 * 2 ** zoom)
}
