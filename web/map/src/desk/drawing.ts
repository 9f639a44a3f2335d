import type { Feature, FeatureCollection, Geometry } from 'geojson'
import type { ExpressionSpecification, LayerSpecification, SourceSpecification } from 'maplibre-gl'
import type { ImportDifferenceMap, Operation } from '../api/types'
import type { Drawing } from '../map/style/drawing'
import { SEMIBOLD } from '../map/style/state'
import { day, type Theme } from '../map/style/theme'

/** The colours of a difference by day and by night. Each also has its own line, filling and sign. */
const colors = {
  day: { added: '#1b6e3c', changed: '#8a5200', removed: '#a8201a' },
  night: { added: '#6fd394', changed: '#f0c46a', removed: '#ff9a90' },
} as const

export const colorsOf = (theme: Theme) => (theme === day ? colors.day : colors.night)

const collection = (features: readonly Feature[]): FeatureCollection => ({
  type: 'FeatureCollection',
  features: [...features],
})
export const feature = (geometry: Geometry, properties: Feature['properties']): Feature => ({
  type: 'Feature',
  properties,
  geometry,
})
export const source = (features: readonly Feature[]): SourceSpecification => ({
  type: 'geojson',
  data: collection(features),
})

export const signs: Readonly<Record<Operation, string>> = { added: '+', changed: '~', removed: '−' }

/** How a record is called on the map: of a parcel its number. */
const short = (name: string): string => name.split('/').at(-1) ?? name

/** The key of a record of the difference: the same in the table and on the map. */
export const changeKey = (operation: Operation, id: number, row?: number): string =>
  operation === 'removed' ? `removed ${id}` : `${operation} ${row ?? 0}`

type Shown = ImportDifferenceMap['features'][number]

function lines(theme: Theme): LayerSpecification[] {
  const color = colorsOf(theme)
  const of = (operation: Operation, former = false): ExpressionSpecification => [
    'all',
    ['==', ['get', 'operation'], operation],
    ['==', ['get', 'former'], former],
  ]
  const layout = { 'line-join': 'round', 'line-cap': 'butt' } as const
  const line = (id: string, filter: ExpressionSpecification, paint: Record<string, unknown>): LayerSpecification =>
    ({ id: `extra-${id}`, type: 'line', source: 'extra-changes', filter, layout, paint }) as LayerSpecification
  return [
    {
      id: 'extra-added-fill',
      type: 'fill',
      source: 'extra-changes',
      filter: of('added'),
      paint: { 'fill-color': color.added, 'fill-opacity': 0.28 },
    },
    {
      id: 'extra-changed-fill',
      type: 'fill',
      source: 'extra-changes',
      filter: of('changed'),
      paint: { 'fill-color': color.changed, 'fill-opacity': 0.16 },
    },
    {
      id: 'extra-removed-fill',
      type: 'fill',
      source: 'extra-changes',
      filter: of('removed'),
      paint: { 'fill-pattern': `hatch${color.removed}` },
    },
    line('casing', ['has', 'operation'], { 'line-color': theme.casing, 'line-width': 4, 'line-opacity': 0.7 }),
    line('added', of('added'), { 'line-color': color.added, 'line-width': 2 }),
    line('former', of('changed', true), { 'line-color': color.changed, 'line-width': 2, 'line-dasharray': [1.5, 1.5] }),
    line('changed', of('changed'), { 'line-color': color.changed, 'line-width': 2 }),
    line('removed', of('removed'), { 'line-color': color.removed, 'line-width': 2, 'line-dasharray': [4, 1.5] }),
    line('selected', ['==', ['get', 'on'], true], { 'line-color': theme.ink, 'line-width': 3.5 }),
    {
      id: 'extra-change-point',
      type: 'circle',
      source: 'extra-changes',
      filter: ['==', ['geometry-type'], 'Point'],
      paint: {
        'circle-radius': 6,
        'circle-color': ['match', ['get', 'operation'], 'added', color.added, 'removed', color.removed, color.changed],
        'circle-stroke-color': theme.casing,
        'circle-stroke-width': 2,
      },
    },
  ]
}

/** The difference: added filled, removed hatched and dashed, changed with its new line whole and its former one dotted. */
export function drawDifference(list: readonly Shown[], selected: string): (theme: Theme) => Drawing {
  const features = list.map(({ geometry, properties: p }) => {
    const key = changeKey(p.operation, p.id, p.row)
    return feature(geometry as Geometry, {
      operation: p.operation,
      former: p.former ?? false,
      key,
      on: key === selected && !p.former,
      label: p.former ? '' : `${signs[p.operation]} ${short(p.name)}`.trim(),
    })
  })
  return (theme) => {
    const color = colorsOf(theme)
    return {
      sources: { 'extra-changes': source(features) },
      below: [],
      above: [
        ...lines(theme),
        {
          id: 'extra-change-label',
          type: 'symbol',
          source: 'extra-changes',
          filter: ['!=', ['get', 'label'], ''],
          layout: {
            'text-field': ['get', 'label'],
            'text-font': [SEMIBOLD],
            'text-size': 13,
            'text-padding': 2,
            // A record that goes and one that comes may share a place: both are to be read.
            'text-variable-anchor': ['center', 'bottom', 'top', 'left', 'right'],
            'text-radial-offset': 0.9,
          },
          paint: {
            'text-color': [
              'match',
              ['get', 'operation'],
              'added',
              color.added,
              'removed',
              color.removed,
              color.changed,
            ],
            'text-halo-color': theme.halo,
            'text-halo-width': 2,
          },
        },
      ],
    }
  }
}

/** Places of problems. */
export function drawPoints(points: readonly (readonly [number, number])[], chosen: number): (theme: Theme) => Drawing {
  const features = points.map((at, n) => feature({ type: 'Point', coordinates: [...at] }, { n, on: n === chosen }))
  return (theme) => ({
    sources: { 'extra-problems': source(features) },
    below: [],
    above: [
      {
        id: 'extra-problems-point',
        type: 'circle',
        source: 'extra-problems',
        paint: {
          'circle-radius': ['case', ['get', 'on'], 9, 6],
          'circle-color': colorsOf(theme).removed,
          'circle-stroke-color': theme.casing,
          'circle-stroke-width': 2.5,
        },
      },
      {
        id: 'extra-problems-sign',
        type: 'symbol',
        source: 'extra-problems',
        layout: { 'text-field': '!', 'text-font': [SEMIBOLD], 'text-size': 12, 'text-allow-overlap': true },
        paint: { 'text-color': theme.casing },
      },
    ],
  })
}

/** A place that somebody says. */
export function drawPlace(at: readonly [number, number]): (theme: Theme) => Drawing {
  return (theme) => ({
    sources: { 'extra-place': source([feature({ type: 'Point', coordinates: [...at] }, null)]) },
    below: [],
    above: [
      {
        id: 'extra-place-point',
        type: 'circle',
        source: 'extra-place',
        paint: {
          'circle-radius': 8,
          'circle-color': theme.accent,
          'circle-stroke-color': theme.casing,
          'circle-stroke-width': 3,
        },
      },
    ],
  })
}
