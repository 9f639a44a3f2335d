import { describe, expect, it } from 'vitest'
import { level } from '../testing/stations'
import { inkOn, levelOf, luminance } from './levels'
import type { Indices } from './types'

const contrast = (a: string, b: string): number => {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (high + 0.05) / (low + 0.05)
}

// The official colours of both indices and the palette beside them.
const official = ['#00e400', '#ffff00', '#ff7e00', '#ff0000', '#8f3f97', '#7e0023', '#3333ff']
const safe = ['#fde725', '#7ad151', '#22a884', '#2a788e', '#414487', '#2b0a3d']

describe('the number on a colour', () => {
  // Pure red allows no ink more than 4.02 and is large print on the map and in the panel.
  it.each([...official, ...safe])('can be read on %s', (color) =>
    expect(contrast(inkOn(color), color)).toBeGreaterThanOrEqual(4.5),
  )

  it('is dark on light and light on dark', () => {
    expect(inkOn('#ffff00')).toBe('#000000')
    expect(inkOn('#7e0023')).toBe('#ffffff')
  })
})

it('a level is found by its number within its own index', () => {
  const scale = { name_vi: '', name_en: '', source: '', note: null }
  const colored = (n: number, color: string) => level(n, { color })
  const indices = {
    aqi: { ...scale, levels: [colored(1, '#a'), colored(2, '#b')] },
    wqi: { ...scale, levels: [colored(1, '#c')] },
  } satisfies Indices
  expect(levelOf(indices, { kind: 'wqi', level: 1 })?.color).toBe('#c')
  expect(levelOf(indices, { kind: 'wqi', level: 2 })).toBeUndefined()
  expect(levelOf(null, { kind: 'aqi', level: 1 })).toBeUndefined()
})
