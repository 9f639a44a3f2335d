import type { Bounds } from '../api/types'
import type { LonLat } from '../geo/ellipsoid'
import { t } from '../i18n'
import { warn } from './notice'
import { type Flight, flight } from './store'

/** What the map covers: Việt Nam with Hoàng Sa and Trường Sa. Nobody gets lost beyond it. */
export const reach: Bounds = [101.5, 5.5, 118, 24]

const overlap = (a: Bounds, b: Bounds): boolean => a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3]

/** Whether the map can go where a flight leads. */
export function reaches(wanted: Flight): boolean {
  if (!('to' in wanted)) return overlap(wanted.bounds, reach)
  const { lon, lat } = wanted.to
  return overlap([lon, lat, lon, lat], reach)
}

/** Sends the map somewhere. False where that is beyond its reach: then it stays, and that is said. */
export function fly(wanted: Flight): boolean {
  if (reaches(wanted)) {
    flight.value = wanted
    return true
  }
  warn(t().map.beyond)
  return false
}

/** A free view of the map: its size in pixels, without what lies on it. */
export interface View {
  readonly width: number
  readonly height: number
}

/** The pixels of the whole world's width at zoom 0. */
const WORLD = 512
/** The part of the view that the reach fills at the lowest zoom; the rest is air around it. */
const FILLED = 0.9

const xOf = (lon: number): number => (lon + 180) / 360
const yOf = (lat: number): number => 0.5 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / (2 * Math.PI)
const lonOf = (x: number): number => x * 360 - 180
const latOf = (y: number): number => (Math.atan(Math.sinh((0.5 - y) * 2 * Math.PI)) * 180) / Math.PI

const [west, south, east, north] = reach
const box = { left: xOf(west), right: xOf(east), top: yOf(north), bottom: yOf(south) }

/** The lowest zoom: the whole reach in view, and no more. */
export function lowestZoom({ width, height }: View): number {
  const scale = FILLED * Math.min(width / (box.right - box.left), height / (box.bottom - box.top))
  return Math.max(0, Math.log2(Math.max(scale, 1) / WORLD))
}

/** A centre such that the view stays within the range, or, where the view is the larger, the range within the view. */
function held(centre: number, view: number, from: number, to: number): number {
  const ends = [from + view / 2, to - view / 2]
  return Math.min(Math.max(centre, Math.min(...ends)), Math.max(...ends))
}

/** The place nearest to a wanted one at which the view does not leave the reach. */
export function kept(
  at: LonLat,
  zoom: number,
  view: View,
  highest: number,
): { readonly at: LonLat; readonly zoom: number } {
  const allowed = Math.min(Math.max(zoom, lowestZoom(view)), highest)
  const world = WORLD * 2 ** allowed
  const x = held(xOf(at[0]), view.width / world, box.left, box.right)
  const y = held(yOf(at[1]), view.height / world, box.top, box.bottom)
  return { at: [lonOf(x), latOf(y)], zoom: allowed }
}
