import type { FeatureCollection } from 'geojson'
import { describe, expect, it } from 'vitest'
import { day, night } from '../../map/style/theme'
import { EXTRA } from '../../state/store'
import { level } from '../../testing/stations'
import { kinds } from '../types'
import { type Drawn, drawStations } from './drawing'
import { markName, markOf, ringName } from './marks'
import { shapes } from './shapes'

const station = (id: number, over: Partial<Drawn> = {}): Drawn => ({
  id,
  name: `Trạm ${id}`,
  kind: 'air',
  lon: 107,
  lat: 10,
  state: 'ok',
  level: level(3),
  value: 124,
  alarm: false,
  ...over,
})
const properties = (
  list: readonly Drawn[],
  chosen: number | null = null,
  palette: 'official' | 'clear' = 'official',
) => {
  const { sources } = drawStations(list, chosen, palette, day)
  const source = Object.values(sources)[0] as { data: FeatureCollection }
  return source.data.features.map((feature) => feature.properties ?? {})
}

describe('a station on the map', () => {
  it('has its number on the colour of its level, of either palette', () => {
    expect(properties([station(1)])[0]).toMatchObject({ text: '124', loud: true })
    expect(markOf(properties([station(1)])[0]?.large)?.fill).toBe('#ff7e00')
    expect(markOf(properties([station(1)], null, 'clear')[0]?.large)?.fill).toBe('#22a884')
  })

  it('has neither when it is silent, whatever its index was', () => {
    const [found] = properties([station(1, { state: 'silent' })])
    expect(found).toMatchObject({ text: '', loud: true })
    expect(markOf(found?.large)).toMatchObject({ fill: null, state: 'silent' })
  })

  it('is quiet without an index', () =>
    expect(properties([station(1, { level: null, value: null })])[0]).toMatchObject({ text: '', loud: false }))

  it('gives way to what is worse', () => {
    const list = [
      station(1, { state: 'exceeding' }),
      station(2, { level: level(6) }),
      station(3, { level: level(1) }),
      station(4, { state: 'silent' }),
      station(5, { level: null }),
    ]
    const ranks = properties(list).map(({ rank }) => rank)
    expect(ranks).toEqual([...ranks].sort((a, b) => a - b))
    expect(properties(list, 5)[4]?.rank).toBe(-2)
  })

  it('has a ring of its own shape while an alarm is open there, and its place before all others', () => {
    const list = [station(1), station(2, { alarm: true, state: 'silent', level: null })]
    expect(properties(list).map(({ alarm }) => alarm)).toEqual([false, true])
    expect(Math.min(...properties(list).map(({ rank }) => rank))).toBe(properties(list)[1]?.rank)
    const ring = drawStations(list, null, 'official', night).above.find(({ id }) => id === 'extra-stations-alarm')
    expect(ring).toMatchObject({
      filter: ['==', ['get', 'alarm'], true],
      layout: { 'icon-image': ringName(true), 'icon-allow-overlap': true, 'icon-ignore-placement': true },
    })
    // The ring is no mark of a station: none has its name, and none its shape.
    expect(markOf(ringName(true))).toBeNull()
    expect(kinds.map((kind) => shapes[kind])).not.toContain(shapes.alarm)
  })

  it('takes clicks', () => {
    const { above } = drawStations([station(1)], null, 'official', night)
    expect(above.every(({ id }) => id.startsWith(EXTRA))).toBe(true)
  })
})

describe('the name of a mark', () => {
  it('says all of it', () => {
    const mark = { kind: 'surface_water', fill: '#3333ff', state: 'exceeding', size: 'large', night: true } as const
    expect(markOf(markName(mark))).toEqual(mark)
  })

  it.each(['hatch#112233', 'station', 'station|boat|none|ok|large|day', ''])('%s is none', (name) =>
    expect(markOf(name)).toBeNull(),
  )
})
