import { describe, expect, it } from 'vitest'
import { layer } from '../../testing/layers'
import { bare } from '../../testing/state'
import { strengths } from './cells'
import { styleFrom } from './styleFrom'

const cellsOf = (name: string, over: Parameters<typeof layer>[1]) =>
  styleFrom({ ...bare, layers: [layer(name, over)], shown: { [name]: 50 } }).layers.find(
    ({ id }) => id === `${name}-cells`,
  )

describe('below its first zoom', () => {
  it.each([
    ['a layer of points', 'wells', { geometry: 'Point', min_zoom: 12 }, true],
    ['the parcels', 'parcels', { min_zoom: 14 }, true],
    ['a layer of points that is drawn at every zoom', 'wells', { geometry: 'Point' }, false],
    ['any other layer', 'roads', { geometry: 'LineString', min_zoom: 12, style: { kind: 'road' } }, false],
  ] as const)('%s', (_, name, over, shown) => {
    expect(cellsOf(name, over) !== undefined).toBe(shown)
  })

  it('parcels of a past time have none: their tiles know of no cells', () => {
    const parcels = layer('parcels', { min_zoom: 14 })
    const style = styleFrom({ ...bare, layers: [parcels], shown: { parcels: 50 }, past: '2026-11-20T08:00:00+07:00' })
    expect(style.layers.filter(({ id }) => id === 'parcels-cells')).toEqual([])
  })

  it('there are none under a screen that draws its own records', () => {
    const parcels = layer('parcels', { min_zoom: 14 })
    const style = styleFrom({ ...bare, layers: [parcels], shown: { parcels: 50 }, cells: false })
    expect(style.layers.filter(({ id }) => id.startsWith('parcels'))).not.toEqual([])
    expect(style.layers.filter(({ id }) => id === 'parcels-cells')).toEqual([])
  })

  it('cells are of the tile layer of that name, end where the records begin, and are as strong as the layer', () => {
    const cells = cellsOf('wells', { geometry: 'Point', min_zoom: 12 })
    expect(cells).toMatchObject({ type: 'fill', 'source-layer': 'wells_bins', maxzoom: 12 })
    const opacity = (cells?.paint as { 'fill-opacity': unknown[] } | undefined)?.['fill-opacity'] ?? []
    expect(opacity.at(-1)).toBeCloseTo((strengths.at(-1)?.[1] ?? 0) / 2)
  })
})
