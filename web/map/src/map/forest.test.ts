import { afterEach, describe, expect, it } from 'vitest'
import type { Code, Layer } from '../api/types'
import { defaultShown, kindOf, shownByDefault } from '../state/layers'
import { forestInView, palette } from '../state/store'
import { distance } from '../testing/colors'
import { seenByDeutan } from '../testing/deutan'
import { field, layer } from '../testing/layers'
import { bare } from '../testing/state'
import { textOf } from '../testing/text'
import { Legend } from '../views/Legend'
import { clearForest } from './forestPalette'
import { styleFrom } from './style/styleFrom'

const code = (name: string, color: string): Code => ({ code: name, name: { vi: name, en: name }, color, current: true })
// DKH is a state of forest and a land type.
const states = [code('TXB', '#00ff00'), code('RTG', '#ffd8b0'), code('DKH', '#808080')]
const forest = layer('forest', {
  theme: 'forest',
  label: 'diadanh',
  style: { kind: 'forest', by: 'ldlr' },
  fields: [field('ldlr', { codes: states })],
})

afterEach(() => {
  palette.value = 'official'
  forestInView.value = []
})

describe('the forest', () => {
  const parts = (of: Layer, name: 'official' | 'clear' = 'official') =>
    styleFrom({ ...bare, palette: name, layers: [of], shown: defaultShown([of]) }).layers.filter(({ id }) =>
      id.startsWith('forest-'),
    )

  it('is drawn by state, with the code in the lot', () => {
    const layers = parts(forest)
    expect(layers.map(({ id }) => id)).toEqual(['forest-ground', 'forest-fill', 'forest-line', 'forest-label'])
    expect(JSON.stringify(layers[1]?.paint)).toContain('"TXB","#00ff00","RTG","#ffd8b0","DKH","#808080"')
    expect(JSON.stringify(layers[3]?.layout)).toContain('["get","ldlr"]')
  })

  it('has a second palette of its own, where a land type has the same code', () => {
    const paint = JSON.stringify(parts(forest, 'clear')[1]?.paint)
    expect(paint).toContain(`"TXB","${clearForest('TXB')}"`)
    expect(paint).toContain(`"DKH","${clearForest('DKH')}"`)
  })

  it('without codes is green ground', () => {
    expect(parts(layer('forest', { theme: 'forest' })).map(({ id }) => id)).toEqual(['forest-fill'])
  })

  it('is told in the legend by the states in view', () => {
    expect(textOf(Legend({ layer: forest }))).toContain('Không có lô rừng nào trong khung nhìn.')
    forestInView.value = ['RTG', 'unknown']
    expect(textOf(Legend({ layer: forest }))).toMatch(/Trong khung nhìnRTGRTG/)
  })
})

describe('the second palette of the forest', () => {
  it('keeps the groups apart, for who sees no difference between red and green, too', () => {
    const groups = [
      'TXG',
      'TXP',
      'RNMG',
      'RNMP',
      'TLU',
      'HG1',
      'CD',
      'RTG',
      'DTR',
      'DT2',
      'DT1',
      'BC1',
      'NN',
      'MN',
      'DKH',
    ]
    for (const [i, a] of groups.entries()) {
      for (const b of groups.slice(i + 1)) {
        const [one, other] = [clearForest(a) ?? '', clearForest(b) ?? '']
        expect(distance(one, other), `${a} ${b}`).toBeGreaterThan(0.04)
        expect(distance(seenByDeutan(one), seenByDeutan(other)), `${a} ${b}, deuteranopia`).toBeGreaterThan(0.03)
      }
    }
  })

  it.each([
    ['TXG1', 'TXG'],
    ['LKB', 'RLB1'],
    ['RNM1', 'RNPG'],
    ['RTG', 'RTCDN'],
    ['DT1D', 'DT1'],
  ])('has %s as %s', (a, b) => expect(clearForest(a)).toBe(clearForest(b)))

  it('knows no other code', () => expect(clearForest('XYZ')).toBeUndefined())
})

it('past fires and basins are on by choice alone', () => {
  const spots = layer('hotspots', { geometry: 'Point', theme: 'forest', style: { kind: 'hotspot' } })
  const basins = layer('basins', { theme: 'water', style: { kind: 'basin' } })
  expect([spots, basins].map(kindOf)).toEqual(['hotspot', 'basin'])
  expect([spots, basins].map(shownByDefault)).toEqual([false, false])
})
