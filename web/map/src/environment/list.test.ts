import { describe, expect, it } from 'vitest'
import { index, station } from '../testing/stations'
import { chosenStations, counted, nearestAir, orderOf, ordersOf, sorted } from './list'
import type { Station } from './types'

const now = Date.parse('2026-11-26T14:05:00+07:00')
const moment = { heard: now, now }
const all = [
  station(1, { name: 'Không khí Bãi Trước', river: 'Sông Hỏa', index: index(26, 1) }),
  station(2, {
    name: 'Không khí Đất Đỏ',
    index: index(124, 3),
    state: 'exceeding',
    last_at: '2026-11-26T14:04:00+07:00',
  }),
  station(3, { name: 'Sông Ray', kind: 'surface_water', index: index(30, 4, 'wqi'), water_body: 'Sông Ray' }),
  station(4, { name: 'Không khí Phú Mỹ', state: 'silent', index: index(400, 6) }),
  station(5, {
    name: 'Nước thải Đông Xuyên',
    kind: 'waste_water',
    commune: { code: '26', name: 'Phường Rạch Dừa' },
    last_at: null,
  }),
]
const ids = (list: readonly Station[]): number[] => list.map(({ id }) => id)

describe('the list', () => {
  it.each([
    [{ list: 'all', kind: null, text: '' }, [1, 2, 3, 4, 5]],
    [{ list: 'exceeding', kind: null, text: '' }, [2]],
    [{ list: 'silent', kind: null, text: '' }, [4]],
    [{ list: 'all', kind: 'air', text: '' }, [1, 2, 4]],
    [{ list: 'all', kind: null, text: 'dat do' }, [2]],
    [{ list: 'all', kind: null, text: '  RẠCH   dừa ' }, [5]],
    [{ list: 'all', kind: null, text: 'kk3' }, [3]],
    [{ list: 'all', kind: null, text: 'song hoa' }, [1]],
    [{ list: 'silent', kind: 'surface_water', text: '' }, []],
  ] as const)('%j', (wanted, found) => expect(ids(chosenStations(all, wanted, moment))).toEqual(found))

  it('has none that exceeds when nothing was heard for hours', () =>
    expect(
      ids(chosenStations(all, { list: 'exceeding', kind: null, text: '' }, { heard: now - 4 * 3_600_000, now })),
    ).toEqual([]))
})

describe('the order', () => {
  it.each([
    ['index', [2, 3, 1, 4, 5]],
    ['name', [1, 2, 4, 5, 3]],
    ['distance', [5, 4, 3, 2, 1]],
    ['time', [2, 1, 4, 3, 5]],
  ] as const)('by %s', (order, found) => expect(ids(sorted(all, order, [107.06, 10.4], moment))).toEqual(found))

  it('is by name where no place is known', () =>
    expect(ids(sorted(all, 'distance', null, moment))).toEqual([1, 2, 4, 5, 3]))
})

it('what exceeds sends', () => expect(counted(all, moment)).toEqual({ sending: 4, exceeding: 1, silent: 1 }))

it('the nearest air station is one that says something, where there is any', () => {
  expect(nearestAir(all, [107.045, 10.4], moment)?.id).toBe(2)
  expect(nearestAir(all.slice(3), [107, 10.4], moment)?.id).toBe(4)
  expect(nearestAir(all.slice(4), [107, 10.4], moment)).toBeUndefined()
})

it('a list is sorted by what it is about, unless somebody wants it otherwise', () => {
  expect(orderOf(null, 'exceeding', true)).toBe('severity')
  expect(orderOf(null, 'silent', false)).toBe('since')
  expect(orderOf(null, 'all', true)).toBe('index')
  expect(orderOf(null, 'all', false)).toBe('distance')
  expect(orderOf('name', 'silent', false)).toBe('name')
  expect(orderOf('severity', 'silent', false)).toBe('since')
  expect(ordersOf('all')).toEqual(['distance', 'index', 'name', 'time'])
})

it('what is farthest beyond its limit comes first', () =>
  expect(
    ids(
      sorted(
        all,
        'severity',
        null,
        moment,
        new Map([
          [3, 1.2],
          [2, 4],
        ]),
      ),
    ).slice(0, 2),
  ).toEqual([2, 3]))

it('who fell silent last comes first', () => {
  const since = (id: number, state_since: string) => station(id, { state: 'silent', state_since })
  const silent = [since(1, '2026-11-20T00:00:00+07:00'), since(2, '2026-11-26T09:00:00+07:00')]
  expect(ids(sorted(silent, 'since', null, moment))).toEqual([2, 1])
})
