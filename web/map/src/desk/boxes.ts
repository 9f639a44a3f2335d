import type { Bounds } from '../api/types'
import type { Place } from '../state/route'

/** The box that holds all boxes; null for none. */
export const union = (boxes: readonly Bounds[]): Bounds | null =>
  boxes.reduce<Bounds | null>(
    (all, box) =>
      all
        ? [Math.min(all[0], box[0]), Math.min(all[1], box[1]), Math.max(all[2], box[2]), Math.max(all[3], box[3])]
        : box,
    null,
  )

/** What a map of a size in pixels may show at a place, with room to move: turned or not, all of it lies within. */
export function around({ lon, lat, zoom }: Place, width: number, height: number): Bounds {
  const reach = (0.6 * Math.hypot(width, height) * 360) / (512 * 2 ** zoom)
  const up = reach * Math.cos((lat * Math.PI) / 180)
  return [Math.max(-180, lon - reach), Math.max(-85, lat - up), Math.min(180, lon + reach), Math.min(85, lat + up)]
}

/** Whether a box holds another. */
export const holds = (a: Bounds, b: Bounds): boolean => a[0] <= b[0] && a[1] <= b[1] && a[2] >= b[2] && a[3] >= b[3]
