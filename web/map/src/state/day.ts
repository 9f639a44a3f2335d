import { computed } from '@preact/signals'
import { api } from '../api/client'
import { follow } from './resource'
import { dayOf, endOf, today } from './route'
import { may, session } from './session'
import { at, lang } from './store'

/** The day that layers with dates are shown of, YYYY-MM-DD; null: today. */
export const day = computed(() => {
  const shown = at.value && dayOf(at.value)
  return shown === today() ? null : shown
})

/** The day or ISO moment that parcels are shown of, a past one and for staff; null: now. */
export const pastMoment = computed(() => {
  const past = at.value !== null && endOf(at.value) < Date.now()
  return past && may('staff') ? at.value : null
})

/** From when on parcels of former times are known, while such a time is shown. */
export const historyStart = follow(
  () =>
    pastMoment.value === null
      ? null
      : { at: pastMoment.value, lang: lang.value, reader: session.value.user?.login ?? '' },
  async ({ at, lang }, ended) => ({ at, since: (await api.pastParcels(at, lang, ended)).since }),
)

/** That, as an ISO time; null until it is known. */
export const since = computed(() => historyStart.resource.value.value?.since ?? null)

/** Nothing is known of the parcels of the time that is shown. */
export const unknownThen = computed(() => {
  const shown = pastMoment.value
  return shown !== null && since.value !== null && endOf(shown) < Date.parse(since.value)
})
