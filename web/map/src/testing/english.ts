import { loadEnglish } from '../i18n'

// The tables are compared, and screens drawn, without waiting for a language.
await loadEnglish()
