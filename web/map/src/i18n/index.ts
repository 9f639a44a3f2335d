import { computed, effect, signal } from '@preact/signals'
import type { Words } from '../api/types'
import { config, lang } from '../state/store'
import { type Messages, vi } from './vi'

export type Lang = 'vi' | 'en'

/** English comes when somebody asks for it: the first map on a phone is counted in bytes. */
const english = signal<Messages | null>(null)

/** Loads English, once; where it cannot be loaded the page stays Vietnamese until it is asked for again. */
export async function loadEnglish(): Promise<void> {
  if (english.peek()) return
  await import('./en').then(
    ({ en }) => {
      english.value = en
    },
    () => {},
  )
}

effect(() => {
  if (lang.value === 'en') loadEnglish()
})

const table = computed(() => (lang.value === 'en' && english.value) || vi)

/** The message table of the language in use; a component that calls it is drawn anew when the language changes. */
export const t = (): Messages => table.value

/** The handbook's own name, which the operator may set. */
export const handbook = (): string => (config.value && words(config.value.name)) || t().app.product

/** A bilingual text in the language in use; Vietnamese where the other is missing. */
export const words = (w: Words): string => w[lang.value] || w.vi
