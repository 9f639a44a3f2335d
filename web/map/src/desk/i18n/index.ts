import { lang } from '../../state/store'
import { en } from './en'
import { type DeskMessages, vi } from './vi'

/** The desk's sentences in the language in use. */
export const d = (): DeskMessages => (lang.value === 'en' ? en : vi)
