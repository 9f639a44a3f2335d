import { describe, expect, it } from 'vitest'
import { distance } from '../testing/colors'
import { codes } from '../testing/layers'
import { clear, colorOf, hasColor, NO_COLOR } from './palette'

const [odt, , dmt] = codes as [(typeof codes)[0], (typeof codes)[0], (typeof codes)[0]]

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
