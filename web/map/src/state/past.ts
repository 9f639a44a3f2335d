import { computed, signal } from '@preact/signals'
import { api } from '../api/client'
import type { History, Relative } from '../api/types'
import { pastMoment, since, unknownThen } from './day'
import { parcel } from './details'
import { follow } from './resource'
import { may, session } from './session'
import { lang, selection } from './store'

/** Whether the history of the chosen parcel is told, and its relatives drawn. Stays as it is from parcel to parcel. */
export const historyOpen = signal(false)

const chosenId = computed(() => (selection.value?.kind === 'parcel' ? selection.value.id : null))

/** There is no parcel of the chosen id; staff may still see what there was. */
export const gone = computed(() => parcel.resource.value.failure?.kind === 'missing' && may('staff'))

/** What is asked for the chosen parcel, by whom: nobody but staff is told of other times. */
const asked = (wanted: boolean) =>
  wanted && chosenId.value !== null && may('staff')
    ? { id: chosenId.value, lang: lang.value, reader: session.value.user?.login ?? '' }
    : null

/** The history of the chosen parcel, while somebody looks at it. */
export const history = follow(
  () => asked(historyOpen.value || gone.value),
  ({ id, lang }, ended) => api.history(id, lang, ended),
)

/** The time that the chosen parcel is shown at; null: now. */
export const shownMoment = computed(() => (chosenId.value === null ? null : pastMoment.value))

/** The chosen parcel as it was at the shown time, `at`, where something is known of then. */
export const past = follow(
  () => {
    const at = since.value === null || unknownThen.value ? null : shownMoment.value
    const who = asked(at !== null)
    return at !== null && who ? { ...who, at } : null
  },
  async ({ id, at, lang }, ended) => ({ at, parcel: await api.parcelAt(id, at, lang, ended) }),
)

/** The history of the chosen parcel and of no other. */
export const knownHistory = computed<History | null>(() => {
  const { value } = history.resource.value
  return value && value.id === chosenId.value ? value : null
})

/** The relatives of a parcel by imports that hold, each once: what it came from as it was, what followed as it became. */
export function relativesOf(history: History): readonly Relative[] {
  const found = new Map<number, Relative>()
  for (const { undone_at, from, to } of history.lineage) {
    if (undone_at) continue
    for (const each of [...from, ...to]) if (each.id !== history.id && !found.has(each.id)) found.set(each.id, each)
  }
  return [...found.values()]
}

/** What is drawn of the relatives on the map. */
export const relatives = computed(() => (knownHistory.value ? relativesOf(knownHistory.value) : []))

/** What the chosen parcel was, where that is shown instead of what it is: at the moment, or at last. */
export const pastShape = computed(() => {
  const { value } = past.resource.value
  if (shownMoment.value !== null) return value?.at === shownMoment.value ? value.parcel.geometry : null
  return gone.value ? (knownHistory.value?.versions[0]?.geometry ?? null) : null
})
