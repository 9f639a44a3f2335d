import { describe, expect, it } from 'vitest'
import { everyKind, layer } from '../testing/layers'
import { defaultShown, groundShown, kindOf, knownShown, toggled } from './layers'
import { dayOf, decodeRoute, encodeRoute, endOf, type Route, today } from './route'

const empty: Route = { place: null, shown: null, selection: null, palette: 'official', lang: null, at: null }

describe('the address', () => {
  const full: Route = {
    place: { lon: 107.0843, lat: 10.346, zoom: 17.25, bearing: 30 },
    shown: { communes: 100, parcels: 55 },
    selection: { kind: 'parcel', id: 8_123_456_789, at: [107.08431, 10.34602] },
    palette: 'clear',
    lang: 'en',
    at: '2025-06-30',
  }

  it.each<[string, Route]>([
    ['everything', full],
    ['nothing', empty],
    ['a parcel without a clicked point', { ...empty, selection: { kind: 'parcel', id: 7 } }],
    ['a bare point', { ...empty, selection: { kind: 'point', at: [107.1, 10.4] } }],
    ['a moment', { ...empty, at: '2026-11-26T08:00:00.123456+07:00' }],
    ['no layer at all', { ...empty, shown: {} }],
  ])('holds %s', (_, route) => expect(decodeRoute(encodeRoute(route))).toEqual(route))

  it('is short and readable', () =>
    expect(encodeRoute(full)).toBe(
      '?map=107.0843,10.346,17.25,30&layers=communes,parcels~55&parcel=8123456789&point=107.08431,10.34602&at=2025-06-30&palette=clear&lang=en',
    ))

  it.each([
    '?map=107.1',
    '?map=999,10,12',
    '?map=107,10,99',
    '?map=107,,12',
    '?map=a,b,c',
    '?parcel=-4',
    '?parcel=1.5',
    '?parcel=12abc',
    '?point=1',
    '?lang=fr',
    '?palette=neon',
    '?at=2025-02-30',
    '?at=30/06/2025',
    '?at=2025-6-30',
    '?at=0025-06-30',
    '?at=2026-11-26T08:00:00',
    '?at=2026-11-26T99:00:00Z',
  ])('takes %s as not said', (query) => expect(decodeRoute(query)).toEqual(empty))

  it('drops layer names that cannot be and bounds opacities', () =>
    expect(decodeRoute('?layers=parcels~0,Roads,<b>,forest~300,water').shown).toEqual({
      parcels: 1,
      forest: 100,
      water: 100,
    }))
})

describe('a day', () => {
  it.each([
    ['2026-11-26', '2026-11-26', '2026-11-26T16:59:59.999Z'],
    ['2026-11-26T16:59:59Z', '2026-11-26', '2026-11-26T16:59:59.000Z'],
    ['2026-11-26T17:00:00Z', '2026-11-27', '2026-11-26T17:00:00.000Z'],
    ['2026-11-26T23:59:59+07:00', '2026-11-26', '2026-11-26T16:59:59.000Z'],
  ])('%s is on %s in Việt Nam and ends at %s', (time, day, end) => {
    expect(dayOf(time)).toBe(day)
    expect(new Date(endOf(time)).toISOString()).toBe(end)
    expect(today(new Date(end))).toBe(day)
  })
})

describe('layers', () => {
  const list = [layer('communes'), layer('parcels'), layer('planning_2030', { style: { kind: 'planning' } })]

  it('shows overlays only when asked for', () =>
    expect(defaultShown(list)).toEqual({ basemap: 100, communes: 100, parcels: 100 }))

  it('keeps the stations off in the handbook, and the parcels off on the environment map', () => {
    expect(defaultShown(everyKind)).not.toHaveProperty('stations')
    expect(Object.keys(groundShown(everyKind))).toEqual(['basemap', 'communes', 'water', 'forest', 'roads'])
  })

  it('forgets layers that are gone', () =>
    expect(knownShown(list, { gone: 100, parcels: 40 })).toEqual({ parcels: 40 }))

  it('switches in catalogue order', () => {
    const on = toggled(list, { parcels: 40, planning_2030: 70 }, 'communes')
    expect(Object.entries(on)).toEqual([
      ['communes', 100],
      ['parcels', 40],
      ['planning_2030', 70],
    ])
    expect(toggled(list, on, 'parcels')).toEqual({ communes: 100, planning_2030: 70 })
  })

  it.each([
    [layer('parcels', { style: { kind: 'planning' } }), 'parcels'],
    [layer('x', { style: { kind: 'corridor' } }), 'corridor'],
    [layer('quy_hoach_2030'), 'planning'],
    [layer('rung', { theme: 'forest' }), 'forest'],
    [layer('rung', { theme: 'forest', style: { color: '#336699' } }), 'plain'],
    [layer('gieng', { theme: 'water', geometry: 'Point' }), 'plain'],
    [layer('x', { theme: 'air', style: { kind: 'unheard' } }), 'plain'],
    [layer('stations', { geometry: 'Point', style: { kind: 'station' } }), 'station'],
  ])('knows kinds', (one, kind) => expect(kindOf(one)).toBe(kind))
})
