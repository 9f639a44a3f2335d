import type { Feature, FeatureCollection } from 'geojson'
import type { LayerSpecification, SourceSpecification, StyleSpecification } from 'maplibre-gl'
import type { WallPicture } from '../api/schema.gen'
import type { Layer } from '../api/types'
import type { Lang } from '../i18n'
import { islandsFrom } from '../map/style/islands'
import { REGULAR, SEMIBOLD } from '../map/style/state'
import { night } from '../map/style/theme'
import type { Scene } from './tour'

/** What the map of the wall is drawn from. */
export interface Drawn {
  readonly picture: WallPicture
  readonly scene: Scene
  /** The step of the heat that is shown; all before it in the last day count. */
  readonly step: number
  readonly layers: readonly Layer[]
  readonly origin: string
  readonly lang: Lang
  /** Font size of labels, CSS pixels. */
  readonly font: number
  readonly fonts: StyleSpecification['font-faces']
}

const collection = (features: Feature[]): FeatureCollection => ({ type: 'FeatureCollection', features })

const point = (lon: number, lat: number, properties: Feature['properties']): Feature => ({
  type: 'Feature',
  properties,
  geometry: { type: 'Point', coordinates: [lon, lat] },
})

export function stationsOf({ picture: { stations, alarms } }: Drawn): FeatureCollection {
  const alarmed = new Set(alarms.map(({ station }) => station))
  return collection(
    stations.map(({ id, name, lon, lat, state }) =>
      point(lon, lat, {
        id,
        name,
        state,
        alarm: alarmed.has(id),
        sign: state === 'exceeding' ? '!' : state === 'silent' ? '?' : '',
      }),
    ),
  )
}

export const reportsOf = ({ picture: { reports } }: Drawn): FeatureCollection =>
  collection((reports?.places ?? []).map(({ lon, lat, overdue }) => point(lon, lat, { overdue })))

/** Steps of the heat that are seen together: a day. */
export const TOGETHER = 4

/** The cells with what came in the day that ends with the step. */
export const heatOf = ({ picture: { heat }, step }: Drawn): FeatureCollection =>
  collection(
    (heat?.cells ?? []).flatMap(({ ring, counts }): Feature[] => {
      const count = counts.slice(Math.max(0, step - TOGETHER + 1), step + 1).reduce((sum, n) => sum + n, 0)
      if (count === 0) return []
      const coordinates = [ring.map(([lon, lat]) => [lon, lat])]
      return [{ type: 'Feature', properties: { count }, geometry: { type: 'Polygon', coordinates } }]
    }),
  )

/** Lightness says how many: dark on the dark ground is few. */
export const HEAT: readonly (readonly [from: number, color: string])[] = [
  [1, '#2f4f57'],
  [2, '#4f7a6a'],
  [4, '#b09a4a'],
  [8, '#f4d35e'],
]

/** Colours of the abnormal; all else is grey. */
export const WRONG = '#ff6b5e'
export const LOOK = '#f0c46a'
const QUIET = '#7d8a8f'

const source = (data: FeatureCollection): SourceSpecification => ({ type: 'geojson', data })

function ground({ layers, origin }: Drawn): {
  sources: Record<string, SourceSpecification>
  below: LayerSpecification[]
} {
  const communes = layers.find(({ name, count }) => name === 'communes' && count > 0)
  const background = (color: string): LayerSpecification => ({
    id: 'background',
    type: 'background',
    paint: { 'background-color': color },
  })
  if (!communes) return { sources: {}, below: [background('#1a2023')] }
  return {
    sources: { communes: { type: 'vector', url: `${origin}/tiles/communes.json?g=${communes.generation}` } },
    below: [
      background('#10181c'),
      { id: 'land', type: 'fill', source: 'communes', 'source-layer': 'communes', paint: { 'fill-color': '#20272a' } },
      {
        id: 'borders',
        type: 'line',
        source: 'communes',
        'source-layer': 'communes',
        paint: { 'line-color': '#3d4648', 'line-width': 1.2 },
      },
    ],
  }
}

function heatLayers(): LayerSpecification[] {
  const colors = HEAT.flatMap(([from, color], i) => (i === 0 ? [color] : [from, color]))
  return [
    {
      id: 'heat',
      type: 'fill',
      source: 'heat',
      paint: {
        'fill-color': ['step', ['get', 'count'], ...colors] as never,
        'fill-opacity': 0.85,
        'fill-antialias': false,
      },
    },
  ]
}

function reportLayers(font: number): LayerSpecification[] {
  return [
    {
      id: 'reports',
      type: 'circle',
      source: 'reports',
      layout: { 'circle-sort-key': ['case', ['get', 'overdue'], 1, 0] },
      paint: {
        'circle-radius': ['case', ['get', 'overdue'], font * 0.26, font * 0.16],
        'circle-color': ['case', ['get', 'overdue'], LOOK, '#9fb0b7'],
        'circle-stroke-color': '#10181c',
        'circle-stroke-width': font * 0.05,
      },
    },
  ]
}

function stationLayers(font: number): LayerSpecification[] {
  const abnormal = ['!=', ['get', 'sign'], ''] as never
  const color = ['match', ['get', 'state'], 'exceeding', WRONG, 'silent', LOOK, QUIET] as never
  return [
    {
      id: 'alarms',
      type: 'circle',
      source: 'stations',
      filter: ['get', 'alarm'],
      paint: {
        'circle-radius': font * 0.7,
        'circle-color': 'transparent',
        'circle-stroke-color': WRONG,
        'circle-stroke-width': font * 0.08,
      },
    },
    {
      id: 'stations',
      type: 'circle',
      source: 'stations',
      layout: { 'circle-sort-key': ['case', abnormal, 1, 0] },
      paint: {
        'circle-radius': ['case', abnormal, font * 0.42, font * 0.16],
        // A station that is silent is hollow: it has no value.
        'circle-color': ['match', ['get', 'state'], 'exceeding', WRONG, 'silent', '#20272a', QUIET],
        'circle-stroke-color': color,
        'circle-stroke-width': font * 0.07,
      },
    },
    {
      id: 'signs',
      type: 'symbol',
      source: 'stations',
      filter: abnormal,
      layout: {
        'text-field': ['get', 'sign'],
        'text-font': [SEMIBOLD],
        'text-size': font * 0.62,
        'text-allow-overlap': true,
        'text-ignore-placement': true,
      },
      paint: { 'text-color': ['match', ['get', 'state'], 'exceeding', '#200a08', LOOK] },
    },
    {
      id: 'names',
      type: 'symbol',
      source: 'stations',
      filter: abnormal,
      layout: {
        'text-field': ['get', 'name'],
        'text-font': [REGULAR],
        'text-size': font * 0.62,
        'text-anchor': 'top',
        'text-offset': [0, 0.9],
        'text-max-width': 9,
        'text-optional': true,
      },
      paint: { 'text-color': '#e6eaea', 'text-halo-color': '#10181c', 'text-halo-width': 2 },
    },
  ]
}

/** The whole picture of the map as a function of what the wall knows. */
export function wallStyle(drawn: Drawn): StyleSpecification {
  const { scene, font, lang } = drawn
  const { sources, below } = ground(drawn)
  const islands = islandsFrom({ lang, theme: night } as never)
  const reports = scene === 'overview' || scene === 'reports' ? reportLayers(font) : []
  const stations = scene === 'overview' || scene === 'environment' ? stationLayers(font) : []
  return {
    version: 8,
    ...(drawn.fonts ? { 'font-faces': drawn.fonts } : {}),
    sources: {
      ...sources,
      islands: islands.source,
      heat: source(heatOf(drawn)),
      reports: source(reportsOf(drawn)),
      stations: source(stationsOf(drawn)),
    },
    layers: [...below, ...(scene === 'heat' ? heatLayers() : []), ...islands.layers, ...reports, ...stations],
    transition: { duration: 0, delay: 0 },
  }
}
