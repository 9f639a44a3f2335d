import { expect, it } from 'vitest'
import type { WallPicture } from '../api/schema.gen'
import { abnormal, byFreshness, byLevel, ends, type Indicator, period, sourcesIn } from './reading'

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

it('says of when the sources of the scene are, and of what failed, however narrow the screen', () => {
  const sources = ['stations', 'alarms', 'reports', 'cameras', 'indicators'].map((name) => ({
    name,
    failed: name === 'alarms',
    text: 'Nguồn số liệu 16:00',
  }))
  const names = (scene: string, page: number, room: number, all = sources) =>
    sourcesIn(all, scene, page, room).map(({ name }) => name)
  expect(names('cameras', 0, 24)).toEqual(['alarms', 'cameras'])
  expect(names('cameras', 0, 99)).toHaveLength(5)
  expect(names('cameras', 0, 1)).toEqual(['alarms'])
  const well = sources.map((one) => ({ ...one, failed: false }))
  expect(names('overview', 0, 24, well)).toEqual(['stations', 'reports'])
  expect(names('overview', 1, 24, well)).toEqual(['alarms', 'cameras'])
})
