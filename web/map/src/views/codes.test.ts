import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Code, Field, Layer } from '../api/types'
import { here } from '../state/details'
import { lang, layers, selection } from '../state/store'
import { codes, field, layer } from '../testing/layers'
import { textOf } from '../testing/text'
import { HereList, Value } from './HereList'
import { Legend } from './Legend'

const kinds: readonly Code[] = [
  { code: 'sea', name: { vi: 'Biển', en: 'Open water' }, color: null, current: true },
  { code: 'river', name: { vi: 'Sông', en: 'Running water' }, color: null, current: true },
]
const states: readonly Code[] = [
  { code: 'good', name: { vi: 'Còn tốt', en: 'Sound' }, color: '#00aa00', current: true },
  { code: 'poor', name: { vi: 'Xuống cấp', en: 'Worn' }, color: null, current: true },
]
const kind = field('kind', { codes: kinds })
const state = field('state', { codes: states })

afterEach(() => {
  lang.value = 'vi'
  selection.value = null
  layers.value = []
  vi.unstubAllGlobals()
})

describe('a value of a field with codes, in the panel', () => {
  const told = (of: Field, value: unknown): string => textOf(Value({ field: of, value })).trim()

  it.each([
    ['vi', 'Biển', 'Sông'],
    ['en', 'Open water', 'Running water'],
  ] as const)('is told by its name alone where the list has no colours: %s', (language, sea, river) => {
    lang.value = language
    expect(told(kind, 'sea')).toBe(sea)
    expect(told(kind, 'river')).toBe(river)
  })

  it('has its code beside the name where the map shows colours by code', () => {
    expect(told(field('land_type', { codes }), 'ODT')).toBe('ODT Đất ở tại đô thị')
    // Without a colour of its own, but of a list that has some.
    expect(told(field('land_type', { codes }), 'DMT')).toBe('DMT Đất cơ sở môi trường')
    expect(told(state, 'poor')).toBe('poor Xuống cấp')
  })

  it('is told one by one where the field holds several', () => {
    expect(told(field('land_types', { type: 'text[]', codes }), ['ODT', 'CLN'])).toBe(
      'ODT Đất ở tại đô thịCLN Đất trồng cây lâu năm',
    )
  })

  it('that is a number has the decimals it has, as Vietnam writes them', () => {
    expect(told(field('width', { type: 'real', unit: 'm' }), 7.25)).toBe('7,25 m')
    expect(told(field('area', { type: 'real', unit: 'ha' }), 2.354)).toBe('2,354 ha')
    expect(told(field('map_area', { type: 'real', unit: 'm²' }), 1234.56)).toBe('1.234,6 m²')
    expect(told(field('period', { type: 'integer' }), 2030)).toBe('2030')
    expect(told(field('taken', { type: 'timestamp' }), '2026-11-21T07:05:00Z')).toBe('21/11/2026 14:05')
  })

  it('that the list does not have stands as it is', () => expect(told(kind, 'swamp')).toBe('swamp'))
})

it('the panel tells what is at a point by names', async () => {
  const water = layer('water', { source: '', as_of: null, fields: [field('name'), kind] })
  const features = [{ id: 1, properties: { name: 'Sông Dinh', kind: 'river' } }]
  const answer = { lon: 107.2, lat: 10.4, layers: [{ name: 'water', title: water.title, features }] }
  vi.stubGlobal('fetch', async () => Response.json(answer))
  layers.value = [water]
  selection.value = { kind: 'point', at: [107.2, 10.4] }
  await expect.poll(() => here.resource.value.value).not.toBeNull()
  expect(textOf(HereList({ without: [] }))).toMatch(/waterSông Dinh\s*kind\s*Sông$/)
})

describe('the legend of a layer', () => {
  const shown = (of: Layer): string => textOf(Legend({ layer: of }))

  it.each([
    ['coloured by a field', layer('mixed', { style: { by: 'state' }, fields: [kind, state] })],
    ['that is a plan: by the first field whose codes have colours', layer('planning_x', { fields: [kind, state] })],
  ])('names every code: %s', (_, of) => {
    expect(shown(of)).toBe('goodCòn tốtpoorXuống cấp (chưa có màu)')
    lang.value = 'en'
    expect(shown(of)).toBe('goodSoundpoorWorn (no colour set)')
  })

  it.each([
    ['water', layer('water', { style: { kind: 'water' }, fields: [kind] })],
    ['roads', layer('roads', { geometry: 'LineString', style: { kind: 'road' }, fields: [kind] })],
    ['coloured by a field without colours', layer('pipes', { style: { by: 'kind' }, fields: [kind] })],
  ])('explains no colours that the map does not have: %s', (_, of) => expect(shown(of)).toBe(''))
})
