import { lang } from '../../state/store'
import { en } from './en'
import { type IndicatorMessages, vi } from './vi'

/** The sentences of the map of indicators in the language in use. */
export const n = (): IndicatorMessages => (lang.value === 'en' ? en : vi)
