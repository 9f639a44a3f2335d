import type { Feature, FeatureCollection } from 'geojson'
import type { LayerSpecification, SourceSpecification, StyleSpecification } from 'maplibre-gl'
import type { WallPicture } from '../api/schema.gen'
import type { Layer } from '../api/types'
import type { Lang } from '../i18n'
import { islandsFrom } from '../map/style/islands'
import { SEMIBOLD } from '../map/style/state'
import { night } from '../map/style/theme'
import { abnormal, type Indicator } from './reading'
import type { Scene } from './tour'

/** What the map of the wall is drawn from. */
export interface Drawn {
  readonly picture: WallPicture
  readonly scene: Scene
  /** The step of the heat that is shown; all before it in the last day count. */
  readonly step: number
  /** Whether the list of abnormal stations stands beside the map. */
  readonly listed: boolean
  /** The indicator that is shown. */
  readonly indicator: Indicator | undefined
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

/** So many abnormal stations are large; where there are more, the others are small, or nobody would see any. */
const LARGE = 8

/** Stations; the first of the abnormal have a sign, which is their number in the list where that stands beside the map. */
export function stationsOf({ picture, listed }: Drawn): FeatureCollection {
  const { stations, alarms } = picture
  const alarmed = new Set(alarms.map(({ station }) => station))
  const numbers = new Map(abnormal(picture).map(({ id }, i) => [id, i + 1]))
  return collection(
    stations.map((one) => {
      const { id, lon, lat, state } = one
      const number = numbers.get(id) ?? 0
      const looks = number === 0 ? 'calm' : state === 'silent' ? 'silent' : 'wrong'
      const large = number > 0 && number <= LARGE
      const sign = listed ? `${number}` : looks === 'wrong' ? '!' : '?'
      return point(lon, lat, { id, state, looks, large, alarm: alarmed.has(id), sign: large ? sign : '' })
    }),
  )
}

/** Cameras: all grey but those that are out of order or fell silent. */
export const camerasOf = ({ picture: { cameras } }: Drawn): FeatureCollection =>
  collection(
    (cameras?.places ?? []).map(({ id, lon, lat, state, silent }) =>
      point(lon, lat, { id, state: silent ? 'silent' : state }),
    ),
  )

/** West, south, east and north of what a scene is about: the cameras, or the province. */
export function boundsOf({ picture, scene }: Pick<Drawn, 'picture' | 'scene'>): readonly number[] {
  const places = scene === 'cameras' ? (picture.cameras?.places ?? []) : []
  if (places.length === 0) return picture.bounds
  const lons = places.map(({ lon }) => lon)
  const lats = places.map(({ lat }) => lat)
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)]
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

/** The shades of an indicator's classes, the lowest first: they say how much, and none is the colour of what is abnormal. */
export const FIGURES = ['#26343a', '#3f555e', '#5f7b86', '#8ea8b1', '#c6d8dd'] as const
/** Communes that an indicator has no value of are hatched. */
const HATCH = '#8a9599'

/** Which of the five shades a class of so many has: the lowest and the highest are always told apart. */
export const spread = (n: number, classes: number): number => (classes < 2 ? 2 : Math.round((n * 4) / (classes - 1)))

/** Colours of the abnormal; all else is grey. */
export const WRONG = '#ff6b5e'
export const LOOK = '#f0c46a'
const QUIET = '#7d8a8f'

const source = (data: FeatureCollection): SourceSpecification => ({ type: 'geojson', data })

/** Roads from near, so that one sees where in a town one is. */
const roadLayer: LayerSpecification = {
  id: 'roads',
  type: 'line',
  source: 'roads',
  'source-layer': 'roads',
  minzoom: 10,
  paint: { 'line-color': '#4a5558', 'line-width': 1.5 },
}

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
  const roads = layers.find(({ name, count }) => name === 'roads' && count > 0)
  const tiles = ({ name, generation }: Layer): SourceSpecification => ({
    type: 'vector',
    url: `${origin}/tiles/${name}.json?g=${generation}`,
  })
  return {
    sources: { communes: tiles(communes), ...(roads ? { roads: tiles(roads) } : {}) },
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
      ...(roads ? [roadLayer] : []),
    ],
  }
}

const heatLayers = (): LayerSpecification[] => [
  {
    id: 'heat',
    type: 'fill',
    source: 'heat',
    paint: {
      'fill-color': [
        'step',
        ['get', 'count'],
        ...HEAT.flatMap(([from, color], i) => (i === 0 ? [color] : [from, color])),
      ] as never,
      'fill-opacity': 0.85,
      'fill-antialias': false,
    },
  },
]

/** Communes in the shade of the class of their value; those without one are hatched. */
function indicatorLayers(one: Indicator): LayerSpecification[] {
  const { values, classes } = one
  const codes = values.map(({ commune }) => commune)
  const shades = values.flatMap(({ commune, class: n }) => [commune, FIGURES[spread(n, classes.length)]])
  const known = ['in', ['get', 'code'], ['literal', codes]]
  return [
    {
      id: 'indicator',
      type: 'fill',
      source: 'communes',
      'source-layer': 'communes',
      filter: known as never,
      paint: { 'fill-color': ['match', ['get', 'code'], ...shades, '#20272a'] as never },
    },
    {
      id: 'indicator-missing',
      type: 'fill',
      source: 'communes',
      'source-layer': 'communes',
      filter: ['!', known] as never,
      paint: { 'fill-pattern': `hatch${HATCH}` },
    },
    {
      id: 'indicator-borders',
      type: 'line',
      source: 'communes',
      'source-layer': 'communes',
      paint: { 'line-color': '#10181c', 'line-width': 1.5 },
    },
  ]
}

/** Open reports: those in time are `calm` font sizes large and grey. */
const reportLayer = (font: number, calm: number): LayerSpecification => ({
  id: 'reports',
  type: 'circle',
  source: 'reports',
  filter: ['!', ['get', 'overdue']],
  paint: {
    'circle-radius': font * calm,
    'circle-color': '#9fb0b7',
    'circle-stroke-color': '#10181c',
    'circle-stroke-width': font * 0.04,
  },
})

const overdueLayer = (font: number): LayerSpecification => ({
  id: 'overdue',
  type: 'circle',
  source: 'reports',
  filter: ['get', 'overdue'],
  paint: {
    'circle-radius': font * 0.26,
    'circle-color': LOOK,
    'circle-stroke-color': '#10181c',
    'circle-stroke-width': font * 0.04,
  },
})

/** A circle with a sign in it that is read from the farthest seat. */
const signs = (source: string, filter: unknown, sign: unknown, color: unknown, font: number): LayerSpecification => ({
  id: `${source}-signs`,
  type: 'symbol',
  source,
  filter: filter as never,
  layout: {
    'text-field': sign as never,
    'text-font': [SEMIBOLD],
    'text-size': font * 0.8,
    'text-allow-overlap': true,
    'text-ignore-placement': true,
    'text-offset': [0, -0.05],
  },
  paint: { 'text-color': color as never },
})

function cameraLayers(font: number): LayerSpecification[] {
  const state = ['get', 'state']
  const down = ['match', state, ['faulty', 'silent'], true, false] as never
  return [
    {
      id: 'cameras',
      type: 'circle',
      source: 'cameras',
      layout: { 'circle-sort-key': ['case', down, 1, 0] },
      paint: {
        'circle-radius': ['case', down, font * 0.34, font * 0.16],
        'circle-color': ['match', state as never, 'working', QUIET, '#20272a'],
        'circle-stroke-color': ['case', down, LOOK, QUIET],
        'circle-stroke-width': font * 0.06,
      },
    },
    signs('cameras', down, ['match', state, 'silent', '?', '×'], LOOK, font),
  ]
}

function stationLayers(font: number, calm: number): LayerSpecification[] {
  const color = ['match', ['get', 'looks'], 'wrong', WRONG, 'silent', LOOK, QUIET] as never
  return [
    {
      id: 'alarms',
      type: 'circle',
      source: 'stations',
      filter: ['get', 'alarm'],
      paint: {
        'circle-radius': font * 0.78,
        'circle-color': 'transparent',
        'circle-stroke-color': WRONG,
        'circle-stroke-width': font * 0.07,
      },
    },
    {
      id: 'stations',
      type: 'circle',
      source: 'stations',
      layout: { 'circle-sort-key': ['case', ['get', 'large'], 2, ['==', ['get', 'looks'], 'calm'], 0, 1] },
      paint: {
        'circle-radius': [
          'case',
          ['get', 'large'],
          font * 0.52,
          ['==', ['get', 'looks'], 'calm'],
          font * calm,
          font * 0.2,
        ],
        // A station that is silent is hollow: it has no value.
        'circle-color': ['match', ['get', 'looks'], 'wrong', WRONG, 'silent', '#20272a', QUIET],
        'circle-stroke-color': color,
        'circle-stroke-width': ['case', ['==', ['get', 'looks'], 'calm'], 0, font * 0.07],
      },
    },
    signs(
      'stations',
      ['!=', ['get', 'sign'], ''],
      ['get', 'sign'],
      ['match', ['get', 'looks'], 'wrong', '#200a08', LOOK],
      font,
    ),
  ]
}

/** The whole picture of the map as a function of what the wall knows. */
export function wallStyle(drawn: Drawn): StyleSpecification {
  const { scene, font } = drawn
  const { sources, below } = ground(drawn)
  const islands = islandsFrom(night)
  const communes = 'communes' in sources
  const above: Record<Scene, () => LayerSpecification[]> = {
    overview: () => [reportLayer(font, 0.1), ...stationLayers(font, 0.13), overdueLayer(font)],
    reports: () => [reportLayer(font, 0.17), overdueLayer(font)],
    environment: () => stationLayers(font, 0.17),
    heat: heatLayers,
    cameras: () => cameraLayers(font),
    indicators: () => (drawn.indicator && communes ? indicatorLayers(drawn.indicator) : []),
  }
  return {
    version: 8,
    ...(drawn.fonts ? { 'font-faces': drawn.fonts } : {}),
    sources: {
      ...sources,
      islands: islands.source,
      heat: source(heatOf(drawn)),
      reports: source(reportsOf(drawn)),
      stations: source(stationsOf(drawn)),
      cameras: source(camerasOf(drawn)),
    },
    layers: [...below, ...islands.layers, ...above[scene]()],
    transition: { duration: 0, delay: 0 },
  }
}
