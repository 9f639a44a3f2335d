import { expect, it } from 'vitest'
import { grown, type Held } from './flat'

const samples = (of: (i: number) => Partial<Held>): Held[] =>
  Array.from({ length: 12 }, (_, i) => ({ heapMB: 20 + (i % 3), nodes: 900 + 150 * (i % 2), listeners: 40, ...of(i) }))

it('scenes that differ are flat, and so is what grows while the page begins', () => {
  expect(grown(samples(() => ({})))).toEqual([])
  expect(grown(samples((i) => ({ heapMB: 20 + 10 * Math.min(i, 3) })))).toEqual([])
})

it('what grows with the time is told', () => {
  expect(grown(samples((i) => ({ heapMB: 20 + i })))).toEqual(['heapMB 25.0 → 30.0'])
  expect(grown(samples((i) => ({ nodes: 900 + 100 * i })))).toHaveLength(1)
  expect(grown(samples((i) => ({ listeners: 40 + 10 * i })))).toHaveLength(1)
  expect(grown(samples(() => ({})).slice(0, 4))).toEqual(['4 samples are too few'])
})
