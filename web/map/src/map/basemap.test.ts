import type { StyleSpecification } from 'maplibre-gl'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { beneath, isBasemap, readBasemap } from './basemap'

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

describe('reading the base map', () => {
  const answer = (body: string, status = 200) => {
    const asked = vi.fn(async (_: string) => new Response(body, { status }))
    vi.stubGlobal('fetch', asked)
    vi.stubGlobal('document', { baseURI: 'https://sotay.example/?map=107,10,12' })
    return asked
  }
  afterEach(() => vi.unstubAllGlobals())

  it('none is set: null, and nothing is asked', async () => {
    const asked = answer('')
    expect(await readBasemap(null)).toBeNull()
    expect(asked).not.toHaveBeenCalled()
  })

  it('a raster template is taken as it is, and nothing is asked', async () => {
    const asked = answer('')
    const raster = 'https://maps.example/{z}/{x}/{y}.png'
    expect(await readBasemap({ raster })).toEqual({ raster })
    expect(asked).not.toHaveBeenCalled()
  })

  it.each([
    ['https://maps.example/styles/quiet.json', 'https://maps.example/styles/quiet.json'],
    ['/styles/own.json', 'https://sotay.example/styles/own.json'],
  ])('a style is asked for where it is and made fit: %s', async (setting, url) => {
    const asked = answer(JSON.stringify(theirs))
    expect(await readBasemap({ style: setting })).toEqual({ style: beneath(theirs, url) })
    expect(asked.mock.calls).toEqual([[url]])
  })

  it.each([
    ['is not there', '{}', 404],
    ['has a server in trouble that sends a style all the same', JSON.stringify(theirs), 503],
    ['is a page', '<!doctype html><title>Maps</title>'],
    ['is null', 'null'],
    ['is a TileJSON', '{"tilejson":"3.0.0","tiles":[]}'],
    ['has no sources', '{"version":8,"layers":[]}'],
    ['has layers that are no list', '{"version":8,"sources":{},"layers":{}}'],
    ['is of another version', '{"version":7,"sources":{},"layers":[]}'],
  ])('rejects what cannot be had: a style that %s', async (_, body, status = 200) => {
    answer(body, status)
    await expect(readBasemap({ style: '/style.json' })).rejects.toThrow()
  })

  it('rejects when there is no network', async () => {
    answer('')
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')))
    await expect(readBasemap({ style: '/style.json' })).rejects.toThrow('Failed to fetch')
  })

  it('knows its sources from those of layers', () => {
    expect(['basemap', 'basemap:parcels', 'parcels', 'basemaps', 'sotay'].filter(isBasemap)).toEqual([
      'basemap',
      'basemap:parcels',
    ])
  })
})
