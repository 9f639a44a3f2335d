import type { StyleSpecification } from 'maplibre-gl'
import { describe, expect, it } from 'vitest'
import { beneath } from './basemap'

const theirs: StyleSpecification = {
  version: 8,
  glyphs: '../fonts/{fontstack}/{range}.pbf',
  sprite: 'sprite',
  sources: {
    parcels: { type: 'vector', url: '/tiles.json' },
    photo: { type: 'raster', tiles: ['photo/{z}/{x}/{y}.png'], tileSize: 256 },
  },
  layers: [
    { id: 'background', type: 'background' },
    { id: 'parcels-fill', type: 'fill', source: 'parcels', 'source-layer': 'land' },
  ],
}

describe("the operator's base map", () => {
  const ours = beneath(theirs, 'https://maps.example/styles/quiet.json')

  it('finds its files where its own address says', () => {
    expect(ours.glyphs).toBe('https://maps.example/fonts/{fontstack}/{range}.pbf')
    expect(ours.sprite).toBe('https://maps.example/styles/sprite')
    expect(ours.sources['basemap:parcels']).toMatchObject({ url: 'https://maps.example/tiles.json' })
    expect(ours.sources['basemap:photo']).toMatchObject({
      tiles: ['https://maps.example/styles/photo/{z}/{x}/{y}.png'],
    })
  })

  it('shares no name with the layers of the catalogue', () => {
    expect(ours.layers.map(({ id }) => id)).toEqual(['basemap:background', 'basemap:parcels-fill'])
    expect(ours.layers[1]).toMatchObject({ source: 'basemap:parcels' })
  })

  it('leaves what it was given as it was', () => expect(theirs.layers[1]?.id).toBe('parcels-fill'))
})
