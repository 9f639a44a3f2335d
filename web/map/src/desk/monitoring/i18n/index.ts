import { lang } from '../../../state/store'
import { en } from './en'
import { type MonitoringMessages, vi } from './vi'

/** The sentences of the monitoring pages in the language in use. */
export const m = (): MonitoringMessages => (lang.value === 'en' ? en : vi)
