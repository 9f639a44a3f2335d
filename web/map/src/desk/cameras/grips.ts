import type { LonLat } from '../../geo/ellipsoid'
import { away, directionTo } from '../../geo/sector'
import type { Grip } from '../../state/store'
import { sightWords } from '../../views/Cameras'
import type { Sight } from './draw'
import { w } from './i18n'

/** How far from the camera the handle that turns it is, pixels: out of the way of the other, never beyond the screen. */
const NEAREST = 60
const FARTHEST = 160

/** Metres of a pixel of the map. */
const metresOfPixel = (lat: number, zoom: number): number =>
  ((40075016.686 / 512) * Math.cos((lat * Math.PI) / 180)) / 2 ** zoom

const turned = (direction: number): number => ((Math.round(direction) % 360) + 360) % 360

/** What the handles change. A key that repeats is faster than they are drawn: steps go on from what is there `now`. */
interface Hold {
  now(): { readonly at: LonLat; readonly direction: number | null }
  move(to: LonLat): void
  turn(to: number): void
}

/** The handles of a camera at a zoom of the map: one where it stands, and one in the direction it looks, but for all round. */
export function gripsOf(
  { at, direction, fov, range }: Omit<Sight, 'state'>,
  zoom: number,
  { now, move, turn }: Hold,
): readonly Grip[] {
  const says = w().cameras
  const pixel = metresOfPixel(at[1], zoom)
  const looks = direction ?? 0
  const place: Grip = {
    id: 'place',
    at,
    label: says.placeGrip,
    value: null,
    dragged: (to) => move(to),
    stepped: (right, up, large) => {
      const metres = large ? 10 : 1
      move(away(now().at, right ? right * 90 : up > 0 ? 0 : 180, metres))
    },
  }
  if (fov !== null && fov >= 360) return [place]
  return [
    place,
    {
      id: 'turn',
      at: away(at, looks, Math.min(Math.max(range ?? 0, NEAREST * pixel), FARTHEST * pixel)),
      label: says.turnGrip,
      value: { now: looks, most: 359, text: sightWords(direction, null, null) },
      dragged: (to) => turn(turned(directionTo(at, to))),
      stepped: (right, up, large) => turn(turned((now().direction ?? 0) + (right + up) * (large ? 15 : 1))),
    },
  ]
}
