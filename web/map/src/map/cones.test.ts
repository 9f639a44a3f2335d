import { expect, it } from 'vitest'
import { layer } from '../testing/layers'
import { coneName, coneOf } from './cones'
import { cameras } from './style/cameras'
import { day } from './style/theme'

it('a cone has a name that says all of it', () => {
  const cone = { fov: 60, state: 'faulty', night: true } as const
  expect(coneOf(coneName(cone))).toEqual(cone)
  for (const other of ['hatch#aabbcc', 'cone|0|working|day', 'cone|60|broken|day', 'cone||working|day']) {
    expect(coneOf(other)).toBeNull()
  }
})

it('a cone reaches as far as the camera sees at every zoom', () => {
  const list = cameras({ layer: layer('cameras'), source: 'x', strength: 1, state: { theme: day } as never })
  const layout = list[0]?.[1].layout as { readonly 'icon-size': unknown[] } | undefined
  const size = layout?.['icon-size'] ?? []
  const metres = (zoom: number, at: number): number => {
    const [, , perSize] = size[at] as [string, unknown, number]
    expect(size[at - 1]).toBe(zoom)
    return perSize
  }
  // A pixel of zoom 14 has 4.78 m at the equator in tiles of 512 pixels, and the image 128 pixels to its edge.
  expect(metres(14, 4) / 128).toBeCloseTo(4.777 * Math.cos((10.5 * Math.PI) / 180), 2)
  expect(metres(14, 4) / metres(22, 6)).toBeCloseTo(256, 6)
})
