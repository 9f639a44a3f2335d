import type { Feature, FeatureCollection, Geometry, Position } from 'geojson'
import type { ExpressionSpecification, LayerSpecification, SourceSpecification } from 'maplibre-gl'
import type { LonLat } from '../../geo/ellipsoid'
import { circle } from '../../geo/measure'
import { length } from '../../i18n/format'
import { segmentLength } from '../../state/measuring'
import { type MapState, SEMIBOLD } from './state'

/** What is drawn over the layers from the page's own state: selection, vertices, measure, location. */
export interface Drawing {
  readonly sources: Readonly<Record<string, SourceSpecification>>
  /** Below the labels of the layers. */
  readonly below: readonly LayerSpecification[]
  /** Above everything. */
  readonly above: readonly LayerSpecification[]
}

const collection = (...features: Feature[]): FeatureCollection => ({ type: 'FeatureCollection', features })
const feature = (geometry: Geometry, properties: Feature['properties'] = null): Feature => ({
  type: 'Feature',
  properties,
  geometry,
})
const point = (at: LonLat, properties: Feature['properties'] = null): Feature =>
  feature({ type: 'Point', coordinates: [...at] }, properties)
const source = (...features: Feature[]): SourceSpecification => ({ type: 'geojson', data: collection(...features) })
const closed = (ring: readonly LonLat[]): Position[] => [...ring, ...ring.slice(0, 1)].map((p) => [...p])

const WORLD: Position[] = [
  [-180, -85],
  [180, -85],
  [180, 85],
  [-180, 85],
  [-180, -85],
]

/** Everything but the shape, so that the rest can be dimmed. The holes of the shape are dimmed too. */
export function around(shape: Geometry): Feature[] {
  const polygons =
    shape.type === 'Polygon' ? [shape.coordinates] : shape.type === 'MultiPolygon' ? shape.coordinates : []
  const outers = polygons.flatMap((rings) => rings.slice(0, 1))
  const holes = polygons.flatMap((rings) => rings.slice(1))
  return [
    feature({ type: 'Polygon', coordinates: [WORLD, ...outers] }),
    ...holes.map((ring) => feature({ type: 'Polygon', coordinates: [ring] })),
  ]
}

function selection(state: MapState): Drawing {
  const { chosen, theme } = state
  if (!chosen) return { sources: {}, below: [], above: [] }
  return {
    sources: { chosen: source(feature(chosen)), around: source(...around(chosen)) },
    below: [
      { id: 'around', type: 'fill', source: 'around', paint: { 'fill-color': theme.veil, 'fill-opacity': 0.38 } },
      {
        id: 'chosen-casing',
        type: 'line',
        source: 'chosen',
        layout: { 'line-join': 'round' },
        paint: { 'line-color': theme.casing, 'line-width': 6 },
      },
      {
        id: 'chosen-line',
        type: 'line',
        source: 'chosen',
        layout: { 'line-join': 'round' },
        paint: { 'line-color': theme.accent, 'line-width': 2.5, ...(state.former ? { 'line-dasharray': [3, 2] } : {}) },
      },
    ],
    above: [],
  }
}

/** The style layer of the relatives' ground, which takes clicks. */
export const RELATIVES = 'relatives-fill'

/** What the chosen parcel came from and what followed it: dashed outlines with their numbers. */
function relatives({ relatives: list, theme }: MapState): Drawing {
  if (list.length === 0) return { sources: {}, below: [], above: [] }
  const features = list.map(({ id, parcel_no, geometry }) => ({ ...feature(geometry, { name: parcel_no }), id }))
  return {
    sources: { relatives: source(...features) },
    below: [
      {
        id: RELATIVES,
        type: 'fill',
        source: 'relatives',
        paint: { 'fill-color': theme.location, 'fill-opacity': 0.08 },
      },
      {
        id: 'relatives-line',
        type: 'line',
        source: 'relatives',
        layout: { 'line-join': 'round' },
        paint: { 'line-color': theme.location, 'line-width': 2, 'line-dasharray': [3, 2] },
      },
    ],
    above: [
      {
        id: 'relatives-label',
        type: 'symbol',
        source: 'relatives',
        layout: {
          'text-field': ['to-string', ['get', 'name']],
          'text-font': [SEMIBOLD],
          'text-size': 13,
          'text-allow-overlap': true,
        },
        paint: { 'text-color': theme.location, 'text-halo-color': theme.halo, 'text-halo-width': 1.6 },
      },
    ],
  }
}

/** The parts of the chosen parcel that plans and corridors have: plans filled, corridors hatched as on the map. */
function pieces({ pieces: list, theme }: MapState): Drawing {
  if (list.length === 0) return { sources: {}, below: [], above: [] }
  const features = list.map(({ shape, color, hatched }) =>
    feature(shape, { color, hatch: hatched ? `hatch${color}` : '' }),
  )
  const hatched: ExpressionSpecification = ['!=', ['get', 'hatch'], '']
  return {
    sources: { pieces: source(...features) },
    below: [
      {
        id: 'pieces-fill',
        type: 'fill',
        source: 'pieces',
        filter: ['!', hatched],
        paint: { 'fill-color': ['get', 'color'], 'fill-opacity': 0.75 },
      },
      {
        id: 'pieces-hatch',
        type: 'fill',
        source: 'pieces',
        filter: hatched,
        paint: { 'fill-pattern': ['get', 'hatch'] as never },
      },
      {
        id: 'pieces-line',
        type: 'line',
        source: 'pieces',
        paint: { 'line-color': theme.ink, 'line-width': 1, 'line-dasharray': [3, 2] },
      },
    ],
    above: [],
  }
}

function neighbours({ neighbours: list, theme }: MapState): Drawing {
  if (list.length === 0) return { sources: {}, below: [], above: [] }
  return {
    sources: { neighbours: source(...list.map(({ n, at }) => point(at, { n }))) },
    below: [],
    above: [
      {
        id: 'neighbours',
        type: 'circle',
        source: 'neighbours',
        minzoom: 15,
        paint: {
          'circle-radius': 10,
          'circle-color': theme.accent,
          'circle-stroke-color': theme.casing,
          'circle-stroke-width': 1.5,
        },
      },
      {
        id: 'neighbours-label',
        type: 'symbol',
        source: 'neighbours',
        minzoom: 15,
        layout: {
          'text-field': ['to-string', ['get', 'n']],
          'text-font': [SEMIBOLD],
          'text-size': 12,
          'text-allow-overlap': true,
        },
        paint: { 'text-color': theme.casing },
      },
    ],
  }
}

function chosenPoint({ point: at, theme }: MapState): Drawing {
  if (!at) return { sources: {}, below: [], above: [] }
  return {
    sources: { point: source(point(at)) },
    below: [],
    above: [
      {
        id: 'point',
        type: 'circle',
        source: 'point',
        paint: {
          'circle-radius': 4,
          'circle-color': theme.accent,
          'circle-stroke-color': theme.casing,
          'circle-stroke-width': 2,
        },
      },
    ],
  }
}

function vertices({ vertices: list, theme }: MapState): Drawing {
  if (list.length === 0) return { sources: {}, below: [], above: [] }
  return {
    sources: { vertices: source(...list.map(({ n, at }) => point(at, { n }))) },
    below: [],
    above: [
      {
        id: 'vertices',
        type: 'circle',
        source: 'vertices',
        minzoom: 15,
        paint: {
          'circle-radius': 3,
          'circle-color': theme.casing,
          'circle-stroke-color': theme.accent,
          'circle-stroke-width': 1.5,
        },
      },
      {
        id: 'vertices-label',
        type: 'symbol',
        source: 'vertices',
        minzoom: 16,
        layout: {
          'text-field': ['to-string', ['get', 'n']],
          'text-font': [SEMIBOLD],
          'text-size': 12,
          'text-padding': 0,
          'text-variable-anchor': ['bottom-left', 'top-left', 'bottom-right', 'top-right'],
          'text-radial-offset': 0.5,
        },
        paint: { 'text-color': theme.accent, 'text-halo-color': theme.halo, 'text-halo-width': 1.6 },
      },
    ],
  }
}

function measuring({ measure, meridian, lang, theme }: MapState): Drawing {
  if (!measure || measure.points.length === 0) return { sources: {}, below: [], above: [] }
  const { points, kind } = measure
  const features: Feature[] = points.map((at) => point(at, { node: true }))
  const path = kind === 'area' && points.length > 2 ? [...points, ...points.slice(0, 1)] : points
  const coordinates = path.map((p) => [...p])
  if (path.length > 1) features.push(feature({ type: 'LineString', coordinates }))
  if (kind === 'area' && points.length > 2) features.push(feature({ type: 'Polygon', coordinates: [coordinates] }))
  for (let i = 1; i < path.length; i++) {
    const [a, b] = path.slice(i - 1, i + 1) as [LonLat, LonLat]
    const text = length(segmentLength(a, b, measure.method, meridian), lang)
    features.push(point([(a[0] + b[0]) / 2, (a[1] + b[1]) / 2], { text }))
  }
  return {
    sources: { measure: source(...features) },
    below: [],
    above: [
      {
        id: 'measure-fill',
        type: 'fill',
        source: 'measure',
        filter: ['==', ['geometry-type'], 'Polygon'],
        paint: { 'fill-color': theme.accent, 'fill-opacity': 0.12 },
      },
      {
        id: 'measure-casing',
        type: 'line',
        source: 'measure',
        filter: ['==', ['geometry-type'], 'LineString'],
        paint: { 'line-color': theme.casing, 'line-width': 4.5 },
      },
      {
        id: 'measure-line',
        type: 'line',
        source: 'measure',
        filter: ['==', ['geometry-type'], 'LineString'],
        paint: { 'line-color': theme.ink, 'line-width': 1.8, 'line-dasharray': [3, 1.5] },
      },
      {
        id: 'measure-node',
        type: 'circle',
        source: 'measure',
        filter: ['==', ['get', 'node'], true],
        paint: {
          'circle-radius': 4.5,
          'circle-color': theme.casing,
          'circle-stroke-color': theme.ink,
          'circle-stroke-width': 1.8,
        },
      },
      {
        id: 'measure-label',
        type: 'symbol',
        source: 'measure',
        filter: ['has', 'text'],
        layout: { 'text-field': ['get', 'text'], 'text-font': [SEMIBOLD], 'text-size': 12 },
        paint: { 'text-color': theme.ink, 'text-halo-color': theme.halo, 'text-halo-width': 2 },
      },
    ],
  }
}

function located({ location, theme }: MapState): Drawing {
  if (!location) return { sources: {}, below: [], above: [] }
  const ring = closed(circle(location.at, location.accuracy))
  return {
    sources: {
      location: source(feature({ type: 'Polygon', coordinates: [ring] }), point(location.at)),
    },
    below: [],
    above: [
      {
        id: 'location-circle',
        type: 'fill',
        source: 'location',
        filter: ['==', ['geometry-type'], 'Polygon'],
        paint: { 'fill-color': theme.location, 'fill-opacity': 0.14, 'fill-outline-color': theme.location },
      },
      {
        id: 'location-dot',
        type: 'circle',
        source: 'location',
        filter: ['==', ['geometry-type'], 'Point'],
        paint: {
          'circle-radius': 6,
          'circle-color': theme.location,
          'circle-stroke-color': theme.casing,
          'circle-stroke-width': 2.5,
        },
      },
    ],
  }
}

/** All drawings of a state, merged. */
export function drawingFrom(state: MapState): Drawing {
  const own = [located, pieces, selection, relatives, chosenPoint, neighbours, vertices, measuring].map((part) =>
    part(state),
  )
  const parts = state.extra ? [...own, state.extra(state.theme)] : own
  return {
    sources: Object.assign({}, ...parts.map((part) => part.sources)),
    below: parts.flatMap((part) => part.below),
    above: parts.flatMap((part) => part.above),
  }
}
