import type { LonLat } from './ellipsoid'

/** WGS84: the longer half axis in metres, and the square of the eccentricity. */
const AXIS = 6378137
const E2 = 0.00669437999014

const radians = (degrees: number): number => (degrees * Math.PI) / 180

/** Metres of a degree at a latitude, to the east and to the north (radii of curvature on the ellipsoid). */
function metresOfDegree(lat: number): [east: number, north: number] {
  const w = 1 - E2 * Math.sin(radians(lat)) ** 2
  const vertical = AXIS / Math.sqrt(w)
  const meridian = (AXIS * (1 - E2)) / w ** 1.5
  return [radians(1) * vertical * Math.cos(radians(lat)), radians(1) * meridian]
}

/** The place so many metres away in a direction, degrees clockwise from north; good for a few kilometres. */
export function away([lon, lat]: LonLat, direction: number, metres: number): LonLat {
  const [east, north] = metresOfDegree(lat)
  return [lon + (metres * Math.sin(radians(direction))) / east, lat + (metres * Math.cos(radians(direction))) / north]
}

/** The direction from a place to another, degrees clockwise from north, from 0 to 360. */
export function directionTo([lon, lat]: LonLat, [toLon, toLat]: LonLat): number {
  const [east, north] = metresOfDegree(lat)
  return ((Math.atan2((toLon - lon) * east, (toLat - lat) * north) * 180) / Math.PI + 360) % 360
}

/** The ring of what a camera sees: a sector, or a circle for 360°. */
export function sector(at: LonLat, direction: number, fov: number, range: number): LonLat[] {
  const steps = Math.max(6, Math.ceil(fov / 5))
  const arc = Array.from({ length: steps + 1 }, (_, n) => away(at, direction - fov / 2 + (fov * n) / steps, range))
  const [first] = arc
  if (fov >= 360 && first) return [...arc.slice(0, -1), first]
  return [at, ...arc, at]
}
