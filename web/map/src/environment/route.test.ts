import { describe, expect, it } from 'vitest'
import { encodeRoute, foreign } from '../state/route'
import { decodeEnvironment, type EnvironmentRoute, encodeEnvironment, plainRoute } from './route'

const full: EnvironmentRoute = {
  station: 12,
  tab: 'chart',
  period: { from: '2026-01-01', to: '2026-03-31' },
  step: 'day',
  parameters: ['PM2.5', 'N-NH4+'],
  beside: [3, 4],
  wide: true,
  list: 'exceeding',
  kind: 'surface_water',
  order: 'name',
  text: 'sông Ray & hồ',
  surface: { parameter: 'PM2.5', value: 'max', span: 'week' },
  time: Date.parse('2026-11-26T14:00:00+07:00') / 1000,
}

describe('the address of the environment map', () => {
  it.each<[string, EnvironmentRoute]>([
    ['everything', full],
    ['nothing', plainRoute],
    ['a station alone', { ...plainRoute, station: 7 }],
    ['a list alone', { ...plainRoute, list: 'silent' }],
  ])('holds %s', (_, route) => expect(decodeEnvironment(`?${encodeEnvironment(route)}`)).toEqual(route))

  it('is short and readable', () =>
    expect(encodeEnvironment({ ...plainRoute, station: 7, tab: 'chart', parameters: ['PM2.5', 'O3'] })).toBe(
      'station=7&tab=chart&parameters=PM2.5,O3',
    ))

  it.each([
    '?station=-1',
    '?station=1.5',
    '?station=12abc',
    '?tab=none',
    '?period=7years',
    '?period=2026-02-30..2026-03-01',
    '?period=2026-03-02..2026-03-01',
    '?parameters=<b>,;',
    '?surface=PM2.5~mean',
    '?surface=PM2.5~median~week',
    '?with=a,b',
    '?order=best',
    '?time=2026-11-26',
    '?time=2026-02-30T05',
    '?time=2026-11-26T24',
    '?list=none&kind=none&step=none&wide=2',
  ])('takes what it cannot read as not said: %s', (search) => expect(decodeEnvironment(search)).toEqual(plainRoute))

  it('compares a station neither with itself nor twice with another', () =>
    expect(decodeEnvironment('?station=2&with=2,3,3,4,5,6').beside).toEqual([3, 4, 5]))

  it('stands behind what the handbook says, and is told from it', () => {
    const handbook = { place: null, shown: null, selection: null, palette: 'official', lang: 'en', at: null } as const
    const search = encodeRoute(handbook, encodeEnvironment(full))
    expect(search.startsWith('?lang=en&station=12')).toBe(true)
    expect(foreign(search)).toBe(encodeEnvironment(full))
    expect(foreign('?map=107,10,12&parcel=4&palette=clear')).toBe('')
  })
})
