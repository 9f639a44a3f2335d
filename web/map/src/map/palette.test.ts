import { describe, expect, it } from 'vitest'
import { codes } from '../testing/layers'
import { clear, colorOf, hasColor, NO_COLOR } from './palette'

const [odt, , dmt] = codes as [(typeof codes)[0], (typeof codes)[0], (typeof codes)[0]]

/** Distance of two colours as an eye sees it, in OKLab; 0.02 is just noticeable. */
function distance(a: string, b: string): number {
  const lab = (hex: string): number[] => {
    const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
      const v = Number.parseInt(hex.slice(at, at + 2), 16) / 255
      return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4
    })
    const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
    const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
    const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
    return [
      0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
      1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
      0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
    ]
  }
  const [x, y] = [lab(a), lab(b)]
  return Math.hypot(...x.map((v, i) => v - (y[i] ?? 0)))
}

describe('the palettes', () => {
  it('take the printed colour, or one that says there is none', () => {
    expect(colorOf(odt, 'official')).toBe('#ffa0ff')
    expect(colorOf(dmt, 'official')).toBe(NO_COLOR)
    expect(hasColor(dmt, 'official')).toBe(false)
    expect(hasColor(dmt, 'clear')).toBe(true)
    expect(colorOf({ ...odt, color: 'red;' }, 'official')).toBe(NO_COLOR)
  })

  it('the clear one has no two codes alike', () => {
    const list = Object.entries(clear)
    const alike = list.flatMap(([a, colorA], i) =>
      list
        .slice(i + 1)
        .filter(([, colorB]) => distance(colorA, colorB) < 0.02)
        .map(([b]) => `${a} ${b}`),
    )
    expect(alike).toEqual([])
  })

  it('the clear one keeps the codes that meet in a town well apart', () => {
    const town = ['ODT', 'ONT', 'TMD', 'SKC', 'DGD', 'DYT', 'TSC', 'TON', 'CQP', 'DKV', 'DGT', 'NTD', 'CLN', 'LUC']
    for (const [i, a] of town.entries()) {
      for (const b of town.slice(i + 1)) {
        expect(distance(clear[a] ?? '', clear[b] ?? ''), `${a} ${b}`).toBeGreaterThan(0.05)
      }
    }
  })
})
