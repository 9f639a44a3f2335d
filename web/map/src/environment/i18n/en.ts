import type { EnvironmentMessages } from './vi'

/** The sentences of the environment map, in English. */
export const en: EnvironmentMessages = {
  title: 'Environment map',
}
