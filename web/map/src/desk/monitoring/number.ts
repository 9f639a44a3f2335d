import type { Lang } from '../../i18n'

/** Whole thousands in groups of three, or none; then decimals behind the language's sign. */
const written: Readonly<Record<Lang, RegExp>> = {
  vi: /^[-−]?(?:\d+|[1-9]\d{0,2}(?:\.\d{3})+)(?:,\d+)?$/,
  en: /^[-−]?(?:\d+|[1-9]\d{0,2}(?:,\d{3})+)(?:\.\d+)?$/,
}
const grouping: Readonly<Record<Lang, RegExp>> = { vi: /\./g, en: /,/g }

/**
 * A number as people of the language write it: 1.234,5 in Vietnamese, 1,234.5 in English. null for an empty text, NaN
 * for what is no such number: 0.5 in Vietnamese is refused, not guessed.
 */
export function numberIn(text: string, lang: Lang): number | null {
  const plain = text.trim()
  if (plain === '') return null
  if (!written[lang].test(plain)) return Number.NaN
  return Number(plain.replace(grouping[lang], '').replace(',', '.').replace('−', '-'))
}

/** A number as numberIn reads it, with all its decimals; '' for none. */
export const numberText = (value: number | null, lang: Lang): string => {
  const text = value === null ? '' : String(value)
  return lang === 'vi' ? text.replace('.', ',') : text
}
