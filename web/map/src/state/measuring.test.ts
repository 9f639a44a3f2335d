import { describe, expect, it } from 'vitest'
import { cadastralZone, fromPlane } from '../geo/vn2000'
import { measured } from './measuring'

const at = (yEast: number, xNorth: number) => fromPlane({ yEast, xNorth }, cadastralZone(107.75))
const points = [at(426850, 1144150), at(426950, 1144150), at(426950, 1144250), at(426850, 1144250)]

describe('a measure', () => {
  it('adds up a line', () => {
    const { length, last, area } = measured({ kind: 'distance', method: 'plane', points }, 107.75)
    expect(length).toBeCloseTo(300, 3)
    expect(last).toBeCloseTo(100, 3)
    expect(area).toBe(0)
  })

  it('closes an area', () => {
    const { length, last, area } = measured({ kind: 'area', method: 'plane', points }, 107.75)
    expect(length).toBeCloseTo(400, 3)
    expect(last).toBeCloseTo(100, 3)
    expect(area).toBeCloseTo(10000, 1)
  })

  it('is longer on the ground than in the plane of this zone, as the scale of 0.9999 wants', () => {
    const plane = measured({ kind: 'distance', method: 'plane', points }, 107.75)
    const ground = measured({ kind: 'distance', method: 'geodesic', points }, 107.75)
    expect(ground.length - plane.length).toBeGreaterThan(0.005)
    expect(ground.length - plane.length).toBeLessThan(0.03)
  })

  it.each([0, 1])('of %i points is nothing', (n) => {
    expect(measured({ kind: 'area', method: 'plane', points: points.slice(0, n) }, 107.75)).toEqual({
      length: 0,
      last: 0,
      area: 0,
    })
  })
})
