import type { Index, Level, Limit, Station } from '../environment/types'

/** Stations and what belongs to them, for tests. */

const nothing = { vi: '', en: '' }

export const level = (number: number, over: Partial<Level> = {}): Level => ({
  level: number,
  from: 0,
  to: 0,
  name: nothing,
  color: '#ff7e00',
  safe_color: '#22a884',
  effect: nothing,
  advice: nothing,
  sensitive: nothing,
  ...over,
})

/** The time of the newest data of stations that are sending. */
export const newest = '2026-11-26T14:00:00+07:00'

export const index = (value: number, number: number, kind: Index['kind'] = 'aqi', at = newest): Index => ({
  kind,
  value,
  level: number,
  dominant: null,
  at,
})

export const station = (id: number, over: Partial<Station> = {}): Station => ({
  id,
  code: `KK${id}`,
  name: `Trạm ${id}`,
  kind: 'air',
  grade: 'reference',
  operator: null,
  interval_s: 300,
  water_body: null,
  river: null,
  basin: null,
  commune: null,
  lon: 107 + id / 100,
  lat: 10.4,
  since: null,
  until: null,
  required_class: null,
  state: 'ok',
  judged: true,
  state_since: null,
  index: null,
  parameters: [],
  means: [],
  last_at: newest,
  ...over,
})

export const limit = (over: Partial<Limit> = {}): Limit => ({
  parameter: 'SO2',
  basis: '1h',
  class: '',
  lowest: null,
  highest: 350,
  unit: 'µg/m³',
  standard: 'QCVN 05:2023/BTNMT',
  source: '',
  valid_from: '2023-09-12',
  valid_to: null,
  ...over,
})
