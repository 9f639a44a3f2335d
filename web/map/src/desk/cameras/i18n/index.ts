import { lang } from '../../../state/store'
import { en } from './en'
import { vi, type WatchMessages } from './vi'

/** The sentences of the pages of cameras and indicators in the language in use. */
export const w = (): WatchMessages => (lang.value === 'en' ? en : vi)
