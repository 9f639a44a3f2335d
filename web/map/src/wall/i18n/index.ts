import { lang } from '../../state/store'
import { en } from './en'
import { vi, type WallMessages } from './vi'

/** The wall's sentences in the language in use. */
export const w = (): WallMessages => (lang.value === 'en' ? en : vi)
