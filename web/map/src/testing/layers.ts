import type { Code, Field, Layer } from '../api/types'

/** Catalogue entries for tests. */

export const codes: readonly Code[] = [
  { code: 'ODT', name: { vi: 'Đất ở tại đô thị', en: 'Urban residential land' }, color: '#ffa0ff', current: true },
  { code: 'CLN', name: { vi: 'Đất trồng cây lâu năm', en: 'Perennial crops' }, color: '#ffd2a0', current: true },
  { code: 'DMT', name: { vi: 'Đất cơ sở môi trường', en: 'Environmental facilities' }, color: null, current: true },
]

export const field = (name: string, over: Partial<Field> = {}): Field => ({
  name,
  type: 'text',
  title: { vi: name, en: name },
  in_tiles: true,
  filterable: true,
  unit: '',
  codes: null,
  ...over,
})

export const layer = (name: string, over: Partial<Layer> = {}): Layer => ({
  name,
  title: { vi: name, en: name },
  theme: 'land',
  geometry: 'Polygon',
  min_zoom: 0,
  max_zoom: 22,
  label: 'name',
  bounds: [107, 10, 108, 11],
  count: 10,
  source: 'Nguồn thử',
  as_of: '2026-06-30',
  sort: 100,
  generation: 1,
  version: '1',
  style: {},
  tiles: `/tiles/${name}.json`,
  fields: [field('name')],
  ...over,
})

/** One layer of every kind, in drawing order. */
export const everyKind: readonly Layer[] = [
  layer('communes', { theme: 'admin' }),
  layer('water', { style: { kind: 'water' } }),
  layer('forest', { theme: 'forest' }),
  layer('roads', { geometry: 'LineString', style: { kind: 'road' } }),
  layer('sheets', { label: 'sheet_no', fields: [field('sheet_no')] }),
  layer('parcels', {
    label: 'parcel_no',
    fields: [field('land_type', { codes }), field('map_area', { type: 'real' })],
  }),
  layer('planning_2030', { style: { kind: 'planning' }, fields: [field('zone', { codes })] }),
  layer('corridors', { style: { kind: 'corridor' } }),
  layer('stations', { geometry: 'Point', theme: 'facility', style: { kind: 'station' } }),
  layer('cameras', { geometry: 'Point', theme: 'facility', style: { kind: 'camera', color: '#4a5568' } }),
  layer('wells', { geometry: 'Point', style: { color: '#336699' } }),
  layer('pipes', { geometry: 'LineString', theme: 'water', style: { color: '#336699' } }),
  layer('mixed', { geometry: 'Geometry', style: { by: 'state' }, fields: [field('name'), field('state', { codes })] }),
]
