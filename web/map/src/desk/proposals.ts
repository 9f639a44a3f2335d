import type { Position } from 'geojson'
import type { ExpressionSpecification } from 'maplibre-gl'
import type { Bounds, ImportChoice } from '../api/types'
import type { Drawing } from '../map/style/drawing'
import { SEMIBOLD } from '../map/style/state'
import type { Theme } from '../map/style/theme'
import { feature, source } from './drawing'

const ring = ([west, south, east, north]: Bounds): Position[] => [
  [west, south],
  [east, south],
  [east, north],
  [west, north],
  [west, south],
]

/** A proposal for the coordinates, numbered as in the list. */
export interface Proposal {
  readonly n: number
  readonly value: string
  readonly place: NonNullable<ImportChoice['place']>
}

/** Where each proposal would put the file: a box, some of its points, and a number that can be clicked. */
export function drawProposals(list: readonly Proposal[], chosen: string | undefined): (theme: Theme) => Drawing {
  const features = list.flatMap(({ n, value, place }) => {
    const { extent, points } = place
    const about = { n: String(n), value, on: value === chosen }
    const middle: Position = [(extent[0] + extent[2]) / 2, (extent[1] + extent[3]) / 2]
    return [
      feature({ type: 'Polygon', coordinates: [ring(extent)] }, { ...about, what: 'box' }),
      feature({ type: 'MultiPoint', coordinates: points.map((p) => [...p]) }, { ...about, what: 'points' }),
      feature({ type: 'Point', coordinates: middle }, { ...about, what: 'number', order: value === chosen ? -1 : n }),
    ]
  })
  const is = (what: string): ExpressionSpecification => ['==', ['get', 'what'], what]
  const on: ExpressionSpecification = ['get', 'on']
  return (theme) => ({
    sources: { 'extra-proposals': source(features) },
    below: [],
    above: [
      {
        id: 'extra-proposals-fill',
        type: 'fill',
        source: 'extra-proposals',
        filter: is('box'),
        paint: { 'fill-color': theme.accent, 'fill-opacity': ['case', on, 0.2, 0.06] },
      },
      {
        id: 'extra-proposals-line',
        type: 'line',
        source: 'extra-proposals',
        filter: ['all', is('box'), ['!', on]],
        paint: { 'line-color': theme.ink, 'line-width': 1.2, 'line-dasharray': [3, 2] },
      },
      {
        id: 'extra-proposals-chosen',
        type: 'line',
        source: 'extra-proposals',
        filter: ['all', is('box'), on],
        paint: { 'line-color': theme.accent, 'line-width': 3 },
      },
      {
        id: 'extra-proposals-points',
        type: 'circle',
        source: 'extra-proposals',
        filter: is('points'),
        paint: {
          'circle-radius': ['case', on, 3, 2],
          'circle-color': ['case', on, theme.accent, theme.ink],
          'circle-opacity': ['case', on, 1, 0.6],
        },
      },
      {
        id: 'extra-proposals-mark',
        type: 'circle',
        source: 'extra-proposals',
        filter: is('number'),
        layout: { 'circle-sort-key': ['-', ['get', 'order']] },
        paint: {
          'circle-radius': 13,
          'circle-color': ['case', on, theme.accent, theme.casing],
          'circle-stroke-color': ['case', on, theme.casing, theme.accent],
          'circle-stroke-width': 2,
        },
      },
      {
        id: 'extra-proposals-number',
        type: 'symbol',
        source: 'extra-proposals',
        filter: is('number'),
        layout: {
          'text-field': ['get', 'n'],
          'text-font': [SEMIBOLD],
          'text-size': 14,
          'text-allow-overlap': true,
          'symbol-sort-key': ['-', ['get', 'order']],
        },
        paint: { 'text-color': ['case', on, theme.casing, theme.accent] },
      },
    ],
  })
}
