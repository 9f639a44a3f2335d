import { computed } from '@preact/signals'
import type { Words } from '../api/types'
import { lang } from '../state/store'
import { en } from './en'
import { type Messages, vi } from './vi'

export const tables: Readonly<Record<Lang, Messages>> = { vi, en }
export type Lang = 'vi' | 'en'

const table = computed(() => tables[lang.value])

/** The message table of the language in use; a component that calls it is drawn anew when the language changes. */
export const t = (): Messages => table.value

/** A bilingual text in the language in use; Vietnamese where the other is missing. */
export const words = (w: Words): string => w[lang.value] || w.vi
