import { A, degrees, E, F, type LonLat, radians } from './ellipsoid'

/** A transverse Mercator zone: central meridian in degrees, scale on it. Northings start at the equator. */
export interface Zone {
  readonly meridian: number
  readonly k0: number
}

/** A point of the plane, named as on Vietnamese maps: X is the northing, Y the easting, both in metres. */
export interface PlanePoint {
  readonly xNorth: number
  readonly yEast: number
}

const FALSE_EASTING = 500_000

const n = F / (2 - F)
const rectifyingRadius = (A / (1 + n)) * (1 + n ** 2 / 4 + n ** 4 / 64)

// Krüger's series to the fourth power of n: below a tenth of a millimetre within ten degrees of the meridian.
const forward = [
  n / 2 - (2 * n ** 2) / 3 + (5 * n ** 3) / 16 + (41 * n ** 4) / 180,
  (13 * n ** 2) / 48 - (3 * n ** 3) / 5 + (557 * n ** 4) / 1440,
  (61 * n ** 3) / 240 - (103 * n ** 4) / 140,
  (49561 * n ** 4) / 161280,
]
const backward = [
  n / 2 - (2 * n ** 2) / 3 + (37 * n ** 3) / 96 - n ** 4 / 360,
  n ** 2 / 48 + n ** 3 / 15 - (437 * n ** 4) / 1440,
  (17 * n ** 3) / 480 - (37 * n ** 4) / 840,
  (4397 * n ** 4) / 161280,
]

/** Tangent of the conformal latitude from the tangent of the geographic one. */
function conformal(tau: number): number {
  const sigma = Math.sinh(E * Math.atanh((E * tau) / Math.hypot(1, tau)))
  return tau * Math.hypot(1, sigma) - sigma * Math.hypot(1, tau)
}

/** Tangent of the geographic latitude from the tangent of the conformal one, by Newton's method. */
function geographic(conformalTau: number): number {
  let tau = conformalTau / (1 - E * E)
  for (let i = 0; i < 6; i++) {
    const t = conformal(tau)
    const step =
      (((conformalTau - t) / Math.hypot(1, t)) * (1 + (1 - E * E) * tau * tau)) / ((1 - E * E) * Math.hypot(1, tau))
    tau += step
    if (Math.abs(step) < 1e-14 * Math.max(1, Math.abs(tau))) break
  }
  return tau
}

/** Longitude and latitude of the zone's own datum to its plane. */
export function project([lon, lat]: LonLat, zone: Zone): PlanePoint {
  const lambda = radians(lon - zone.meridian)
  const t = conformal(Math.tan(radians(lat)))
  const xi0 = Math.atan2(t, Math.cos(lambda))
  const eta0 = Math.asinh(Math.sin(lambda) / Math.hypot(t, Math.cos(lambda)))
  let xi = xi0
  let eta = eta0
  forward.forEach((c, i) => {
    const j = 2 * (i + 1)
    xi += c * Math.sin(j * xi0) * Math.cosh(j * eta0)
    eta += c * Math.cos(j * xi0) * Math.sinh(j * eta0)
  })
  const k = zone.k0 * rectifyingRadius
  return { xNorth: k * xi, yEast: FALSE_EASTING + k * eta }
}

/** A plane point to longitude and latitude of the zone's own datum. */
export function unproject(point: PlanePoint, zone: Zone): LonLat {
  const k = zone.k0 * rectifyingRadius
  const xi0 = point.xNorth / k
  const eta0 = (point.yEast - FALSE_EASTING) / k
  let xi = xi0
  let eta = eta0
  backward.forEach((c, i) => {
    const j = 2 * (i + 1)
    xi -= c * Math.sin(j * xi0) * Math.cosh(j * eta0)
    eta -= c * Math.cos(j * xi0) * Math.sinh(j * eta0)
  })
  const t = Math.sin(xi) / Math.hypot(Math.sinh(eta), Math.cos(xi))
  const lambda = Math.atan2(Math.sinh(eta), Math.cos(xi))
  return [zone.meridian + degrees(lambda), degrees(Math.atan(geographic(t)))]
}
