import { effect } from '@preact/signals'
import { follow } from '../state/resource'
import { config, lang } from '../state/store'
import { environmentApi } from './api'
import { shownSurface } from './map/follow'
import { hour, route } from './state'
import { bordersOf, surfaceQuery } from './surface'

/** The resolution of the cells that the borders of the classes are made from: of about 5 km². */
const RESOLUTION = 7

/** The cells of the whole province, for the classes of the legend. */
export const cells = follow(
  () => {
    const { surface } = route.value
    const bounds = config.value?.bounds
    return surface && bounds ? { surface, query: surfaceQuery(surface, hour.value), bounds, lang: lang.value } : null
  },
  async ({ surface, query, bounds, lang }, ended) => {
    const { values, unit } = await environmentApi.cells(bounds, RESOLUTION, query, lang, ended)
    return {
      surface,
      query,
      unit: surface.value === 'count' ? '' : (unit ?? ''),
      empty: values.length === 0,
      borders: bordersOf(values),
    }
  },
  ({ surface }) => JSON.stringify(surface),
)

/** Puts the hexagons on the map as soon as it is known how to colour them. */
export function followSurface(): void {
  effect(() => {
    const known = cells.resource.value.value
    const { surface } = route.value
    shownSurface.value = surface && known && !known.empty ? { query: known.query, borders: known.borders } : null
  })
}
