import type { LonLat } from '../geo/ellipsoid'
import { geodesicArea, geodesicDistance, planeArea, planeDistance } from '../geo/measure'
import { cadastralZone } from '../geo/vn2000'
import type { Measure, MeasureMethod } from './store'

/** Length of one segment in metres, by the chosen method. */
export function segmentLength(from: LonLat, to: LonLat, method: MeasureMethod, meridian: number): number {
  return method === 'plane' ? planeDistance(from, to, cadastralZone(meridian)) : geodesicDistance(from, to)
}

/** What a measure amounts to. Metres and square metres. */
export interface MeasureResult {
  /** Length of the line; for an area the length around it. */
  readonly length: number
  readonly last: number
  readonly area: number
}

/** Lengths and area of a measure by its method. */
export function measured({ kind, method, points }: Measure, meridian: number): MeasureResult {
  const path = kind === 'area' && points.length > 2 ? [...points, ...points.slice(0, 1)] : points
  const segments = path.slice(1).map((to, i) => segmentLength(path[i] as LonLat, to, method, meridian))
  const area = method === 'plane' ? planeArea(points, cadastralZone(meridian)) : geodesicArea(points)
  return {
    length: segments.reduce((sum, part) => sum + part, 0),
    last: segments[Math.max(0, points.length - 2)] ?? 0,
    area: kind === 'area' ? area : 0,
  }
}
