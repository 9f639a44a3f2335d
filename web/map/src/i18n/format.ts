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

/** 21/11/2026 14:05 in the device's time, from an ISO time. */
export function moment(iso: string): string {
  const at = new Date(iso)
  if (Number.isNaN(at.getTime())) return iso
  const two = (n: number) => String(n).padStart(2, '0')
  return `${two(at.getDate())}/${two(at.getMonth() + 1)}/${at.getFullYear()} ${two(at.getHours())}:${two(at.getMinutes())}`
}

/** A number with the decimals it has, at most two. */
export const plain = (value: number, lang: Lang): string =>
  decimal(value, Math.min(2, (String(value).split('.')[1] ?? '').length), lang)

/** The longest round length (1, 2, 5 times a power of ten, metres) not above the given one, for the scale bar. */
export function roundLength(metres: number): number {
  const power = 10 ** Math.floor(Math.log10(metres))
  const lead = metres / power
  return power * (lead >= 5 ? 5 : lead >= 2 ? 2 : 1)
}

/** A round length without decimals: 500 m, 2 km. */
export const round = (metres: number): string => (metres < 1000 ? `${metres} m` : `${metres / 1000} km`)

/** Ground metres per pixel at a latitude and zoom, 512-pixel tiles. */
export function metresPerPixel(lat: number, zoom: number): number {
  return (Math.cos(radians(lat)) * 40_075_016.686) / (512 * 2 ** zoom)
}
