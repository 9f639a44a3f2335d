import { lang } from '../../state/store'
import { en } from './en'
import { type ReportMessages, vi } from './vi'

/** The sentences of the reports' screen in the language in use. */
export const r = (): ReportMessages => (lang.value === 'en' ? en : vi)
