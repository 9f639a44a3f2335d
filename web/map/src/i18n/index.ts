import { computed } from '@preact/signals'
import type { Words } from '../api/types'
import { config, lang } from '../state/store'
import { en } from './en'
import { type Messages, vi } from './vi'

export const tables: Readonly<Record<Lang, Messages>> = { vi, en }
export type Lang = 'vi' | 'en'

const table = computed(() => tables[lang.value])

/** The message table of the language in use; a component that calls it is drawn anew when the language changes. */
export const t = (): Messages => table.value

/** The handbook's own name, which the operator may set. */
export const handbook = (): string => (config.value && words(config.value.name)) || t().app.product

/** A bilingual text in the language in use; Vietnamese where the other is missing. */
export const words = (w: Words): string => w[lang.value] || w.vi
