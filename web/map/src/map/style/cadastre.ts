import type { ExpressionSpecification } from 'maplibre-gl'
import type { Code } from '../../api/types'
import { schemeOf } from '../layerColor'
import { colorOf, NO_COLOR } from '../palette'
import { type Drawn, type Piece, REGULAR, SEMIBOLD } from './state'

/** The colour of a feature by the code in a field. */
export function colorBy(field: string, codes: readonly Code[], drawn: Drawn, other: string): ExpressionSpecification {
  if (codes.length === 0) return ['literal', other] as unknown as ExpressionSpecification
  const cases = codes.flatMap((code) => [code.code, colorOf(code, drawn.state.palette, schemeOf(drawn.layer))])
  return ['match', ['get', field], ...cases, other] as unknown as ExpressionSpecification
}

const areaText = (locale: string): ExpressionSpecification =>
  ['number-format', ['get', 'map_area'], { locale, 'min-fraction-digits': 1, 'max-fraction-digits': 1 }] as never

/** The label of the cadastral map: parcel number over area, the land code below. The bar between is an icon. */
function fraction(locale: string): ExpressionSpecification {
  const code = ['coalesce', ['get', 'land_use'], ['get', 'land_type'], '']
  return [
    'format',
    ['to-string', ['get', 'parcel_no']],
    { 'text-font': ['literal', [SEMIBOLD]] },
    '\n',
    {},
    areaText(locale),
    {},
    '\n',
    {},
    code,
    { 'font-scale': 0.9 },
  ] as unknown as ExpressionSpecification
}

/** One value where the fraction fits into the parcel, another where it does not, by zoom and area. */
function whereItFits(fits: unknown, not: unknown): ExpressionSpecification {
  const from = (m2: number) => ['case', ['>=', ['get', 'map_area'], m2], fits, not]
  // Labels are laid out for whole zooms, so steps between them would not be seen.
  const steps = [from(750), 18, from(220), 19, from(62), 20, from(20)]
  return ['step', ['zoom'], ...steps] as unknown as ExpressionSpecification
}

export function parcels(drawn: Drawn): Piece[] {
  const { layer, source, strength, state } = drawn
  const codes = layer.fields.find((field) => field.name === 'land_type')?.codes ?? []
  const { theme } = state
  return [
    [
      'area',
      {
        id: `${layer.name}-fill`,
        type: 'fill',
        source,
        'source-layer': layer.name,
        minzoom: 14,
        paint: {
          'fill-color': colorBy('land_type', codes, drawn, NO_COLOR),
          'fill-opacity': theme.landStrength * strength,
        },
      },
    ],
    [
      'edge',
      {
        id: `${layer.name}-line`,
        type: 'line',
        source,
        'source-layer': layer.name,
        minzoom: 15,
        paint: { 'line-color': theme.parcelLine, 'line-width': 0.6, 'line-opacity': strength },
      },
    ],
    [
      'label',
      {
        id: `${layer.name}-label`,
        type: 'symbol',
        source,
        'source-layer': `${layer.name}_labels`,
        minzoom: 17,
        layout: {
          'text-field': whereItFits(fraction(state.lang), ['to-string', ['get', 'parcel_no']]),
          'icon-image': whereItFits(`bar${theme.ink}`, ''),
          'icon-text-fit': 'width',
          'icon-text-fit-padding': [0, -1, 0, -1],
          'icon-offset': ['interpolate', ['linear'], ['zoom'], 17, ['literal', [0, -5.6]], 20, ['literal', [0, -7]]],
          'text-font': [REGULAR],
          'text-size': ['interpolate', ['linear'], ['zoom'], 17, 10.5, 20, 13],
          'text-line-height': 1.1,
          'text-padding': 1,
          'text-max-width': 30,
          'symbol-sort-key': ['-', 0, ['coalesce', ['get', 'map_area'], 0]],
        },
        paint: {
          'text-color': theme.ink,
          'text-halo-color': theme.halo,
          'text-halo-width': 1,
          'text-opacity': strength,
        },
      },
    ],
  ]
}

export function sheets({ layer, source, strength, state }: Drawn): Piece[] {
  const { theme } = state
  return [
    [
      'edge',
      {
        id: `${layer.name}-line`,
        type: 'line',
        source,
        'source-layer': layer.name,
        minzoom: 12,
        maxzoom: 15,
        paint: {
          'line-color': theme.sheet,
          'line-width': ['interpolate', ['linear'], ['zoom'], 12, 0.5, 15, 1],
          'line-dasharray': [4, 2],
          // Hulls overlap: their lines give way as the parcels come.
          'line-opacity': ['interpolate', ['linear'], ['zoom'], 13, 0.6 * strength, 15, 0.15 * strength],
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
        minzoom: 12,
        maxzoom: 15,
        layout: {
          'text-field': ['to-string', ['get', 'sheet_no']],
          'text-font': [SEMIBOLD],
          'text-size': ['interpolate', ['linear'], ['zoom'], 12, 10, 15, 17],
        },
        paint: {
          'text-color': theme.sheetInk,
          'text-halo-color': theme.halo,
          'text-halo-width': 1.6,
          'text-opacity': strength,
        },
      },
    ],
  ]
}

export function communes({ layer, source, strength, state }: Drawn): Piece[] {
  const { theme } = state
  return [
    [
      'edge',
      {
        id: `${layer.name}-line`,
        type: 'line',
        source,
        'source-layer': layer.name,
        paint: {
          'line-color': theme.commune,
          'line-width': ['interpolate', ['linear'], ['zoom'], 8, 0.6, 14, 1.4, 18, 2],
          'line-dasharray': [6, 2, 1, 2],
          'line-opacity': 0.8 * strength,
        },
      },
    ],
    [
      'name',
      {
        id: `${layer.name}-label`,
        type: 'symbol',
        source,
        'source-layer': `${layer.name}_labels`,
        minzoom: 8,
        maxzoom: 15,
        layout: {
          'text-field': ['get', 'name'],
          'text-font': [SEMIBOLD],
          'text-size': ['interpolate', ['linear'], ['zoom'], 9, 11, 13, 15],
          'text-max-width': 7,
          'text-padding': 4,
        },
        paint: {
          'text-color': theme.ink,
          'text-halo-color': theme.halo,
          'text-halo-width': 1.5,
          'text-opacity': strength,
        },
      },
    ],
  ]
}
