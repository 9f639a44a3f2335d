import { computed } from '@preact/signals'
import { api } from '../api/client'
import type { LonLat } from '../geo/ellipsoid'
import { day, pastMoment } from './day'
import { follow } from './resource'
import { session } from './session'
import { lang, neighboursOpen, overlapsOpen, selection } from './store'

/** The id of the chosen parcel. */
const parcelId = computed(() => (selection.value?.kind === 'parcel' ? selection.value.id : null))

/** Who asks: what they may see depends on it. */
const reader = computed(() => session.value.user?.login ?? '')

/** The chosen parcel as it is, as far as the person may see it; nothing while another time is shown. */
export const parcel = follow(
  () =>
    parcelId.value === null || pastMoment.value !== null
      ? null
      : { id: parcelId.value, lang: lang.value, reader: reader.value },
  ({ id, lang }, ended) => api.parcel(id, lang, ended),
)

const wanted = (open: boolean) =>
  open && parcelId.value !== null && pastMoment.value === null ? { id: parcelId.value, lang: lang.value } : null

/** What the layers have on the chosen parcel, while somebody looks at it; `of` is the parcel. */
export const overlaps = follow(
  () => wanted(overlapsOpen.value),
  async ({ id, lang }, ended) => ({ of: id, ...(await api.overlaps(id, lang, ended)) }),
)

/** The neighbours of the chosen parcel, while somebody looks at them; `of` is the parcel. */
export const neighbours = follow(
  () => wanted(neighboursOpen.value),
  async ({ id, lang }, ended) => ({ of: id, ...(await api.neighbours(id, lang, ended)) }),
)

/** The chosen point: the one that was clicked, else the chosen parcel's inner point once it is known. */
export const chosenPoint = computed<LonLat | null>(() => {
  const chosen = selection.value
  if (!chosen) return null
  if (chosen.at) return chosen.at
  const known = parcel.resource.value.value
  return chosen.kind === 'parcel' && known?.id === chosen.id ? known.point : null
})

/** Everything at the chosen point. */
export const here = follow(
  () => (chosenPoint.value ? { point: chosenPoint.value, day: day.value, lang: lang.value } : null),
  ({ point, day, lang }, ended) => api.here(point[0], point[1], day, lang, ended),
)

/** The code of the commune of the shown day at the chosen point, while that is another day than today. */
const communeThen = computed(() => {
  const found = day.value && here.resource.value.value?.layers.find(({ name }) => name === 'communes')
  return found ? String(found.features[0]?.properties.code ?? '') : ''
})

/** What the commune of the shown day came of and became. */
export const unitThen = follow(
  () => (communeThen.value ? { code: communeThen.value, day: day.value, lang: lang.value } : null),
  ({ code, day, lang }, ended) => api.commune(code, day, lang, ended),
)
