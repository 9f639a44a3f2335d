import { lang } from '../../../state/store'
import { en } from './en'
import { type DeskReportMessages, vi } from './vi'

/** The sentences of the desk's reports in the language in use. */
export const q = (): DeskReportMessages => (lang.value === 'en' ? en : vi)
