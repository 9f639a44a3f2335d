import uPlot from 'uplot'
import type { Lang } from '../../i18n'
import { decimal } from '../../i18n/format'
import type { LimitLine } from '../limits'
import { type Column, marked, placeOf } from '../series'
import { moment } from '../words'
import { MOST_DASHED, type Stroke } from './colors'

/** A limit's line, with the words beside it and the unit whose axis it belongs to. */
export interface Across extends LimitLine {
  readonly text: string
  readonly unit: string
}

/** What a chart is made of. */
export interface Picture {
  readonly columns: readonly Column[]
  readonly strokes: readonly Stroke[]
  readonly limits: readonly Across[]
  readonly lang: Lang
  readonly ink: string
  readonly grid: string
  readonly wrong: string
  readonly paper: string
  /** Told of the place in the row of times under the cursor; null for none. */
  readonly onRead: (at: number | null) => void
  /** Told of the part of the time that is shown, Unix seconds. */
  readonly onZoom: (min: number, max: number) => void
}

const DAY = 86_400
const FONT = '12px "Be Vietnam Pro", sans-serif'

/** Ticks of time: hours within days, days within a year, months beyond; all in Vietnam. */
export function timeTicks(splits: readonly number[], increment: number): string[] {
  return splits.map((split) => {
    const told = moment(split)
    const [day, month, year] = told.slice(0, 10).split('/')
    if (increment >= 28 * DAY) return `${month}/${year}`
    const hour = told.slice(11)
    return increment >= DAY || hour === '00:00' ? `${day}/${month}` : hour
  })
}

/** The decimals of ticks so far apart. */
const digitsOf = (increment: number): number => Math.max(0, Math.min(6, -Math.floor(Math.log10(increment) + 1e-9)))

/** The units of the columns, each once: the first has the axis at the left, the second the one at the right. */
export const unitsOf = (columns: readonly Column[]): readonly string[] => [...new Set(columns.map(({ unit }) => unit))]

/** Scales are named by their unit; one without a unit has a name too. */
const scaleOf = (unit: string): string => `y ${unit}`

/**
 * The range of an axis: amounts begin at nothing, other measures (degrees, pH, hectopascals) do not; the lines of limits
 * are inside.
 */
export function rangeOf(
  lowest: number | null,
  highest: number | null,
  unit: string,
  across: readonly number[],
): [number, number] {
  const values = [lowest, highest, ...across].filter((value) => value !== null)
  if (values.length === 0) return [0, 1]
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const air = (high - low || Math.abs(high) || 1) * 0.06
  const amount = unit.includes('/') && low >= 0
  return [amount ? 0 : low - air, high + air]
}

/** Values with a gap on both sides would draw no line: they are drawn as points. */
function alone(values: ArrayLike<number | null | undefined>): number[] {
  const found: number[] = []
  for (let at = 0; at < values.length; at++) {
    if (values[at] == null) continue
    const before = at === 0 || values[at - 1] === null
    const after = at === values.length - 1 || values[at + 1] === null
    if (before && after) found.push(at)
  }
  return found
}

function drawLimits(plot: uPlot, { limits, wrong, paper }: Picture): void {
  const { ctx: pen, bbox } = plot
  const density = uPlot.pxRatio
  pen.save()
  pen.font = `${12 * density}px "Be Vietnam Pro", sans-serif`
  pen.textAlign = 'left'
  pen.textBaseline = 'alphabetic'
  pen.strokeStyle = wrong
  pen.lineWidth = 1.2 * density
  for (const { value, text, unit } of limits) {
    const y = Math.round(plot.valToPos(value, scaleOf(unit), true))
    if (y < bbox.top || y > bbox.top + bbox.height) continue
    pen.setLineDash([6 * density, 4 * density])
    pen.beginPath()
    pen.moveTo(bbox.left, y)
    pen.lineTo(bbox.left + bbox.width, y)
    pen.stroke()
    pen.setLineDash([])
    const x = bbox.left + 6 * density
    pen.lineWidth = 4 * density
    pen.strokeStyle = paper
    pen.lineJoin = 'round'
    pen.strokeText(text, x, y - 5 * density)
    pen.fillStyle = wrong
    pen.fillText(text, x, y - 5 * density)
    pen.strokeStyle = wrong
    pen.lineWidth = 1.2 * density
  }
  pen.restore()
}

/** Hollow squares where a sensor was calibrating or faulty. */
function drawMarks(plot: uPlot, { columns, strokes, paper }: Picture): void {
  const { ctx: pen } = plot
  const side = 7 * uPlot.pxRatio
  pen.save()
  pen.lineWidth = 1.5 * uPlot.pxRatio
  pen.fillStyle = paper
  columns.forEach((column, n) => {
    pen.strokeStyle = strokes[n]?.color ?? ''
    for (const at of marked(column)) {
      const time = column.times[at] ?? 0
      const { min = 0, max = 0 } = plot.scales.x ?? {}
      if (time < (min ?? 0) || time > (max ?? 0)) continue
      const x = plot.valToPos(time, 'x', true) - side / 2
      const y = plot.valToPos(column.values[at] ?? 0, scaleOf(column.unit), true) - side / 2
      pen.fillRect(x, y, side, side)
      pen.strokeRect(x, y, side, side)
    }
  })
  pen.restore()
}

function axes({ columns, lang, ink, grid }: Picture): uPlot.Axis[] {
  const look = { stroke: ink, font: FONT, ticks: { stroke: grid, width: 1, size: 4 } }
  const x: uPlot.Axis = {
    ...look,
    scale: 'x',
    grid: { stroke: grid, width: 1 },
    space: 56,
    size: 32,
    values: (_, splits, __, ___, increment) => timeTicks(splits, increment),
  }
  const y = unitsOf(columns)
    .slice(0, 2)
    .map(
      (unit, n): uPlot.Axis => ({
        ...look,
        scale: scaleOf(unit),
        side: n === 0 ? 3 : 1,
        label: unit,
        labelFont: FONT,
        labelSize: unit ? 18 : 0,
        labelGap: 0,
        gap: 4,
        grid: { show: n === 0, stroke: grid, width: 1 },
        size: (_, values) => 14 + 7 * Math.max(2, ...(values ?? []).map((text) => String(text ?? '').length)),
        values: (_, splits, __, ___, increment) => splits.map((value) => decimal(value, digitsOf(increment), lang)),
      }),
    )
  return [x, ...y]
}

/** How many of the times of a column are between two, both inside. */
const between = ({ times }: Column, min: number, max: number): number => placeOf(times, max) - placeOf(times, min - 1)

/** Gives each line the dash of its stroke where that is seen, else none. */
function setDashes(plot: uPlot, { columns, strokes }: Picture, min: number, max: number): void {
  columns.forEach((column, n) => {
    const series = plot.series[n + 1]
    if (series) series.dash = between(column, min, max) > MOST_DASHED ? [] : [...(strokes[n]?.dash ?? [])]
  })
}

/** The options of uPlot for a picture of a size in pixels. */
export function optionsOf(picture: Picture, width: number, height: number): uPlot.Options {
  const { columns, strokes, limits, paper } = picture
  const across = (unit: string): number[] => limits.filter((each) => each.unit === unit).map(({ value }) => value)
  return {
    width,
    height,
    ms: 1e-3,
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), 'Asia/Ho_Chi_Minh'),
    legend: { show: false },
    cursor: { points: { size: 8, fill: paper }, drag: { x: true, y: false } },
    scales: {
      x: { time: true },
      ...Object.fromEntries(
        unitsOf(columns).map((unit) => [
          scaleOf(unit),
          { range: (_: uPlot, low: number | null, high: number | null) => rangeOf(low, high, unit, across(unit)) },
        ]),
      ),
    },
    axes: axes(picture),
    series: [
      {},
      ...columns.map(
        ({ unit }, n): uPlot.Series => ({
          scale: scaleOf(unit),
          stroke: strokes[n]?.color ?? '',
          width: 1.6,
          dash: [...(strokes[n]?.dash ?? [])],
          spanGaps: false,
          points: {
            size: 5,
            fill: strokes[n]?.color ?? '',
            filter: (plot, series, show) => (show ? null : alone(plot.data[series] as (number | null)[])),
          },
        }),
      ),
    ],
    hooks: {
      draw: [
        (plot) => {
          drawLimits(plot, picture)
          drawMarks(plot, picture)
        },
      ],
      setScale: [
        (plot, key) => {
          const { min, max } = plot.scales.x ?? {}
          if (key !== 'x' || min == null || max == null) return
          setDashes(plot, picture, min, max)
          picture.onZoom(min, max)
        },
      ],
      setCursor: [(plot) => picture.onRead(plot.cursor.idx ?? null)],
    },
  }
}
