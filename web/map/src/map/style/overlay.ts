import { nameField } from '../../state/layers'
import { colorField, layerColor } from '../layerColor'
import { colorBy } from './cadastre'
import { nameLabel } from './ground'
import { type Drawn, type Piece, REGULAR, SEMIBOLD } from './state'

/** Land-use plans: zones in their land colour over the parcels, thick dashed borders, the code inside. */
export function planning(drawn: Drawn): Piece[] {
  const { layer, source, strength, state } = drawn
  const field = colorField(layer)
  const color = field ? colorBy(field.name, field.codes ?? [], drawn, layerColor(layer)) : layerColor(layer)
  return [
    [
      'area',
      {
        id: `${layer.name}-fill`,
        type: 'fill',
        source,
        'source-layer': layer.name,
        paint: { 'fill-color': color, 'fill-opacity': (state.theme.landStrength + 0.05) * strength },
      },
    ],
    [
      'edge',
      {
        id: `${layer.name}-line`,
        type: 'line',
        source,
        'source-layer': layer.name,
        paint: {
          'line-color': state.theme.accent,
          'line-width': ['interpolate', ['linear'], ['zoom'], 12, 0.3, 15, 0.8, 18, 1.8],
          'line-dasharray': [4, 1.5],
          'line-opacity': 0.8 * strength,
        },
      },
    ],
    [
      'label',
      {
        id: `${layer.name}-label`,
        type: 'symbol',
        source,
        'source-layer': `${layer.name}_labels`,
        minzoom: 13,
        layout: {
          'text-field': ['to-string', ['coalesce', ['get', field?.name ?? layer.label ?? 'name'], '']],
          'text-font': [SEMIBOLD],
          'text-size': ['interpolate', ['linear'], ['zoom'], 13, 10.5, 17, 13],
          'text-padding': 8,
        },
        paint: {
          'text-color': state.theme.accent,
          'text-halo-color': state.theme.halo,
          'text-halo-width': 1.6,
          'text-opacity': strength,
        },
      },
    ],
  ]
}

/** Protection corridors: hatched, so that what lies below stays readable. */
export function corridor(drawn: Drawn): Piece[] {
  const { layer, source, strength } = drawn
  const color = layerColor(layer)
  return [
    [
      'area',
      {
        id: `${layer.name}-fill`,
        type: 'fill',
        source,
        'source-layer': layer.name,
        paint: { 'fill-pattern': `hatch${color}`, 'fill-opacity': 0.8 * strength },
      },
    ],
    [
      'edge',
      {
        id: `${layer.name}-line`,
        type: 'line',
        source,
        'source-layer': layer.name,
        paint: { 'line-color': color, 'line-width': 1.2, 'line-dasharray': [3, 2], 'line-opacity': strength },
      },
    ],
    ...nameLabel(drawn, drawn.state.theme.ink, 14),
  ]
}

/** Basins: their outlines alone, with the name inside. */
export function basin(drawn: Drawn): Piece[] {
  const { layer, source, strength, state } = drawn
  const color = layerColor(layer)
  return [
    [
      'edge',
      {
        id: `${layer.name}-line`,
        type: 'line',
        source,
        'source-layer': layer.name,
        paint: {
          'line-color': color,
          'line-width': ['interpolate', ['linear'], ['zoom'], 8, 1.2, 14, 2.2],
          'line-dasharray': [6, 2, 1, 2],
          'line-opacity': strength,
        },
      },
    ],
    ...nameLabel(drawn, state.theme.waterInk, 8),
  ]
}

/** Monitoring stations in the handbook: a ring each, and its name. How they are is on the environment map. */
export function stations(drawn: Drawn): Piece[] {
  const { layer, source, strength, state } = drawn
  return [
    [
      'over',
      {
        id: `${layer.name}-point`,
        type: 'circle',
        source,
        'source-layer': layer.name,
        paint: {
          'circle-color': state.theme.casing,
          'circle-radius': ['interpolate', ['linear'], ['zoom'], 9, RADIUS[9], 16, RADIUS[16]],
          'circle-stroke-color': layerColor(layer),
          'circle-stroke-width': 2.2,
          'circle-opacity': strength,
          'circle-stroke-opacity': strength,
        },
      },
    ],
    ...pointNames(drawn),
  ]
}

/** The radius of a point's mark by zoom, pixels. */
const RADIUS = { 9: 2.5, 16: 6 } as const

/** The names of points, each below its mark. They come with the points themselves: no label points are made of them. */
function pointNames({ layer, source, strength, state }: Drawn): Piece[] {
  const field = nameField(layer, ({ in_tiles }) => in_tiles)
  if (!field) return []
  const size = 12
  const below = (radius: number) => ['literal', [0, (radius + 3) / size]]
  return [
    [
      'label',
      {
        id: `${layer.name}-label`,
        type: 'symbol',
        source,
        'source-layer': layer.name,
        filter: ['==', ['geometry-type'], 'Point'],
        minzoom: Math.max(11, layer.min_zoom),
        layout: {
          'text-field': ['to-string', ['coalesce', ['get', field.name], '']],
          'text-font': [REGULAR],
          'text-size': size,
          'text-anchor': 'top',
          'text-offset': ['interpolate', ['linear'], ['zoom'], 9, below(RADIUS[9]), 16, below(RADIUS[16])] as never,
          'text-max-width': 9,
          'text-padding': 3,
        },
        paint: {
          'text-color': state.theme.ink,
          'text-halo-color': state.theme.halo,
          'text-halo-width': 1.4,
          'text-opacity': strength,
        },
      },
    ],
  ]
}

/** Any other layer, made by import: its own colour or its theme's, by geometry. */
export function plain(drawn: Drawn): Piece[] {
  const { layer, source, strength, state } = drawn
  const field = colorField(layer)
  const base = layerColor(layer)
  const color = field ? colorBy(field.name, field.codes ?? [], drawn, base) : base
  const common = { source, 'source-layer': layer.name } as const
  const named = layer.geometry === 'Point' || (layer.geometry === 'Geometry' && !layer.label)
  return [
    [
      'area',
      {
        ...common,
        id: `${layer.name}-fill`,
        type: 'fill',
        filter: ['==', ['geometry-type'], 'Polygon'],
        paint: { 'fill-color': color, 'fill-opacity': 0.35 * strength },
      },
    ],
    [
      'edge',
      {
        ...common,
        id: `${layer.name}-line`,
        type: 'line',
        filter: ['!=', ['geometry-type'], 'Point'],
        layout: { 'line-cap': 'round', 'line-join': 'round' },
        paint: {
          'line-color': base,
          'line-width': ['interpolate', ['linear'], ['zoom'], 9, 0.8, 16, 1.8],
          'line-opacity': 0.9 * strength,
        },
      },
    ],
    [
      'over',
      {
        ...common,
        id: `${layer.name}-point`,
        type: 'circle',
        filter: ['==', ['geometry-type'], 'Point'],
        paint: {
          'circle-color': color,
          'circle-radius': ['interpolate', ['linear'], ['zoom'], 9, RADIUS[9], 16, RADIUS[16]],
          'circle-stroke-color': state.theme.casing,
          'circle-stroke-width': 1.2,
          'circle-opacity': strength,
          'circle-stroke-opacity': strength,
        },
      },
    ],
    ...(named ? pointNames(drawn) : nameLabel(drawn, state.theme.ink, 13)),
  ]
}
