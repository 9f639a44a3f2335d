import type { Feature } from 'geojson'
import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl'
import type { Camera, CameraCoverage, IndicatorMap } from '../../api/schema.gen'
import type { LonLat } from '../../geo/ellipsoid'
import { sector } from '../../geo/sector'
import type { Drawing } from '../../map/style/drawing'
import { SEMIBOLD } from '../../map/style/state'
import { day, type Theme } from '../../map/style/theme'
import { colorsOf, feature, source } from '../drawing'

/** What there must be of a camera to draw it. */
export interface Sight {
  readonly at: LonLat
  readonly direction: number | null
  readonly fov: number | null
  readonly range: number | null
  readonly state: Camera['state']
}

export const sightOf = ({ lon, lat, direction, fov, range_m, state }: Camera): Sight => ({
  at: [lon, lat],
  direction,
  fov,
  range: range_m,
  state,
})

/** The ring of what a camera sees; null where that is not known. */
export function ringOf({ at, direction, fov, range }: Sight): LonLat[] | null {
  if (fov === null || range === null || (direction === null && fov < 360)) return null
  return sector(at, direction ?? 0, fov, range)
}

const cone = (sight: Sight): Feature[] => {
  const ring = ringOf(sight)
  return ring ? [feature({ type: 'Polygon', coordinates: [ring.map(([x, y]) => [x, y])] }, { state: sight.state })] : []
}

const is = (state: string): ExpressionSpecification => ['==', ['get', 'state'], state]

function coneLayers(theme: Theme, minzoom: number): LayerSpecification[] {
  const { removed } = colorsOf(theme)
  return [
    {
      id: 'extra-cone-fill',
      type: 'fill',
      source: 'extra-cones',
      minzoom,
      filter: is('working'),
      paint: { 'fill-color': theme.accent, 'fill-opacity': 0.25 },
    },
    {
      id: 'extra-cone-hatch',
      type: 'fill',
      source: 'extra-cones',
      minzoom,
      filter: is('faulty'),
      paint: { 'fill-pattern': `hatch${removed}` },
    },
    {
      id: 'extra-cone-line',
      type: 'line',
      source: 'extra-cones',
      minzoom,
      paint: {
        'line-color': ['match', ['get', 'state'], 'faulty', removed, 'off', theme.ink, theme.accent],
        'line-width': 1.5,
        'line-dasharray': [3, 1],
      },
    },
  ]
}

/** The cameras of a list: a mark each, and from near what they see. A touched mark tells its `camera`. */
export function drawCameras(list: readonly Camera[]): (theme: Theme) => Drawing {
  const cones = list.flatMap((camera) => cone(sightOf(camera)))
  const points = list.map(({ id, lon, lat, state }) =>
    feature({ type: 'Point', coordinates: [lon, lat] }, { camera: id, state }),
  )
  return (theme) => ({
    sources: { 'extra-cones': source(cones), 'extra-cameras': source(points) },
    below: coneLayers(theme, 14),
    above: [
      {
        id: 'extra-cameras-point',
        type: 'circle',
        source: 'extra-cameras',
        paint: {
          'circle-radius': ['interpolate', ['linear'], ['zoom'], 9, 3, 16, 7],
          'circle-color': ['match', ['get', 'state'], 'off', theme.casing, theme.accent],
          'circle-stroke-color': ['match', ['get', 'state'], 'off', theme.ink, theme.casing],
          'circle-stroke-width': 2,
        },
      },
      {
        id: 'extra-cameras-sign',
        type: 'symbol',
        source: 'extra-cameras',
        filter: is('faulty'),
        layout: {
          'text-field': '!',
          'text-font': [SEMIBOLD],
          'text-size': 16,
          'text-offset': [0.7, -0.7],
          'text-allow-overlap': true,
        },
        paint: { 'text-color': colorsOf(theme).removed, 'text-halo-color': theme.halo, 'text-halo-width': 2 },
      },
    ],
  })
}

/** One camera as somebody is describing it. */
export function drawSight(sight: Sight): (theme: Theme) => Drawing {
  return (theme) => ({
    sources: {
      'extra-cones': source(cone(sight)),
      'extra-cameras': source([feature({ type: 'Point', coordinates: [...sight.at] }, null)]),
    },
    below: [],
    above: [
      ...coneLayers(theme, 0),
      {
        id: 'extra-cameras-point',
        type: 'circle',
        source: 'extra-cameras',
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

/** The colours of cells that one, two, three or more cameras see. */
export const seenColors = { day: ['#a9d6d3', '#57aaa7', '#0b6e6e'], night: ['#1f5553', '#35908d', '#7fdcd6'] } as const

/** Cells by how many cameras see them; gaps are hatched. */
export function drawCoverage(coverage: CameraCoverage): (theme: Theme) => Drawing {
  const cells = coverage.told.map(({ seen, boundary }) => {
    const ring = boundary.map(([x, y]) => [x, y])
    const [first] = ring
    return feature({ type: 'Polygon', coordinates: [first ? [...ring, first] : ring] }, { seen })
  })
  return (theme) => {
    const [one, two, three] = theme === day ? seenColors.day : seenColors.night
    return {
      sources: { 'extra-cells': source(cells) },
      below: [
        {
          id: 'extra-cells-seen',
          type: 'fill',
          source: 'extra-cells',
          filter: ['>', ['get', 'seen'], 0],
          paint: { 'fill-color': ['step', ['get', 'seen'], one, 2, two, 3, three], 'fill-opacity': 0.6 },
        },
        {
          id: 'extra-cells-gap',
          type: 'fill',
          source: 'extra-cells',
          filter: ['==', ['get', 'seen'], 0],
          paint: { 'fill-pattern': `hatch${colorsOf(theme).removed}` },
        },
      ],
      above: [],
    }
  }
}

/** The colours of the classes of an indicator, the lowest first. */
export const classColors = {
  day: ['#e3efe9', '#b3d9cd', '#73b9ad', '#35918c', '#0b5c5c'],
  night: ['#173331', '#22524f', '#34807b', '#5bb3ac', '#a5e3db'],
} as const

/** Communes in the colour of the class of their value; those without one stay bare. */
export function drawIndicator(map: IndicatorMap, origin: string): (theme: Theme) => Drawing {
  return (theme): Drawing => {
    const colors = theme === day ? classColors.day : classColors.night
    const shade = (n: number): string => colors[spread(n, map.classes.length)] ?? colors[0]
    const byCode = map.values.flatMap(({ commune, class: n }) => [commune, shade(n)])
    if (byCode.length === 0) return { sources: {}, below: [], above: [] }
    return {
      sources: { 'extra-communes': { type: 'vector', url: `${origin}/tiles/communes.json` } },
      below: [
        {
          id: 'extra-communes-fill',
          type: 'fill',
          source: 'extra-communes',
          'source-layer': 'communes',
          paint: {
            'fill-color': ['match', ['get', 'code'], ...byCode, 'rgba(0,0,0,0)'] as unknown as ExpressionSpecification,
            'fill-opacity': 0.75,
          },
        },
        {
          id: 'extra-communes-line',
          type: 'line',
          source: 'extra-communes',
          'source-layer': 'communes',
          paint: { 'line-color': theme.casing, 'line-width': 1 },
        },
      ],
      above: [],
    }
  }
}

/** Which of the five colours a class of so many has: the lowest and the highest are always told apart. */
export const spread = (n: number, classes: number): number => (classes < 2 ? 2 : Math.round((n * 4) / (classes - 1)))
