import { A, B, E, E2, F, type LonLat, radians } from './ellipsoid'
import type { Zone } from './tmerc'
import { toPlane } from './vn2000'

/**
 * Length of the shortest line between two points on the WGS84 ellipsoid, metres (Vincenty's inverse formula).
 * Points almost opposite each other on the globe do not converge; nobody measures those on a province's map.
 */
export function geodesicDistance(from: LonLat, to: LonLat): number {
  const u1 = Math.atan((1 - F) * Math.tan(radians(from[1])))
  const u2 = Math.atan((1 - F) * Math.tan(radians(to[1])))
  const l = radians(to[0] - from[0])
  let lambda = l
  for (let i = 0; i < 100; i++) {
    const sinSigma = Math.hypot(
      Math.cos(u2) * Math.sin(lambda),
      Math.cos(u1) * Math.sin(u2) - Math.sin(u1) * Math.cos(u2) * Math.cos(lambda),
    )
    if (sinSigma === 0) return 0
    const cosSigma = Math.sin(u1) * Math.sin(u2) + Math.cos(u1) * Math.cos(u2) * Math.cos(lambda)
    const sigma = Math.atan2(sinSigma, cosSigma)
    const sinAlpha = (Math.cos(u1) * Math.cos(u2) * Math.sin(lambda)) / sinSigma
    const cos2Alpha = 1 - sinAlpha ** 2
    const cos2Mid = cos2Alpha === 0 ? 0 : cosSigma - (2 * Math.sin(u1) * Math.sin(u2)) / cos2Alpha
    const c = (F / 16) * cos2Alpha * (4 + F * (4 - 3 * cos2Alpha))
    const next = l + (1 - c) * F * sinAlpha * (sigma + c * sinSigma * (cos2Mid + c * cosSigma * (2 * cos2Mid ** 2 - 1)))
    if (Math.abs(next - lambda) < 1e-13) return arcLength(sigma, sinSigma, cosSigma, cos2Alpha, cos2Mid)
    lambda = next
  }
  return Number.NaN
}

function arcLength(sigma: number, sinSigma: number, cosSigma: number, cos2Alpha: number, cos2Mid: number): number {
  const u = (cos2Alpha * (A * A - B * B)) / (B * B)
  const big = 1 + (u / 16384) * (4096 + u * (-768 + u * (320 - 175 * u)))
  const small = (u / 1024) * (256 + u * (-128 + u * (74 - 47 * u)))
  const delta =
    small *
    sinSigma *
    (cos2Mid +
      (small / 4) *
        (cosSigma * (2 * cos2Mid ** 2 - 1) - (small / 6) * cos2Mid * (4 * sinSigma ** 2 - 3) * (4 * cos2Mid ** 2 - 3)))
  return B * big * (sigma - delta)
}

/** Authalic function q of a latitude in radians: area on the ellipsoid from the equator, over A²/2 per radian. */
function authalic(phi: number): number {
  const s = E * Math.sin(phi)
  return (1 - E2) * (Math.sin(phi) / (1 - s * s) + Math.atanh(s) / E)
}

/**
 * Area of a ring on the WGS84 ellipsoid, m², never negative. The ring is open (its first point is not repeated).
 * Latitudes are mapped to the sphere of equal area; edges are its great circles, which for lines of a few
 * kilometres differ from geodesics by less than the thickness of a survey mark.
 */
export function geodesicArea(ring: readonly LonLat[]): number {
  if (ring.length < 3) return 0
  const pole = authalic(Math.PI / 2)
  const sphere = ring.map(([lon, lat]) => [radians(lon), Math.asin(authalic(radians(lat)) / pole)] as const)
  let excess = 0
  sphere.forEach(([lon1, beta1], i) => {
    const [lon2, beta2] = sphere[(i + 1) % sphere.length] as readonly [number, number]
    const t1 = Math.tan(beta1 / 2)
    const t2 = Math.tan(beta2 / 2)
    excess += 2 * Math.atan2(Math.tan((lon2 - lon1) / 2) * (t1 + t2), 1 + t1 * t2)
  })
  return Math.abs((excess * A * A * pole) / 2)
}

/** Length between two points in a VN-2000 plane, metres: the cadastral convention. */
export function planeDistance(from: LonLat, to: LonLat, zone: Zone): number {
  const a = toPlane(from, zone)
  const b = toPlane(to, zone)
  return Math.hypot(b.xNorth - a.xNorth, b.yEast - a.yEast)
}

/** Area of an open ring in a VN-2000 plane, m², never negative. */
export function planeArea(ring: readonly LonLat[], zone: Zone): number {
  const points = ring.map((p) => toPlane(p, zone))
  const [origin] = points
  if (!origin || points.length < 3) return 0
  let twice = 0
  points.forEach((p, i) => {
    const q = points[(i + 1) % points.length] ?? origin
    twice +=
      (p.yEast - origin.yEast) * (q.xNorth - origin.xNorth) - (q.yEast - origin.yEast) * (p.xNorth - origin.xNorth)
  })
  return Math.abs(twice) / 2
}

/** A circle of a radius in metres around a point, as an open ring of 64 points; for drawing, not for measuring. */
export function circle([lon, lat]: LonLat, radius: number): LonLat[] {
  const perLat = 110_574
  const perLon = 111_320 * Math.cos(radians(lat))
  return Array.from({ length: 64 }, (_, i) => {
    const angle = (2 * Math.PI * i) / 64
    return [lon + (radius * Math.cos(angle)) / perLon, lat + (radius * Math.sin(angle)) / perLat] as const
  })
}
