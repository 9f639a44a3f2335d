import { computed, effect, signal } from '@preact/signals'
import { api } from '../api/client'
import type { UnitFound } from '../api/types'
import { parcel } from './details'
import { fold } from './fold'
import { privateSearch } from './privateSearch'
import { follow } from './resource'
import { session } from './session'
import { at, inView, lang } from './store'

/** A commune that can be chosen; the name is empty while only the code is known. */
export interface Choice {
  readonly code: string
  readonly name: string
}

/** As the field shows it. */
export const written = ({ code, name }: Choice): string => (name ? `${name} (${code})` : code)

/**
 * The code that a text in the field means: five digits anywhere in it, else the one commune that it names in full, with
 * or without its kind and tone marks. '' where that is none, or more than one.
 */
export function codeIn(text: string, choices: readonly Choice[]): string {
  const code = /(?<!\d)\d{5}(?!\d)/.exec(text)?.[0]
  if (code) return code
  const asked = fold(text.trim())
  if (!asked) return ''
  const named = choices.filter(({ name }) => fold(name) === asked)
  const fit = named.length > 0 ? named : choices.filter(({ name }) => withoutKind(fold(name)) === asked)
  return new Set(fit.map((choice) => choice.code)).size === 1 ? (fit[0]?.code ?? '') : ''
}

const withoutKind = (name: string): string => name.replace(/^(?:phuong|xa|dac khu) /, '')

/** Today's communes among the units found, and those that former ones became. */
export function todays(units: readonly UnitFound[]): readonly Choice[] {
  const all = units.flatMap(({ today }) => today).filter(({ level }) => level === 3)
  return distinct(all.map(({ code, name }) => ({ code, name })))
}

/** Each code once, by its first name. */
function distinct(choices: readonly Choice[]): readonly Choice[] {
  const seen = new Map<string, Choice>()
  for (const choice of choices) if (!seen.get(choice.code)?.name) seen.set(choice.code, choice)
  return [...seen.values()]
}

/** The text in the field, and what is asked for once the fingers rest. */
export const communeText = signal('')
const asked = signal('')
const REST = 200
effect(() => {
  const text = communeText.value.trim()
  const wait = setTimeout(() => {
    asked.value = text
  }, REST)
  return () => clearTimeout(wait)
})

/** The only communes in which the person may look; null for all. */
export const ownCommunes = computed(() => session.value.user?.communes ?? null)

/** What is looked up for the field: the names of the person's own communes, else what was typed. */
const questions = computed<readonly string[]>(() => {
  if (privateSearch.value?.kind !== 'owner') return []
  if (ownCommunes.value) return ownCommunes.value
  const text = asked.value.replace(/\(.*/, '').trim()
  return text.length >= 2 ? [text] : []
})

const found = follow(
  () => (questions.value.length > 0 ? { texts: questions.value, lang: lang.value } : null),
  async ({ texts, lang }, ended) =>
    todays((await Promise.all(texts.map((text) => api.communes(text, lang, ended)))).flatMap(({ units }) => units)),
)

/** The commune of the open parcel. */
export const openCommune = computed<Choice | null>(() => parcel.resource.value.value?.commune ?? null)

/** What the field offers: the person's own communes, else the open parcel's, those in view, and what was looked up. */
export const choices = computed<readonly Choice[]>(() => {
  // On a past day the map has the communes of then.
  const shown = at.value ? [] : inView.value.communes
  const seen = shown.map(({ properties: p }) => ({ code: String(p.code), name: String(p.name ?? '') }))
  const known = distinct([
    ...(openCommune.value ? [openCommune.value] : []),
    ...seen,
    ...(found.resource.value.value ?? []),
  ])
  if (!ownCommunes.value) return known
  return ownCommunes.value.map((code) => known.find((choice) => choice.code === code) ?? { code, name: '' })
})

/** The code that the text in the field means, looked up where it is not known yet; '' for none. */
export async function chosenCommune(): Promise<string> {
  const text = communeText.peek()
  const known = codeIn(text, choices.peek())
  if (known || text.trim().length < 2) return known
  const { units } = await api.communes(text.trim(), lang.peek())
  return codeIn(text, todays(units))
}

/** What the field begins with: the open parcel's commune, else the only one that there is to choose. */
export function firstChoice(): string {
  const all = choices.peek()
  const open = openCommune.peek()
  const first = all.find(({ code }) => code === open?.code) ?? (all.length === 1 ? all[0] : undefined)
  return first ? written(first) : ''
}
