import { describe, expect, it } from 'vitest'
import type { Layer } from '../../api/types'
import { codes, field, layer } from '../../testing/layers'
import { bare } from '../../testing/state'
import { styleFrom } from './styleFrom'
import { day, themeColors } from './theme'

/** A layer as an import makes it: no label, no style. */
const imported = (over: Partial<Layer>): Layer => layer('tram', { geometry: 'Point', label: null, ...over })

const labelOf = (one: Layer) =>
  styleFrom({ ...bare, layers: [one], shown: { [one.name]: 60 } }).layers.find(({ id }) => id === `${one.name}-label`)

const textOf = (one: Layer) => (labelOf(one)?.layout as { 'text-field'?: unknown[] } | undefined)?.['text-field']

describe('the points of an imported layer', () => {
  it.each(Object.keys(themeColors))('have their name below their mark, on a halo: theme %s', (theme) => {
    const of = imported({ theme, fields: [field('ten')] })
    const label = labelOf(of)
    expect(label).toMatchObject({
      type: 'symbol',
      // The points themselves: there are no label points of a layer that has no label.
      'source-layer': 'tram',
      filter: ['==', ['geometry-type'], 'Point'],
      layout: { 'text-field': ['to-string', ['coalesce', ['get', 'ten'], '']], 'text-anchor': 'top' },
      paint: { 'text-halo-color': day.halo, 'text-opacity': 0.6 },
    })
    const { layers } = styleFrom({ ...bare, layers: [of], shown: { tram: 100 } })
    const ids = layers.map(({ id }) => id)
    expect(ids).toContain('tram-point')
    expect(layers.find(({ id }) => id === 'tram-point')?.paint).toMatchObject({ 'circle-color': themeColors[theme] })
  })

  const get = (name: string) => ['to-string', ['coalesce', ['get', name], '']]

  it.each([
    ['the label of the catalogue', imported({ label: 'ma', fields: [field('ten'), field('ma')] }), get('ma')],
    ['a field that is called a name', imported({ fields: [field('ma'), field('ten_tram')] }), get('ten_tram')],
    ['or is so in English', imported({ fields: [field('id_no'), field('name')] }), get('name')],
    [
      'else the first text',
      imported({ fields: [field('cao', { type: 'real' }), field('ma'), field('loai')] }),
      get('ma'),
    ],
    ['no code', imported({ fields: [field('loai', { codes }), field('ma')] }), get('ma')],
    [
      'nothing that tiles do not have',
      imported({ fields: [field('ten', { in_tiles: false }), field('ma')] }),
      get('ma'),
    ],
    ['nothing, where there is no text', imported({ fields: [field('cao', { type: 'real' })] }), undefined],
    ['of a layer of mixed shapes, too', imported({ geometry: 'Geometry', fields: [field('ten')] }), get('ten')],
  ])('are named by %s', (_, one, want) => expect(textOf(one)).toEqual(want))
})
