import type { ExpressionSpecification } from 'maplibre-gl'
import { CONE, coneInks } from '../cones'
import { stations } from './overlay'
import { type Drawn, type Piece, SEMIBOLD } from './state'
import { night } from './theme'

/** From this zoom on the map shows what cameras look at. */
const NEAR = 14
/** The latitude that cones are scaled for: 1 % off at the ends of southern Việt Nam. */
const LATITUDE = 10.5
/** Metres of a pixel at a zoom. */
const metresOfPixel = (zoom: number): number =>
  ((40075016.686 / 512) * Math.cos((LATITUDE * Math.PI) / 180)) / 2 ** zoom

/** How large a cone's image is drawn so that its edge is as far away as the camera sees. */
const sizeAt = (zoom: number): ExpressionSpecification => ['/', ['get', 'range_m'], CONE * metresOfPixel(zoom)]

const HOUR = 3_600_000
/** The time of tiles, UTC+7, before which a sign of life is more than a day old. By the hour: the style is not another at each look. */
export const silentBefore = (now = Date.now()): string => {
  const hour = Math.floor(now / HOUR) * HOUR
  return `${new Date(hour - 24 * HOUR + 7 * HOUR).toISOString().slice(0, 19).replace('T', ' ')}+07`
}

/** How a camera is by its tile: one that should work and gave no sign for a day is silent. */
const stateOf = (): ExpressionSpecification => [
  'case',
  [
    'all',
    ['==', ['get', 'state'], 'working'],
    ['has', 'last_seen'],
    ['<', ['to-string', ['get', 'last_seen']], silentBefore()],
  ],
  'silent',
  ['get', 'state'],
]

/** The signs of cameras that show nothing: the same word for the eye without colour. */
export const signs = { silent: '?', faulty: '!', off: '×' } as const

/** Cameras: a mark each with a sign where it shows nothing, and from near what they look at: filled where they work, hatched where they are faulty or silent, an outline where they are off. */
export function cameras(drawn: Drawn): Piece[] {
  const { layer, source, strength, state } = drawn
  const inks = state.theme === night ? coneInks.night : coneInks.day
  const light = state.theme === night ? 'night' : 'day'
  return [
    [
      'edge',
      {
        id: `${layer.name}-cone`,
        type: 'symbol',
        source,
        'source-layer': layer.name,
        minzoom: NEAR,
        filter: [
          'all',
          ['has', 'fov'],
          ['has', 'range_m'],
          ['any', ['has', 'direction'], ['>=', ['to-number', ['get', 'fov'], 0], 360]],
        ],
        layout: {
          'icon-image': ['concat', 'cone|', ['round', ['get', 'fov']], '|', stateOf(), `|${light}`],
          'icon-rotate': ['coalesce', ['get', 'direction'], 0],
          'icon-rotation-alignment': 'map',
          'icon-pitch-alignment': 'map',
          'icon-size': ['interpolate', ['exponential', 2], ['zoom'], NEAR, sizeAt(NEAR), 22, sizeAt(22)],
          'icon-allow-overlap': true,
          'icon-ignore-placement': true,
          'icon-padding': 0,
        },
        paint: { 'icon-opacity': strength },
      },
    ],
    ...stations(drawn),
    [
      'over',
      {
        id: `${layer.name}-sign`,
        type: 'symbol',
        source,
        'source-layer': layer.name,
        minzoom: 12,
        filter: ['!=', stateOf(), 'working'],
        layout: {
          'text-field': ['match', stateOf(), 'silent', signs.silent, 'faulty', signs.faulty, 'off', signs.off, ''],
          'text-font': [SEMIBOLD],
          'text-size': ['match', stateOf(), 'off', 26, 20],
          'text-offset': [0.55, -0.55],
          'text-allow-overlap': true,
          'text-ignore-placement': true,
        },
        paint: {
          'text-color': ['match', stateOf(), 'silent', inks.silent, 'faulty', inks.faulty, inks.off],
          'text-halo-color': state.theme.halo,
          'text-halo-width': 2,
          'text-opacity': strength,
        },
      },
    ],
  ]
}
