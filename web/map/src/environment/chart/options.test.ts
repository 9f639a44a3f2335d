import uPlot from 'uplot'
import { describe, expect, it } from 'vitest'
import { limit } from '../../testing/stations'
import type { Column } from '../series'
import { MOST_DASHED, strokesOf } from './colors'
import { type Across, optionsOf, rangeOf, timeTicks, unitsOf } from './options'

const column = (station: number, parameter: string, unit = 'µg/m³'): Column => ({
  key: `${station} ${parameter}`,
  station,
  parameter,
  unit,
  times: [],
  values: [],
  statuses: null,
})
const at = (iso: string): number => Date.parse(iso) / 1000
const HOUR = 3600

describe('the ticks of time, in Vietnam', () => {
  it.each([
    ['hours within a day', 6 * HOUR, ['2026-11-25T18:00:00+07:00', '2026-11-26T00:00:00+07:00'], ['18:00', '26/11']],
    ['days', 24 * HOUR, ['2026-11-26T00:00:00+07:00'], ['26/11']],
    ['months', 31 * 24 * HOUR, ['2026-11-01T00:00:00+07:00'], ['11/2026']],
  ])('%s', (_, increment, times, ticks) => expect(timeTicks(times.map(at), increment)).toEqual(ticks))
})

describe('the range of an axis', () => {
  it('begins at nothing for amounts, and holds the limits', () => {
    expect(rangeOf(10, 40, 'µg/m³', [45])).toEqual([0, 45 + 35 * 0.06])
    expect(rangeOf(7, 7.5, '', [6, 8.5])).toEqual([6 - 2.5 * 0.06, 8.5 + 2.5 * 0.06])
  })

  it('is never empty', () => {
    const [low, high] = rangeOf(5, 5, '°C', [])
    expect(low).toBeLessThan(high)
    expect(rangeOf(null, null, 'mg/L', [])).toEqual([0, 1])
  })
})

describe('the lines', () => {
  const catalogue = ['PM2.5', 'PM10', 'O3']

  it('keep the colour of their parameter', () => {
    const [alone] = strokesOf([column(1, 'O3')], catalogue, false)
    const [, beside] = strokesOf([column(1, 'PM2.5'), column(1, 'O3')], catalogue, false)
    expect(beside?.color).toBe(alone?.color)
  })

  it('of other stations differ in colour and in stroke', () => {
    const strokes = strokesOf([column(1, 'O3'), column(2, 'O3'), column(3, 'O3')], catalogue, true)
    expect(new Set(strokes.map(({ color }) => color)).size).toBe(3)
    expect(new Set(strokes.map(({ dash }) => dash.join())).size).toBe(3)
  })

  it('of one station too: eight are told apart without colour', () => {
    const codes = ['PM2.5', 'PM10', 'O3', 'NO2', 'NO', 'NOX', 'SO2', 'CO']
    const strokes = strokesOf(
      codes.map((code) => column(1, code)),
      codes,
      false,
    )
    expect(new Set(strokes.map(({ dash }) => dash.join())).size).toBe(8)
  })

  it('share an axis by unit', () =>
    expect(unitsOf([column(1, 'PM10'), column(1, 'Temp', '°C'), column(1, 'O3')])).toEqual(['µg/m³', '°C']))
})

describe('the picture', () => {
  // The library asks the window for it, and here is none.
  Object.assign(uPlot, { pxRatio: 1 })

  /** What was drawn on it, in order. */
  function canvas() {
    const calls: [string, ...unknown[]][] = []
    const told = new Set(['moveTo', 'lineTo', 'setLineDash', 'strokeText', 'fillText', 'fillRect', 'strokeRect'])
    const ctx = new Proxy({} as Record<string, unknown>, {
      get: (state, name: string) =>
        state[name] ?? ((...args: unknown[]) => void (told.has(name) && calls.push([name, ...args]))),
      set: (state, name: string, value) => {
        state[name] = value
        return true
      },
    })
    return { ctx, calls }
  }

  const noon = at('2026-11-26T12:00:00+07:00')
  const dust: Column = {
    ...column(1, 'PM2.5'),
    times: [noon, noon + HOUR, noon + 2 * HOUR, noon + 3 * HOUR],
    values: [20, null, 60, 30],
    statuses: [0, -1, 2, 0],
  }
  const water = column(2, 'PH', '')
  const across = (value: number, unit: string, text: string): Across => ({ limit: limit({}), value, unit, text })

  const options = (columns: readonly Column[], limits: readonly Across[]) =>
    optionsOf(
      {
        columns,
        strokes: strokesOf(columns, ['PM2.5'], false),
        limits,
        lang: 'vi',
        ink: 'ink',
        grid: 'grid',
        wrong: 'red',
        paper: 'paper',
        onRead: () => undefined,
        onZoom: () => undefined,
      },
      400,
      300,
    )

  /** Draws over a plot of 100 by 80 pixels at (10, 20), a pixel a unit from its lower edge, an hour ten pixels. */
  function drawn(columns: readonly Column[], limits: readonly Across[], from = noon, to = noon + 3 * HOUR) {
    const { ctx, calls } = canvas()
    const plot = {
      ctx,
      bbox: { left: 10, top: 20, width: 100, height: 80 },
      scales: { x: { min: from, max: to } },
      valToPos: (value: number, scale: string) => (scale === 'x' ? 10 + ((value - noon) / HOUR) * 10 : 100 - value),
    } as unknown as uPlot
    const [draw] = options(columns, limits).hooks?.draw ?? []
    ;(draw as (plot: uPlot) => void)(plot)
    return calls
  }
  const of = (calls: readonly [string, ...unknown[]][], name: string) => calls.filter(([call]) => call === name)

  it('leaves gaps open in every line', () => {
    const { series } = options([dust, water], [])
    expect(series.slice(1).map(({ spanGaps }) => spanGaps)).toEqual([false, false])
  })

  it('has a dashed line with its words across it for each limit, and none for what lies outside', () => {
    const calls = drawn([dust], [across(45, 'µg/m³', 'Giới hạn: 45'), across(300, 'µg/m³', 'Giới hạn: 300')])
    expect(of(calls, 'moveTo')).toEqual([['moveTo', 10, 55]])
    expect(of(calls, 'lineTo')).toEqual([['lineTo', 110, 55]])
    expect(of(calls, 'fillText').map(([, text]) => text)).toEqual(['Giới hạn: 45'])
    const [dashes] = of(calls, 'setLineDash')
    expect(dashes?.[1]).toEqual([6, 4])
  })

  it('has dashes where they are seen: of a long time only in a part of it', () => {
    const times = Array.from({ length: MOST_DASHED + 1 }, (_, n) => noon + n * HOUR)
    const year = [column(1, 'PM2.5'), column(1, 'PM10')].map((each) => ({ ...each, times, values: times }))
    const plot = { series: [{}, {}, {}], scales: { x: {} } } as unknown as uPlot
    const [scaled] = options(year, []).hooks?.setScale ?? []
    const dashes = (max: number) => {
      plot.scales.x = { min: noon, max } as uPlot.Scale
      ;(scaled as (plot: uPlot, key: string) => void)(plot, 'x')
      return plot.series.slice(1).map(({ dash }) => dash)
    }
    expect(dashes(times.at(-1) ?? 0)).toEqual([[], []])
    expect(dashes(times.at(-2) ?? 0)).toEqual([[], [8, 4]])
  })

  it('has a hollow square where a sensor was not measuring, and where that is shown', () => {
    const [square, ...more] = of(drawn([dust], []), 'strokeRect')
    expect(more).toEqual([])
    const [, x, y, side] = square as [string, number, number, number]
    expect([x + side / 2, y + side / 2]).toEqual([30, 40])
    expect(of(drawn([dust], [], noon, noon + HOUR), 'strokeRect')).toEqual([])
  })
})
