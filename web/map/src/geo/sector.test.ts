import { describe, expect, it } from 'vitest'
import { away, directionTo, sector } from './sector'

describe('a sector', () => {
  // PostGIS: st_project('POINT(107.08 10.34)'::geography, 1000, radians(90)) and of 0.
  it('lies as far away as PostGIS says', () => {
    expect(away([107.08, 10.34], 90, 1000)[0]).toBeCloseTo(107.0891304, 6)
    expect(away([107.08, 10.34], 0, 1000)[1]).toBeCloseTo(10.3490407, 6)
  })
  it('goes there and back', () => {
    for (const direction of [0, 45, 135, 200, 359]) {
      expect(directionTo([107, 10], away([107, 10], direction, 150))).toBeCloseTo(direction, 6)
    }
  })
  it('begins and ends where the camera stands, and is centred on its direction', () => {
    const ring = sector([107, 10], 90, 60, 100)
    expect(ring[0]).toEqual([107, 10])
    expect(ring.at(-1)).toEqual([107, 10])
    expect(directionTo([107, 10], ring[1] ?? [0, 0])).toBeCloseTo(60, 6)
    expect(directionTo([107, 10], ring.at(-2) ?? [0, 0])).toBeCloseTo(120, 6)
  })
  it('is a circle without its centre for all round', () => {
    const ring = sector([107, 10], 0, 360, 100)
    expect(ring[0]).toEqual(ring.at(-1))
    expect(ring).not.toContainEqual([107, 10])
  })
})
