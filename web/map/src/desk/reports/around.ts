import type { Bounds } from '../../api/types'
import type { LonLat } from '../../geo/ellipsoid'
import { circle, geodesicDistance } from '../../geo/measure'

/** How far off a report of the same thing is looked for, metres. */
const REACH = 300

/** West, south, east and north of what is that near to a place. */
export function around(at: LonLat): Bounds {
  const ring = circle(at, REACH)
  const lons = ring.map(([lon]) => lon)
  const lats = ring.map(([, lat]) => lat)
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)]
}

/** What is like something, the nearest first, each with how far away it is, metres; not what is only in a corner of the box. */
export function nearest<T extends { readonly lon: number; readonly lat: number }>(at: LonLat, all: readonly T[]) {
  return all
    .map((report) => ({ report, metres: geodesicDistance(at, [report.lon, report.lat]) }))
    .filter(({ metres }) => metres <= REACH)
    .sort((a, b) => a.metres - b.metres)
}
