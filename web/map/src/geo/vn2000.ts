import { A, degrees, E2, type LonLat, radians } from './ellipsoid'
import { type PlanePoint, project, unproject, type Zone } from './tmerc'

// The seven parameters of Decision 05/2007/QĐ-BTNMT, VN-2000 to WGS84, coordinate frame rotation. It is the only
// operation used: the automatic choice of common libraries leaves a seam of 0.8 m through Vũng Tàu.
const SHIFT = [-191.90441429, -39.30318279, -111.45032835] as const
const ARCSEC = Math.PI / 648_000
const [RX, RY, RZ] = [-0.00928836 * ARCSEC, 0.01975479 * ARCSEC, -0.00427372 * ARCSEC]
const SCALE = 1 + 0.252906278e-6

/** The central meridians in use for cadastral maps, degrees east. */
export const MERIDIANS: readonly number[] = [
  103, 104, 104.5, 104.75, 105, 105.5, 105.75, 106, 106.25, 106.5, 107, 107.25, 107.5, 107.75, 108, 108.25, 108.5,
]

/** The three-degree zone around a central meridian, as cadastral maps use it. */
export const cadastralZone = (meridian: number): Zone => ({ meridian, k0: 0.9999 })

type Vector = readonly [x: number, y: number, z: number]

/** Geographic to geocentric coordinates, on the ellipsoid's surface: a height would move the plane point. */
function geocentric([lon, lat]: LonLat): Vector {
  const phi = radians(lat)
  const lambda = radians(lon)
  const normal = A / Math.sqrt(1 - E2 * Math.sin(phi) ** 2)
  return [
    normal * Math.cos(phi) * Math.cos(lambda),
    normal * Math.cos(phi) * Math.sin(lambda),
    normal * (1 - E2) * Math.sin(phi),
  ]
}

/** Geocentric to geographic coordinates; the height is dropped. */
function geodetic([x, y, z]: Vector): LonLat {
  const p = Math.hypot(x, y)
  let phi = Math.atan2(z, p * (1 - E2))
  for (let i = 0; i < 6; i++) {
    const normal = A / Math.sqrt(1 - E2 * Math.sin(phi) ** 2)
    phi = Math.atan2(z + E2 * normal * Math.sin(phi), p)
  }
  return [degrees(Math.atan2(y, x)), degrees(phi)]
}

function datumToWgs84([x, y, z]: Vector): Vector {
  return [
    SHIFT[0] + SCALE * (x + RZ * y - RY * z),
    SHIFT[1] + SCALE * (-RZ * x + y + RX * z),
    SHIFT[2] + SCALE * (RY * x - RX * y + z),
  ]
}

function datumFromWgs84([x, y, z]: Vector): Vector {
  const u = (x - SHIFT[0]) / SCALE
  const v = (y - SHIFT[1]) / SCALE
  const w = (z - SHIFT[2]) / SCALE
  return [u - RZ * v + RY * w, RZ * u + v - RX * w, -RY * u + RX * v + w]
}

/** WGS84 longitude and latitude to a VN-2000 plane. */
export function toPlane(wgs84: LonLat, zone: Zone): PlanePoint {
  return project(geodetic(datumFromWgs84(geocentric(wgs84))), zone)
}

/** A point of a VN-2000 plane to WGS84 longitude and latitude. */
export function fromPlane(point: PlanePoint, zone: Zone): LonLat {
  return geodetic(datumToWgs84(geocentric(unproject(point, zone))))
}
