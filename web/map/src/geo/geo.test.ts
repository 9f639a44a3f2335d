import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { LonLat } from './ellipsoid'
import { circle, geodesicArea, geodesicDistance, planeArea, planeDistance } from './measure'
import { cadastralZone, fromPlane, toPlane } from './vn2000'

interface Vector {
  name: string
  lonLat: LonLat
  zone: { meridian: number; k0: number }
  method: string
  yEast: number
  xNorth: number
}

const vectors: Vector[] = readFileSync(new URL('../../../../testdata/vn2000_vectors.csv', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .filter((line) => !line.startsWith('#'))
  .slice(1)
  .map((line) => {
    const [name = '', lon, lat, , meridian, k0, method = '', y, x] = line.trim().split(',')
    return {
      name,
      lonLat: [Number(lon), Number(lat)],
      zone: { meridian: Number(meridian), k0: Number(k0) },
      method,
      yEast: Number(y),
      xNorth: Number(x),
    }
  })

const MILLIMETRE = 0.001

describe('VN-2000 by the official seven parameters', () => {
  const official = vectors.filter((v) => v.method.startsWith('official'))

  it('has vectors to hold to', () => expect(official.length).toBeGreaterThanOrEqual(24))

  it.each(official)('$name, meridian $zone.meridian: both ways to 1 mm', (v) => {
    const p = toPlane(v.lonLat, v.zone)
    expect(Math.abs(p.yEast - v.yEast)).toBeLessThan(MILLIMETRE)
    expect(Math.abs(p.xNorth - v.xNorth)).toBeLessThan(MILLIMETRE)
    const back = fromPlane({ xNorth: v.xNorth, yEast: v.yEast }, v.zone)
    expect(geodesicDistance(back, v.lonLat)).toBeLessThan(MILLIMETRE)
  })

  it.each(vectors.filter((v) => v.method.endsWith('WRONG')))('$name: is not the answer of $method', (v) => {
    const p = toPlane(v.lonLat, v.zone)
    expect(Math.hypot(p.yEast - v.yEast, p.xNorth - v.xNorth)).toBeGreaterThan(0.2)
  })

  it.each([
    [107.75, 430000, 1145000, 107.1125697537, 10.3532855868],
    [107.75, 400000, 1210000, 106.8368950493, 10.9402491731],
    [108.5, 460000, 1210000, 108.1358123327, 10.9413923929],
  ])('inverse at meridian %f (%f, %f)', (meridian, yEast, xNorth, lon, lat) => {
    const p = fromPlane({ xNorth, yEast }, cadastralZone(meridian))
    expect(geodesicDistance(p, [lon, lat])).toBeLessThan(MILLIMETRE)
  })
})

describe('measures', () => {
  const zone = cadastralZone(107.75)
  const ring = (...pairs: [number, number][]) => pairs.map(([yEast, xNorth]) => fromPlane({ xNorth, yEast }, zone))
  const square = (y: number, x: number) => ring([y, x], [y + 100, x], [y + 100, x + 100], [y, x + 100])
  const ell = ring(
    [426880, 1144180],
    [426920, 1144180],
    [426920, 1144195],
    [426900, 1144195],
    [426900, 1144240],
    [426880, 1144240],
  )

  // The geodesic column was measured by PostGIS.
  it.each([
    ['an L at Vũng Tàu', ell, 1500, 1500.1],
    ['a square at Vũng Tàu', square(426850, 1144150), 10000, 10000.68],
    ['a square at Biên Hòa', square(398436, 1211852), 10000, 9999.46],
    ['a square at Phan Thiết', square(538240, 1208566), 10000, 10001.64],
  ])('%s: planar and geodesic area', (_, points, planar, geodesic) => {
    expect(planeArea(points, zone)).toBeCloseTo(planar, 2)
    expect(Math.abs(geodesicArea(points) - geodesic)).toBeLessThan(0.01)
  })

  it('measures lengths', () => {
    const [a, b] = ell as [LonLat, LonLat]
    expect(planeDistance(a, b, zone)).toBeCloseTo(40, 4)
    expect(geodesicDistance(a, b)).toBeCloseTo(40.0015, 3)
    // One degree along the equator is exactly A·π/180.
    expect(geodesicDistance([107, 0], [108, 0])).toBeCloseTo(111319.4908, 3)
    expect(geodesicDistance(a, a)).toBe(0)
  })

  it('has no area with fewer than three points', () => {
    expect(planeArea(ell.slice(0, 2), zone)).toBe(0)
    expect(geodesicArea(ell.slice(0, 2))).toBe(0)
  })

  it('draws a circle of the asked radius', () => {
    for (const p of circle([107.1, 10.4], 50)) {
      expect(Math.abs(geodesicDistance([107.1, 10.4], p) - 50)).toBeLessThan(0.3)
    }
  })
})
