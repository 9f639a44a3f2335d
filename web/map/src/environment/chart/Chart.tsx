import 'uplot/dist/uPlot.min.css'
import { useSignal } from '@preact/signals'
import { useEffect, useMemo, useRef } from 'preact/hooks'
import uPlot from 'uplot'
import { dark, lang } from '../../state/store'
import { e } from '../i18n'
import { aligned, type Column, placeOf } from '../series'
import { moment } from '../words'
import type { Stroke } from './colors'
import { type Across, optionsOf } from './options'
import { sentenceOf, toldAt } from './told'
import { closer, following, type Zoom } from './zoom'

export interface ChartProps {
  readonly columns: readonly Column[]
  readonly strokes: readonly Stroke[]
  readonly names: readonly string[]
  readonly limits: readonly Across[]
  readonly label: string
  readonly dayOnly: boolean
  /** Which time it is of: a part that was chosen of one stays while that is drawn anew. */
  readonly period: string
}

/** The line of a column as a key to the chart. */
function Key({ stroke }: { stroke: Stroke | undefined }) {
  return (
    <svg class="key" width="28" height="10" aria-hidden="true" focusable="false">
      <path d="M1 5h26" stroke={stroke?.color} stroke-width="2.4" stroke-dasharray={stroke?.dash.join(' ')} />
    </svg>
  )
}

const style = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim()

/** The height for a width, pixels: flatter where there is room. */
const heightFor = (width: number): number => Math.round(Math.max(220, Math.min(360, width * 0.62)))

/** The newest place at which any line has a value. */
function newest(values: readonly (readonly (number | null | undefined)[])[], length: number): number {
  for (let at = length - 1; at >= 0; at--) if (values.some((row) => row[at] != null)) return at
  return length - 1
}

/** The part of the time that is shown; null: all of it. */
interface Part {
  readonly period: string
  readonly zoom: Zoom | null
}

/** A chart, the line that reads it out, and the slider that moves along it: by mouse, thumb or keyboard. */
export default function Chart({ columns, strokes, names, limits, label, dayOnly, period }: ChartProps) {
  const place = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot | null>(null)
  /** The time that is read, Unix seconds; null: the newest. */
  const read = useSignal<number | null>(null)
  const part = useSignal<Part>({ period, zoom: null })
  const { times, values } = useMemo(() => aligned(columns), [columns])
  const night = dark.value
  const language = lang.value
  useEffect(() => {
    const element = place.current
    if (!element) return
    const whole = { min: times[0] ?? 0, max: times.at(-1) ?? 0 }
    const before = part.peek()
    const kept = before.period === period && before.zoom ? following(before.zoom, before.zoom.max, whole) : null
    // What the library says while it begins nobody has done.
    let begun = false
    const picture = {
      columns,
      strokes,
      limits,
      lang: language,
      ink: style('--secondary'),
      grid: style('--line'),
      wrong: style('--wrong'),
      paper: style('--ground'),
      onRead: (at: number | null) => {
        if (begun) read.value = at === null ? null : (times[at] ?? null)
      },
      onZoom: (min: number, max: number) => {
        if (begun) part.value = { period, zoom: min <= whole.min && max >= whole.max ? null : { min, max } }
      },
    }
    const width = element.clientWidth
    const made = new uPlot(
      optionsOf(picture, width, heightFor(width)),
      [times, ...values] as uPlot.AlignedData,
      element,
    )
    plot.current = made
    part.value = { period, zoom: kept }
    if (kept) made.setScale('x', kept)
    const begin = setTimeout(() => {
      begun = true
    })
    const watch = new ResizeObserver(() => {
      const now = element.clientWidth
      if (now > 0 && now !== made.width) made.setSize({ width: now, height: heightFor(now) })
    })
    watch.observe(element)
    return () => {
      clearTimeout(begin)
      watch.disconnect()
      made.destroy()
      plot.current = null
    }
    // Night and language change the colours and words that are read here.
  }, [columns, strokes, limits, times, values, night, language, period])
  const chosen = read.value === null ? -1 : placeOf(times, read.value)
  const at = chosen < 0 ? newest(values, times.length) : chosen
  const told = toldAt(columns, times, values, at)
  const when = moment(times[at] ?? 0, dayOnly)
  const whole: Zoom = { min: times[0] ?? 0, max: times.at(-1) ?? 0 }
  const show = (zoom: Zoom): void => plot.current?.setScale('x', zoom)
  const seek = (to: number): void => {
    const made = plot.current
    const time = times[to]
    if (!made || time === undefined) return
    const { zoom } = part.peek()
    if (zoom) show(following(zoom, time, whole))
    made.setCursor({ left: made.valToPos(time, 'x'), top: 0 })
    read.value = time
  }
  return (
    <div class="chart">
      <div class="readout-line" data-test="readout">
        <p class="strong">{when}</p>
        <ul>
          {columns.map(({ key }, n) => (
            <li key={key}>
              <Key stroke={strokes[n]} /> {names[n]}: <span class="strong">{told[n]?.value}</span>
              {told[n]?.status && <span class="look"> {told[n].status}</span>}
            </li>
          ))}
        </ul>
      </div>
      <div class="plot-place" ref={place} role="img" aria-label={label} />
      <input
        type="range"
        class="reader"
        min="0"
        max={Math.max(0, times.length - 1)}
        step="1"
        value={at}
        aria-label={e().chart.read}
        aria-valuetext={sentenceOf(when, names, told)}
        onInput={(event) => seek(Number(event.currentTarget.value))}
      />
      <div class="chart-zoom">
        <button
          type="button"
          class="button"
          title={e().chart.closerWhy}
          onClick={() => show(closer(part.value.zoom ?? whole, times[at] ?? 0, whole, times.length))}
        >
          {e().chart.closer}
        </button>
        <button type="button" class="button" disabled={part.value.zoom === null} onClick={() => show(whole)}>
          {e().chart.whole}
        </button>
      </div>
    </div>
  )
}
