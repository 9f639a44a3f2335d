import { validateStyleMin } from '@maplibre/maplibre-gl-style-spec'
import type { FeatureCollection, Polygon } from 'geojson'
import { describe, expect, it } from 'vitest'
import { geodesicDistance } from '../../geo/measure'
import { lang } from '../../state/store'
import { everyKind, field, layer } from '../../testing/layers'
import { bare } from '../../testing/state'
import { around } from './drawing'
import type { MapState } from './state'
import { sourcesOf, styleFrom } from './styleFrom'
import { night } from './theme'

const everything = Object.fromEntries(['basemap', ...everyKind.map(({ name }) => name)].map((name) => [name, 80]))

const square = [
  [107.1, 10.4],
  [107.2, 10.4],
  [107.2, 10.5],
  [107.1, 10.4],
]

const busy: MapState = {
  ...bare,
  shown: everything,
  palette: 'clear',
  lang: 'en',
  theme: night,
  basemap: { raster: 'https://tiles.example/{z}/{x}/{y}.png' },
  chosen: { type: 'MultiPolygon', coordinates: [[square, square], [square]] },
  point: [107.1, 10.4],
  pieces: [
    { shape: { type: 'Polygon', coordinates: [square] }, color: '#ffa0ff', hatched: false },
    { shape: { type: 'Polygon', coordinates: [square] }, color: '#b0413e', hatched: true },
  ],
  vertices: [{ n: 1, at: [107.1, 10.4] }],
  neighbours: [{ n: 1, at: [107.1, 10.4] }],
  measure: {
    kind: 'area',
    method: 'geodesic',
    points: [
      [107.1, 10.4],
      [107.2, 10.4],
      [107.2, 10.5],
    ],
  },
  location: { at: [107.1, 10.4], accuracy: 12 },
}

const ids = (state: MapState): string[] => styleFrom(state).layers.map(({ id }) => id)

describe('the day', () => {
  const dates = [field('valid_from', { type: 'date' }), field('valid_to', { type: 'date' })]
  const layers = bare.layers.map((one) =>
    one.name === 'communes' ? { ...one, fields: [...one.fields, ...dates] } : one,
  )
  const urls = (at: string | null): string[] =>
    Object.values(styleFrom({ ...bare, layers, at }).sources).flatMap((source) =>
      'url' in source && source.url ? [source.url] : [],
    )

  it('is asked of tiles with dates, and of no others', () => {
    expect(urls(null).filter((url) => url.includes('at='))).toEqual([])
    const asked = urls('2025-06-30')
    expect(asked.filter((url) => url.includes('&at=2025-06-30'))).toEqual(
      asked.filter((url) => url.includes('communes')),
    )
    expect(asked.some((url) => !url.includes('at='))).toBe(true)
  })
})

describe('a past time', () => {
  const past = '2026-11-20T08:00:00+07:00'
  const state: MapState = { ...busy, past }

  it('has the parcels of then from the history, and nothing of those of now', () => {
    const style = styleFrom(state)
    expect(validateStyleMin(style as never)).toEqual([])
    const urls = Object.values(style.sources).flatMap((source) => ('url' in source && source.url ? [source.url] : []))
    expect(urls).toContain('https://sotay.example/history/parcels.json?at=2026-11-20T08%3A00%3A00%2B07%3A00')
    expect(urls.filter((url) => /tiles\/.*(parcels|sheets)/.test(url))).toEqual([])
    const drawn = style.layers.filter(({ id }) => id.startsWith('parcels-'))
    expect(drawn.map((one) => 'source' in one && one.source)).toEqual(['past', 'past', 'past'])
    expect(ids(state).filter((id) => id.startsWith('sheets-'))).toEqual([])
    expect([...sourcesOf(state, new Set(['parcels']))]).toEqual(['past'])
  })

  it('asks nothing of the history where parcels are hidden', () =>
    expect(Object.keys(styleFrom({ ...state, shown: { communes: 100 } }).sources)).not.toContain('past'))
})

describe('styleFrom', () => {
  it.each([
    ['a fresh page', bare],
    ['everything at once', busy],
    ['no layers', { ...bare, layers: [], shown: {} }],
    ['only sheets', { ...bare, shown: { sheets: 50 } }],
  ])('%s: is a valid style without doubles', (_, state) => {
    expect(validateStyleMin(styleFrom(state) as never)).toEqual([])
    expect(new Set(ids(state)).size).toBe(ids(state).length)
  })

  it('is pure', () => expect(styleFrom(busy)).toEqual(styleFrom(busy)))

  it('asks for all layers of a fresh page in one tile, and keeps that address when one is hidden', () => {
    const url = (state: MapState) => (styleFrom(state).sources.sotay as { url: string }).url
    expect(url(bare)).toBe(
      'https://sotay.example/tiles/communes,water,forest,roads,sheets,parcels,wells,pipes,mixed.json?g=1',
    )
    expect(url({ ...bare, shown: { parcels: 100 } })).toBe(url(bare))
    expect(Object.keys(styleFrom(bare).sources)).not.toContain('planning_2030')
    expect(Object.keys(styleFrom(busy).sources)).toContain('planning_2030')
  })

  it('draws the cadastre as a cadastral map is drawn', () => {
    const find = (id: string) => styleFrom(bare).layers.find((l) => l.id === id)
    expect(find('parcels-line')).toMatchObject({ minzoom: 15, paint: { 'line-color': '#6b5e4b', 'line-width': 0.6 } })
    expect(find('parcels-fill')).toMatchObject({ minzoom: 14, paint: { 'fill-opacity': 0.55 } })
    expect(find('parcels-label')).toMatchObject({ minzoom: 17, 'source-layer': 'parcels_labels' })
    expect(find('sheets-label')).toMatchObject({ minzoom: 12, maxzoom: 15 })
    expect(find('communes-label')).toMatchObject({ maxzoom: 15 })
  })

  it('colours by code, in the chosen palette, and leaves out what is hidden or empty', () => {
    const color = (state: MapState) =>
      JSON.stringify(styleFrom(state).layers.find(({ id }) => id === 'parcels-fill')?.paint)
    expect(color(bare)).toContain('"ODT","#ffa0ff"')
    expect(color({ ...bare, palette: 'clear' })).toContain('"ODT","#e4588a"')
    expect(ids({ ...bare, shown: { communes: 100 } })).not.toContain('parcels-fill')
    expect(ids({ ...bare, layers: [layer('rung', { count: 0 })], shown: { rung: 100 } })).not.toContain('rung-fill')
  })

  it('dims all but the chosen parcel, below the labels', () => {
    const order = ids({ ...bare, chosen: { type: 'Polygon', coordinates: [square] } })
    expect(order.indexOf('around')).toBeGreaterThan(order.indexOf('parcels-line'))
    expect(order.indexOf('chosen-line')).toBeGreaterThan(order.indexOf('around'))
    expect(order.indexOf('parcels-label')).toBeGreaterThan(order.indexOf('chosen-line'))
    const [outside, ...holes] = around({ type: 'Polygon', coordinates: [square, square] })
    expect((outside?.geometry as Polygon | undefined)?.coordinates).toHaveLength(2)
    expect(holes).toHaveLength(1)
  })

  it.each([8, 250])('draws the circle of a location as wide as the device is unsure: %i m', (accuracy) => {
    const at = [107.1, 10.4] as const
    const { data } = styleFrom({ ...bare, location: { at, accuracy } }).sources.location as { data: FeatureCollection }
    const [circle, dot] = data.features
    expect(dot?.geometry).toEqual({ type: 'Point', coordinates: at })
    const [ring = []] = (circle?.geometry as Polygon | undefined)?.coordinates ?? []
    expect(ring.at(-1)).toEqual(ring[0])
    expect(ring.length).toBeGreaterThan(32)
    for (const [lon = 0, lat = 0] of ring) expect(geodesicDistance(at, [lon, lat]) / accuracy).toBeCloseTo(1, 2)
  })

  it('gives the names of communes their place before the texts of all other layers', () => {
    const texts = styleFrom({ ...bare, shown: everything }).layers.flatMap(({ id, type }) =>
      type === 'symbol' ? [id] : [],
    )
    for (const other of ['water', 'roads', 'sheets', 'parcels', 'wells']) expect(texts).toContain(`${other}-label`)
    // What stands higher is placed first.
    expect(texts.slice(-2)).toEqual(['communes-label', 'archipelagos'])
  })

  it('draws wide roads close up from tiles that know enough of their surroundings', () => {
    const { layers, sources } = styleFrom(bare)
    expect(sources.ways).toMatchObject({ minzoom: 15, maxzoom: 15, url: 'https://sotay.example/tiles/roads.json?g=1' })
    for (const part of ['casing', 'fill']) {
      expect(layers.find(({ id }) => id === `roads-${part}`)).toMatchObject({ source: 'sotay', maxzoom: 16 })
      expect(layers.find(({ id }) => id === `roads-${part}-near`)).toMatchObject({ source: 'ways', minzoom: 16 })
    }
    const late = styleFrom({ ...bare, layers: [layer('roads', { style: { kind: 'road' }, min_zoom: 17 })] })
    expect(Object.keys(late.sources)).not.toContain('ways')
    expect(late.layers.find(({ id }) => id === 'roads-fill')?.maxzoom).toBeUndefined()
  })

  it.each([
    ['a fresh page', bare],
    ['everything at once', busy],
    ['no layers', { ...bare, layers: [], shown: {} }],
  ])('%s: names Hoàng Sa and Trường Sa as Vietnamese, whatever else would stand there', (_, state) => {
    lang.value = state.lang
    const { layers, sources } = styleFrom(state)
    lang.value = 'vi'
    const name = layers.find(({ id }) => id === 'archipelagos')
    expect(name).toMatchObject({
      maxzoom: 10,
      layout: { 'text-allow-overlap': true, 'text-field': ['get', 'archipelago'] },
    })
    expect(name?.minzoom).toBeUndefined()
    expect(layers.find(({ id }) => id === 'islands')?.maxzoom).toBeUndefined()
    // What stands higher is placed first: the names of the layers give way.
    const labels = layers.flatMap(({ id }, at) => (id.endsWith('-label') && id.startsWith('communes') ? [at] : []))
    for (const at of labels) expect(layers.findIndex(({ id }) => id === 'archipelagos')).toBeGreaterThan(at)
    expect(JSON.stringify(sources.islands)).toContain(
      state.lang === 'vi' ? 'Quần đảo Trường Sa\\n(Việt Nam)' : 'Truong Sa Archipelago\\n(Viet Nam)',
    )
  })

  it('knows in which source a layer stands', () => {
    expect([...sourcesOf(bare, new Set(['parcels', 'forest']))]).toEqual(['sotay'])
    expect([...sourcesOf(bare, new Set(['roads']))]).toEqual(['sotay', 'ways'])
    expect([...sourcesOf(bare, new Set(['planning_2030']))]).toEqual(['planning_2030'])
    expect([...sourcesOf(bare, new Set(['gone']))]).toEqual([])
  })
})
