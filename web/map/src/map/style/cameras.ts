import type { ExpressionSpecification } from 'maplibre-gl'
import { CONE } from '../cones'
import { stations } from './overlay'
import type { Drawn, Piece } from './state'
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

/** Cameras: a mark each, and from near what they look at: filled where they work, hatched where they are faulty, an outline where they are off. */
export function cameras(drawn: Drawn): Piece[] {
  const { layer, source, strength, state } = drawn
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
          'icon-image': ['concat', 'cone|', ['round', ['get', 'fov']], '|', ['get', 'state'], `|${light}`],
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
  ]
}
