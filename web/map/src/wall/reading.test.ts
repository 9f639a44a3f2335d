import { expect, it } from 'vitest'
import type { WallPicture } from '../api/schema.gen'
import { abnormal, byFreshness, byLevel, ends, type Indicator, isStale, period, sourcesIn } from './reading'

type Station = WallPicture['stations'][number]
const station = (id: number, state: Station['state'], aqi: number | null, since = ''): Station =>
  ({
    id,
    name: `Trạm ${id}`,
    state,
    state_since: since,
    last_at: since || null,
    index: aqi === null ? null : { kind: 'aqi', value: aqi, level: Math.ceil(aqi / 50) },
  }) as Station
const picture = (...stations: Station[]) => ({ stations }) as unknown as WallPicture

it('what exceeds or has bad air comes before what is silent, the newest first', () => {
  const list = abnormal(
    picture(
      station(1, 'ok', 40),
      station(2, 'silent', 300, '2026-11-27T09:00:00Z'),
      station(3, 'exceeding', null, '2026-11-27T07:00:00Z'),
      station(4, 'exceeding', null, '2026-11-27T08:00:00Z'),
      station(5, 'ok', 101),
      station(6, 'ok', 100),
    ),
  )
  expect(list.map(({ id }) => id)).toEqual([4, 3, 5, 2])
})

it('stations that send are counted by the level of their index, bad ones first', () => {
  const rows = byLevel(
    picture(station(1, 'ok', 40), station(2, 'ok', 45), station(3, 'ok', 120), station(4, 'silent', 400)),
  )
  expect(rows.map(({ level, count, bad }) => [level, count, bad])).toEqual([
    [3, 1, true],
    [1, 2, false],
  ])
})

it('stations are counted by how long ago they sent', () => {
  const of = picture(
    station(1, 'ok', null, '2026-11-27T08:30:00Z'),
    station(2, 'ok', null, '2026-11-27T06:00:00Z'),
    station(3, 'silent', null, '2026-11-27T08:30:00Z'),
    station(4, 'unknown', null),
  )
  expect(byFreshness(of, Date.parse('2026-11-27T09:00:00Z'))).toEqual({ fresh: 1, older: 2, silent: 1 })
})

it('names the lowest and the highest, and none of none', () => {
  const values = [{ value: 1 }, { value: 2 }, { value: 3 }]
  expect(ends({ values } as unknown as Indicator)).toEqual({ lowest: { value: 1 }, highest: { value: 3 } })
  expect(ends({ values: [] } as unknown as Indicator)).toBeNull()
})

it('writes periods', () => {
  const write = { month: (part: string) => `tháng ${part}`, quarter: (part: string) => `quý ${part}` }
  expect(['2026', '2026-Q3', '2026-09'].map((text) => period(text, write))).toEqual([
    '2026',
    'quý III/2026',
    'tháng 09/2026',
  ])
})

const NOON = Date.parse('2026-11-27T12:00:00Z')
type Source = WallPicture['sources'][number]
const source = (name: string, as_of: string | null, failed = false): Source => ({ name, as_of, failed, known: true })

it('a source is stale when it cannot be read, when it is older than it may be, and when nothing is known of it, not when it never says', () => {
  const stale = (name: string, as_of: string | null, failed = false) => isStale(source(name, as_of, failed), NOON)
  expect(stale('stations', '2026-11-27T10:01:00Z')).toBe(false)
  expect(stale('stations', '2026-11-27T06:00:00Z')).toBe(true)
  expect(stale('stations', null)).toBe(false)
  expect(isStale({ ...source('stations', null, false), known: false }, NOON)).toBe(true)
  expect(stale('stations', '2026-11-27T12:00:00Z', true)).toBe(true)
  expect(stale('alarms', '2026-11-27T11:59:00Z')).toBe(false)
  expect(stale('reports', '2026-11-27T11:57:00Z')).toBe(true)
  expect(stale('cameras', '2026-11-26T13:00:00Z')).toBe(false)
  expect(stale('cameras', '2026-11-26T11:00:00Z')).toBe(true)
  expect(stale('indicators', '2026-10-01T00:00:00Z')).toBe(false)
  expect(stale('indicators', '2026-09-01T00:00:00Z')).toBe(true)
})

const sources = ['stations', 'alarms', 'reports', 'cameras', 'indicators'].map((name) => ({
  name,
  stale: name === 'cameras',
  text: 'Nguồn số liệu 16:00',
}))
const named = (scene: string, room: number, at: number) => sourcesIn(sources, scene, room, at).map(({ name }) => name)

it('stale sources come first, then those of the scene, as far as there is room', () => {
  expect(named('reports', 99, 0)).toEqual(['cameras', 'stations', 'alarms', 'reports', 'indicators'])
  // It is the stations' turn.
  expect(named('reports', 36, 0)).toEqual(['cameras', 'stations', 'reports'])
  expect(named('reports', 24, 0)).toEqual(['cameras', 'stations'])
  // It is the cameras' own turn.
  expect(named('reports', 24, 40_000)).toEqual(['cameras', 'reports'])
})

it('however narrow the line is, each source is seen within a minute', () => {
  for (const room of [1, 13, 25, 37]) {
    for (const from of [NOON, NOON + 17_000, NOON + 59_000]) {
      const seen = new Set<string>()
      for (let at = from; at < from + 60_000; at += 1000) for (const name of named('reports', room, at)) seen.add(name)
      expect([...seen].sort()).toEqual(['alarms', 'cameras', 'indicators', 'reports', 'stations'])
    }
  }
})
