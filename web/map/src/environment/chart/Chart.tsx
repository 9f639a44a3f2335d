import 'uplot/dist/uPlot.min.css'
import { useSignal } from '@preact/signals'
import { useEffect, useMemo, useRef } from 'preact/hooks'
import uPlot from 'uplot'
import { dark, lang } from '../../state/store'
import { e } from '../i18n'
import { aligned, type Column, placeOf } from '../series'
import { measured, moment } from '../words'
import type { Stroke } from './colors'
import { type Across, optionsOf } from './options'

export interface ChartProps {
  readonly columns: readonly Column[]
  readonly strokes: readonly Stroke[]
  readonly names: readonly string[]
  readonly limits: readonly Across[]
  readonly label: string
  readonly dayOnly: boolean
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

/** A chart, the line that reads it out, and the slider that moves along it: by mouse, thumb or keyboard. */
export default function Chart({ columns, strokes, names, limits, label, dayOnly }: ChartProps) {
  const place = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot | null>(null)
  const read = useSignal<number | null>(null)
  const { times, values } = useMemo(() => aligned(columns), [columns])
  const night = dark.value
  const language = lang.value
  useEffect(() => {
    const element = place.current
    if (!element) return
    read.value = null
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
        read.value = at
      },
    }
    const width = element.clientWidth
    const made = new uPlot(
      optionsOf(picture, width, heightFor(width)),
      [times, ...values] as uPlot.AlignedData,
      element,
    )
    plot.current = made
    const watch = new ResizeObserver(() => {
      const now = element.clientWidth
      if (now > 0 && now !== made.width) made.setSize({ width: now, height: heightFor(now) })
    })
    watch.observe(element)
    return () => {
      watch.disconnect()
      made.destroy()
      plot.current = null
    }
    // Night and language change the colours and words that are read here.
  }, [columns, strokes, limits, times, values, night, language])
  const at = Math.min(read.value ?? newest(values, times.length), times.length - 1)
  const told = columns.map(({ unit }, n) => {
    const value = values[n]?.[at]
    return value == null ? e().chart.noValue : measured(value, unit)
  })
  const when = moment(times[at] ?? 0, dayOnly)
  const seek = (to: number): void => {
    const made = plot.current
    const time = times[to]
    if (made && time !== undefined) made.setCursor({ left: made.valToPos(time, 'x'), top: 0 })
    read.value = to
  }
  return (
    <div class="chart">
      <div class="readout-line" data-test="readout">
        <p class="strong">{when}</p>
        <ul>
          {columns.map(({ key, statuses, times: own }, n) => {
            const status = statuses?.[placeOf(own, times[at] ?? 0)] ?? 0
            return (
              <li key={key}>
                <Key stroke={strokes[n]} /> {names[n]}: <span class="strong">{told[n]}</span>
                {status > 0 && <span class="look"> {e().statuses[status] ?? e().status(status)}</span>}
              </li>
            )
          })}
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
        aria-valuetext={`${when}: ${names.map((name, n) => `${name} ${told[n]}`).join(', ')}`}
        onInput={(event) => seek(Number(event.currentTarget.value))}
      />
    </div>
  )
}
