import type { Bounds } from '../api/types'
import type { Place } from '../state/route'

/** Degrees of longitude that so many pixels of the map cover. */
const lonSpan = (pixels: number, zoom: number): number => (360 * pixels) / (512 * 2 ** zoom)

/** What a map of a size in pixels shows, turned or not: west, south, east, north in degrees. Never beyond the world. */
export function viewBounds({ lon, lat, zoom }: Place, width: number, height: number): Bounds {
  const x = lonSpan(width, zoom) / 2
  const y = (lonSpan(height, zoom) / 2) * Math.cos((lat * Math.PI) / 180)
  return [Math.max(-180, lon - x), Math.max(-85, lat - y), Math.min(180, lon + x), Math.min(85, lat + y)]
}
