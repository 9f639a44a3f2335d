import { signal } from '@preact/signals'
import { api } from '../api/client'
import { follow } from './resource'
import { lang } from './store'

/** A plot that somebody describes by its corners; null while there is none. An empty text asks for one. */
export interface PlotQuestion {
  readonly text: string
  /** The VN-2000 zone to take, 0 to go by the text. */
  readonly srid: number
}

export const plotAsked = signal<PlotQuestion | null>(null)

/** The plot as the server reads it, and what it overlaps. */
export const plot = follow(
  () => (plotAsked.value?.text ? { ...plotAsked.value, lang: lang.value } : null),
  ({ text, srid, lang }, ended) => api.plot(text, srid, lang, ended),
)

/** Whether a pasted text is a list of corners: three lines with two numbers of some length each. */
export function isCornerList(text: string): boolean {
  const lines = text.split(/\r\n|\r|\n/).filter((line) => (line.match(/\d[\d.,]{3,}/g) ?? []).length >= 2)
  return lines.length >= 3
}
