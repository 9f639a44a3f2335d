import type { Layer } from '../../api/types'
import { kindOf } from '../../state/layers'
import { layerColor } from '../layerColor'
import type { Drawn, Piece } from './state'

/** Whether tiles show a layer's records counted in H3 cells below its first zoom: points, and parcels by a point inside. */
export const hasCells = (layer: Layer): boolean =>
  layer.min_zoom > 0 && (layer.geometry === 'Point' || kindOf(layer) === 'parcels')

/** How many records in a cell the steps of the legend stand for, and how strong their colour is. */
export const strengths: readonly (readonly [count: number, opacity: number])[] = [
  [1, 0.14],
  [10, 0.28],
  [100, 0.44],
  [1000, 0.62],
  [10000, 0.8],
]

/** The cells of a layer below its first zoom: the more records, the stronger its colour. Tiles of a past time have none. */
export function cells({ layer, source, strength, state }: Drawn): Piece[] {
  if (!state.cells || !hasCells(layer) || (state.past && kindOf(layer) === 'parcels')) return []
  const stops = strengths.flatMap(([count, opacity]) => [Math.log10(count), opacity * strength])
  return [
    [
      'area',
      {
        id: `${layer.name}-cells`,
        type: 'fill',
        source,
        'source-layer': `${layer.name}_bins`,
        maxzoom: layer.min_zoom,
        paint: {
          'fill-color': layerColor(layer),
          'fill-opacity': ['interpolate', ['linear'], ['log10', ['max', 1, ['get', 'count']]], ...stops] as never,
          'fill-outline-color': state.theme.casing,
        },
      },
    ],
  ]
}
