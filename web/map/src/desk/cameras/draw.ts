import type { Feature } from 'geojson'
import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl'
import type { Camera, CameraCoverage } from '../../api/schema.gen'
import type { LonLat } from '../../geo/ellipsoid'
import { sector } from '../../geo/sector'
import { type ConeState, coneInks } from '../../map/cones'
import { signs } from '../../map/style/cameras'
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
  readonly state: ConeState
}

/** How a camera is: one that should work and gave no sign for a day is silent. */
export const shownState = ({ state, silent }: Camera): ConeState => (silent ? 'silent' : state)

export const sightOf = (camera: Camera): Sight => ({
  at: [camera.lon, camera.lat],
  direction: camera.direction,
  fov: camera.fov,
  range: camera.range_m,
  state: shownState(camera),
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
      id: 'extra-cone-silent',
      type: 'fill',
      source: 'extra-cones',
      minzoom,
      filter: is('silent'),
      paint: { 'fill-pattern': `hatch${coneInks[theme === day ? 'day' : 'night'].silent}`, 'fill-opacity': 0.6 },
    },
    {
      id: 'extra-cone-line',
      type: 'line',
      source: 'extra-cones',
      minzoom,
      paint: {
        'line-color': [
          'match',
          ['get', 'state'],
          'faulty',
          removed,
          'silent',
          coneInks[theme === day ? 'day' : 'night'].silent,
          'off',
          theme.ink,
          theme.accent,
        ],
        'line-width': 1.5,
        'line-dasharray': [3, 1],
      },
    },
  ]
}

/** The cameras of a list: a mark each, and from near what they see. A touched mark tells its `camera`. */
export function drawCameras(list: readonly Camera[]): (theme: Theme) => Drawing {
  const cones = list.flatMap((camera) => cone(sightOf(camera)))
  const points = list.map((camera) =>
    feature({ type: 'Point', coordinates: [camera.lon, camera.lat] }, { camera: camera.id, state: shownState(camera) }),
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
        filter: ['!', is('working')],
        layout: {
          'text-field': ['match', ['get', 'state'], 'silent', signs.silent, 'off', signs.off, signs.faulty],
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
  const cells = coverage.told.map(({ seen, gap, boundary }) => {
    const ring = boundary.map(([x, y]) => [x, y])
    const [first] = ring
    return feature({ type: 'Polygon', coordinates: [first ? [...ring, first] : ring] }, { seen, gap })
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
          filter: ['get', 'gap'],
          paint: { 'fill-pattern': `hatch${colorsOf(theme).removed}` },
        },
      ],
      above: [],
    }
  }
}
