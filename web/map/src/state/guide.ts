import type { Code } from '../api/types'
import { colorField } from '../map/layerColor'
import { lang, layers } from './store'

/** Where the guide explains a land type; the guide itself without one. The language goes along. */
export const guideTo = (code?: string): string =>
  code ? `/guide/land-types?lang=${lang.value}#${encodeURIComponent(code)}` : `/guide?lang=${lang.value}`

/** Whether a layer's codes are the land types, which the guide explains: those of the parcels are. */
export function areLandTypes(codes: readonly Code[] | null | undefined): boolean {
  const parcels = layers.value.find(({ name }) => name === 'parcels')
  const known = parcels && colorField(parcels)?.codes
  return !!codes && !!known && codes.length === known.length && codes.every(({ code }, i) => code === known[i]?.code)
}
