import { describe, expect, it } from 'vitest'
import type { Layer } from '../../api/types'
import { defaultShown } from '../../state/layers'
import { distance } from '../../testing/colors'
import { codes, everyKind, field, layer } from '../../testing/layers'
import { bare } from '../../testing/state'
import { styleFrom } from './styleFrom'
import { day, night, type Theme } from './theme'

const communes = layer('communes', { theme: 'admin' })
const kind = field('kind', { codes: [{ code: 'sea', name: { vi: 'Biển', en: 'Sea' }, color: null, current: true }] })
const seas = layer('water', { style: { kind: 'water' }, fields: [field('name'), kind] })
const rivers = layer('water', { style: { kind: 'water' }, fields: [field('name'), field('kind', { codes })] })

/** The ground of a map that knows these layers, of which those named are off: colours from below, by layer. */
function ground(layers: readonly Layer[], off: readonly string[] = [], theme: Theme = day) {
  const shown = { ...defaultShown(layers) }
  for (const name of off) delete (shown as Record<string, number>)[name]
  return styleFrom({ ...bare, theme, layers, shown })
    .layers.filter(({ id }) => ['background', 'land', 'sea'].includes(id))
    .map(({ id, paint }) => [id, Object.values(paint ?? {})[0]])
}

describe.each([
  ['day', day],
  ['night', night],
])('land and sea by %s', (_, theme) => {
  const all = [
    ['background', theme.beyond],
    ['land', theme.land],
    ['sea', theme.sea],
  ]

  it('are known where the water layer tells of the sea, whatever is switched off', () => {
    expect(ground([communes, seas], [], theme)).toEqual(all)
    expect(ground([communes, seas], ['water'], theme)).toEqual(all)
    expect(ground([communes, seas], ['water', 'communes'], theme)).toEqual(all)
    expect(ground([communes, { ...rivers, name: 'rivers' }, seas], ['water', 'rivers'], theme)).toEqual(all)
  })

  it('are told apart by the communes alone where it does not', () => {
    const land = ['land', theme.land]
    expect(ground([communes], [], theme)).toEqual([['background', theme.sea], land])
    expect(ground([communes, rivers], ['water'], theme)).toEqual([['background', theme.sea], land])
    // While the layer is drawn, it tells what is water.
    expect(ground([communes, rivers], [], theme)).toEqual([['background', theme.beyond], land])
    expect(ground([communes, { ...seas, count: 0 }], [], theme)).toEqual([['background', theme.sea], land])
    // Lines of rivers tell of no area.
    expect(ground([communes, { ...rivers, geometry: 'LineString' }], [], theme)).toEqual([
      ['background', theme.sea],
      land,
    ])
  })

  it('are not without communes', () => expect(ground([seas], [], theme)).toEqual([['background', theme.land]]))

  it('have colours that an eye tells apart', () => {
    for (const other of [theme.land, theme.beyond]) expect(distance(theme.sea, other), other).toBeGreaterThan(0.03)
    // But land from what no layer tells of, too.
    expect(distance(theme.land, theme.beyond)).toBeGreaterThan(0.02)
  })
})

it('takes from the water layer what is sea, and only areas', () => {
  const sea = styleFrom({ ...bare, layers: [communes, seas], shown: {} }).layers.find(({ id }) => id === 'sea')
  expect(sea).toMatchObject({
    'source-layer': 'water',
    filter: ['all', ['==', ['geometry-type'], 'Polygon'], ['==', ['get', 'kind'], 'sea']],
  })
})

it('leaves land and sea to a base map while that is on', () => {
  const basemap = { raster: 'https://tiles.example/{z}/{x}/{y}.png' }
  const ids = (shown: Record<string, number>) =>
    styleFrom({ ...bare, layers: everyKind, basemap, shown }).layers.map(({ id }) => id)
  expect(ids({ basemap: 100, communes: 100 }).slice(0, 3)).toEqual(['background', 'basemap', 'communes-line'])
  expect(ids({ communes: 100 }).slice(0, 3)).toEqual(['background', 'land', 'communes-line'])
})
