import { computed, effect, signal } from '@preact/signals'
import { api } from '../api/client'
import type { CommuneHit, CoordinateHit, ParcelHit } from '../api/types'
import { day } from './day'
import { fold } from './fold'
import { follow } from './resource'
import { type BoxEvent, closedBox, nextBox } from './searchBox'
import { lang, place } from './store'

/** The text in the box. */
export const query = signal('')
export const box = signal(closedBox)

/** Tells the box what happened. */
export const tellBox = (event: BoxEvent): void => {
  box.value = nextBox(box.value, event)
}

/** The text that is asked for: what was typed, once the fingers rest. */
const asked = signal('')
const REST = 140
effect(() => {
  const text = query.value.trim()
  if (text === '') {
    asked.value = ''
    return
  }
  const wait = setTimeout(() => {
    asked.value = text
  }, REST)
  return () => clearTimeout(wait)
})

/** Whether a text names nothing but numbers, so that only nearness tells which parcel is meant. */
export function onlyNumbers(text: string): boolean {
  return !/[a-z]/.test(
    fold(text)
      .replace(/\b(?:thua|dat|so|to|ban|do|parcel|sheet|no)\b/g, '')
      .replace(/\d+[a-z]\b/g, ''),
  )
}

/** The middle of the map, when it is close enough for nearness to mean something. */
function nearby(text: string): readonly [number, number] | null {
  const at = place.peek()
  return at && at.zoom >= 12 && onlyNumbers(text) ? [at.lon, at.lat] : null
}

export const search = follow(
  () => (asked.value ? { q: asked.value, day: day.value, lang: lang.value } : null),
  ({ q, day, lang }, ended) => api.search(q, nearby(q), day, lang, ended),
)

/** One line of the list. */
export type Line =
  | { readonly kind: 'parcel'; readonly hit: ParcelHit }
  | { readonly kind: 'commune'; readonly hit: CommuneHit }
  | { readonly kind: 'coordinate'; readonly hit: CoordinateHit }

/** All lines in the order in which they are drawn. */
export const lines = computed<readonly Line[]>(() =>
  (search.resource.value.value?.groups ?? []).flatMap((group) =>
    group.items.map((hit) => ({ kind: group.kind, hit }) as Line),
  ),
)

effect(() => tellBoxOf(lines.value.length))

function tellBoxOf(count: number): void {
  box.value = nextBox(box.peek(), { type: 'answered', count })
}

/** Enter pressed before the answer to the text was there: open its first line when it comes. */
export const eager = signal(false)

/** Whether the answer on show is the answer to the text in the box. */
export const answered = computed(
  () => search.resource.value.value !== null && !search.resource.value.busy && asked.value === query.value.trim(),
)
