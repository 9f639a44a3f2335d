import { expect, it } from 'vitest'
import { layer } from '../testing/layers'
import { coneName, coneOf } from './cones'
import { cameras, silentBefore } from './style/cameras'
import { day } from './style/theme'

it('a cone has a name that says all of it', () => {
  const cone = { fov: 60, state: 'faulty', night: true } as const
  expect(coneOf(coneName(cone))).toEqual(cone)
  for (const other of ['hatch#aabbcc', 'cone|0|working|day', 'cone|60|broken|day', 'cone||working|day']) {
    expect(coneOf(other)).toBeNull()
  }
})

it('a camera without a sign of life for a day is drawn as silent, by what its tile says', () => {
  const now = Date.parse('2026-11-26T08:30:00+07:00')
  expect(silentBefore(now)).toBe('2026-11-25 08:00:00+07')
  expect(silentBefore(now + 60_000)).toBe(silentBefore(now))
  expect(['2026-11-25 07:59:59+07', '2026-11-25 07:59:59.5+07'].every((seen) => seen < silentBefore(now))).toBe(true)
  expect(['2026-11-25 08:00:01+07', '2026-11-26 00:00:00+07'].some((seen) => seen < silentBefore(now))).toBe(false)
})

it('a cone reaches as far as the camera sees at every zoom', () => {
  const list = cameras({ layer: layer('cameras'), source: 'x', strength: 1, state: { theme: day } as never })
  const [first] = list
  if (!first) throw new Error('no cone')
  const size = (first[1].layout as { 'icon-size': unknown[] })['icon-size']
  const metres = (zoom: number, at: number): number => {
    const [, , perSize] = size[at] as [string, unknown, number]
    expect(size[at - 1]).toBe(zoom)
    return perSize
  }
  // A pixel of zoom 14 has 4.78 m at the equator in tiles of 512 pixels, and the image 128 pixels to its edge.
  expect(metres(14, 4) / 128).toBeCloseTo(4.777 * Math.cos((10.5 * Math.PI) / 180), 2)
  expect(metres(14, 4) / metres(22, 6)).toBeCloseTo(256, 6)
})
