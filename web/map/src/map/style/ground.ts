import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl'
import type { Layer } from '../../api/types'
import { kindOf } from '../../state/layers'
import { type Drawn, type MapState, type Piece, REGULAR } from './state'

const polygons: ExpressionSpecification = ['==', ['geometry-type'], 'Polygon'] as never
const lines: ExpressionSpecification = ['==', ['geometry-type'], 'LineString'] as never

/** The codes by which a layer of water tells the sea from rivers and lakes. */
const SEA: readonly string[] = ['sea', 'bien']

/** Which features of a layer of water are the sea; undefined where no code of it tells. */
function seaIn(layer: Layer): ExpressionSpecification | undefined {
  for (const field of layer.fields) {
    const code = field.in_tiles && field.codes?.find(({ code }) => SEA.includes(code))
    if (code) return ['all', polygons, ['==', ['get', field.name], code.code]] as never
  }
  return undefined
}

/**
 * Sea and land, below all layers and whether these are on or not: the communes are land, and sea is what the water
 * layer calls so. Where none does, all that is no commune is painted as the sea.
 */
export function seaAndLand(state: MapState, sourceOf: (layer: Layer) => string): LayerSpecification[] {
  const { basemap, theme, shown } = state
  const known = state.layers.filter((layer) => layer.count > 0)
  const land = known.find((layer) => kindOf(layer) === 'communes')
  const waters = known.filter((layer) => kindOf(layer) === 'water' && layer.geometry !== 'LineString')
  const background = (color: string): LayerSpecification => ({
    id: 'background',
    type: 'background',
    paint: { 'background-color': color },
  })
  if (basemap || !land) return [background(theme.land)]
  const [told] = waters.filter(seaIn)
  const outside = told || waters.some(({ name }) => shown[name] !== undefined) ? theme.beyond : theme.sea
  const fill = (id: string, { name }: Layer, source: string, color: string): LayerSpecification => ({
    id,
    type: 'fill',
    source,
    'source-layer': name,
    paint: { 'fill-color': color },
  })
  return [
    background(outside),
    fill('land', land, sourceOf(land), theme.land),
    ...(told ? [{ ...fill('sea', told, sourceOf(told), theme.sea), filter: seaIn(told) } as LayerSpecification] : []),
  ]
}

/** The width of a road on the ground, metres; seven where the record does not say. */
const GROUND: ExpressionSpecification = ['max', 3, ['to-number', ['coalesce', ['get', 'width'], 7], 7]] as never

/** Pixels a metre of ground takes in southern Vietnam (cos 10.5°) at a zoom. */
const pixelsPerMetre = (zoom: number): number => (512 * 2 ** zoom) / (40_075_016.686 * 0.983)

/** A road as wide as on the ground from z15 on, so that it fills the gap between the parcels; before that a line. */
const roadWidth = (less: number): ExpressionSpecification =>
  [
    'interpolate',
    ['exponential', 2],
    ['zoom'],
    8,
    ['-', ['min', 1.6, ['+', 0.5, ['*', GROUND, 0.03]]], less * 0.4],
    13,
    ['-', ['min', 4, ['+', 0.9, ['*', GROUND, 0.09]]], less * 0.7],
    15,
    ['-', ['max', 1.6, ['*', GROUND, pixelsPerMetre(15)]], less * 0.8],
    22,
    ['-', ['*', GROUND, pixelsPerMetre(22)], less],
  ] as never

/** A name along a line, or at the label point of a layer. */
export function nameLabel({ layer, source, strength, state }: Drawn, color: string, minzoom: number): Piece[] {
  if (!layer.label) return []
  return [
    [
      'label',
      {
        id: `${layer.name}-label`,
        type: 'symbol',
        source,
        'source-layer': `${layer.name}_labels`,
        minzoom,
        layout: {
          'text-field': ['to-string', ['coalesce', ['get', layer.label], '']],
          'text-font': [REGULAR],
          'text-size': ['interpolate', ['linear'], ['zoom'], 10, 10.5, 16, 12.5],
          'text-max-width': 8,
          'text-padding': 6,
        },
        paint: {
          'text-color': color,
          'text-halo-color': state.theme.halo,
          'text-halo-width': 1.2,
          'text-opacity': strength,
        },
      },
    ],
  ]
}

export function water(drawn: Drawn): Piece[] {
  const { layer, source, strength, state } = drawn
  const { theme } = state
  return [
    [
      'ground',
      {
        id: `${layer.name}-fill`,
        type: 'fill',
        source,
        'source-layer': layer.name,
        filter: polygons,
        paint: { 'fill-color': theme.water, 'fill-opacity': strength },
      },
    ],
    [
      'ground',
      {
        id: `${layer.name}-line`,
        type: 'line',
        source,
        'source-layer': layer.name,
        paint: {
          'line-color': ['case', lines, theme.water, theme.waterEdge],
          'line-width': [
            'interpolate',
            ['linear'],
            ['zoom'],
            10,
            ['case', lines, 1.2, 0.4],
            16,
            ['case', lines, 3.5, 0.8],
          ],
          'line-opacity': strength,
        },
        layout: { 'line-cap': 'round', 'line-join': 'round' },
      },
    ],
    ...nameLabel(drawn, theme.waterInk, 11),
  ]
}

/** The source of roads drawn as wide as they are, and the zoom of its tiles. */
export const WAYS = 'ways'
export const WAYS_ZOOM = 15

/**
 * Whether a layer is drawn from that source, too. A tile knows its surroundings as far as a 64th of its width: a wide
 * road along its edge, close up, would be cut off there. Tiles of a lower zoom know nineteen metres.
 */
export const isWay = (layer: Layer): boolean =>
  kindOf(layer) === 'road' && layer.count > 0 && layer.min_zoom <= WAYS_ZOOM && layer.max_zoom >= WAYS_ZOOM

export function roads(drawn: Drawn): Piece[] {
  const { layer, source, strength, state } = drawn
  const { theme } = state
  const near = isWay(layer)
  const line = (id: string, color: string, less: number, minzoom: number): Piece[] => {
    const part = (suffix: string, from: string, zooms: { minzoom: number; maxzoom?: number }): Piece => [
      'line',
      {
        id: `${layer.name}-${id}${suffix}`,
        type: 'line',
        source: from,
        'source-layer': layer.name,
        ...zooms,
        layout: { 'line-cap': 'round', 'line-join': 'round' },
        paint: { 'line-color': color, 'line-width': roadWidth(less), 'line-opacity': strength },
      },
    ]
    if (!near) return [part('', source, { minzoom })]
    return [part('', source, { minzoom, maxzoom: WAYS_ZOOM + 1 }), part('-near', WAYS, { minzoom: WAYS_ZOOM + 1 })]
  }
  return [
    ...line('casing', theme.roadEdge, 0, 0),
    ...line('fill', theme.road, 1.2, 11),
    [
      'label',
      {
        id: `${layer.name}-label`,
        type: 'symbol',
        source,
        'source-layer': layer.name,
        minzoom: 14,
        layout: {
          'symbol-placement': 'line',
          'text-field': ['to-string', ['coalesce', ['get', layer.label ?? 'name'], '']],
          'text-font': [REGULAR],
          'text-size': 11.5,
          'symbol-spacing': 350,
        },
        paint: {
          'text-color': theme.quietInk,
          'text-halo-color': theme.halo,
          'text-halo-width': 2,
          'text-opacity': strength,
        },
      },
    ],
  ]
}
