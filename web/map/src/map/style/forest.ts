import { colorField } from '../layerColor'
import { colorBy } from './cadastre'
import { type Drawn, type Piece, SEMIBOLD } from './state'

/** Below this zoom lots are too small for their codes and outlines. */
const NEAR = 13 // as the server's label points

/** Forest: quiet green ground, on it the state of each lot in the colour of its code, which is printed in the lot. */
export function forest(drawn: Drawn): Piece[] {
  const { layer, source, strength, state } = drawn
  const { theme } = state
  const common = { source, 'source-layer': layer.name } as const
  const field = colorField(layer)
  const ground: Piece = [
    'ground',
    {
      ...common,
      id: `${layer.name}-${field ? 'ground' : 'fill'}`,
      type: 'fill',
      paint: { 'fill-color': theme.forest, 'fill-opacity': 0.9 * strength, 'fill-antialias': false },
    },
  ]
  if (!field) return [ground]
  return [
    ground,
    [
      'ground',
      {
        ...common,
        id: `${layer.name}-fill`,
        type: 'fill',
        paint: {
          'fill-color': colorBy(field.name, field.codes ?? [], drawn, theme.forest),
          'fill-opacity': 0.7 * theme.landStrength * strength,
          'fill-antialias': false,
        },
      },
    ],
    [
      'ground',
      {
        ...common,
        id: `${layer.name}-line`,
        type: 'line',
        minzoom: NEAR,
        paint: { 'line-color': theme.quietInk, 'line-width': 0.6, 'line-opacity': 0.6 * strength },
      },
    ],
    [
      'label',
      {
        id: `${layer.name}-label`,
        type: 'symbol',
        source,
        'source-layer': `${layer.name}_labels`,
        minzoom: NEAR,
        layout: {
          'text-field': ['to-string', ['coalesce', ['get', field.name], '']],
          'text-font': [SEMIBOLD],
          'text-size': ['interpolate', ['linear'], ['zoom'], NEAR, 10, 17, 12.5],
          'text-padding': 4,
        },
        paint: {
          'text-color': theme.ink,
          'text-halo-color': theme.halo,
          'text-halo-width': 1.6,
          'text-opacity': strength,
        },
      },
    ],
  ]
}
