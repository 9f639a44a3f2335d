import { lang } from '../../state/store'
import { en } from './en'
import { type EnvironmentMessages, vi } from './vi'

/** The environment map's sentences in the language in use. */
export const e = (): EnvironmentMessages => (lang.value === 'en' ? en : vi)
