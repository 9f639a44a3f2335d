import { signal } from '@preact/signals'
import type { ComponentType } from 'preact'
import { useEffect, useMemo } from 'preact/hooks'
import { t } from '../i18n'
import { decimal, figure, time } from '../i18n/format'
import { dark, lang } from '../state/store'
import { Failed } from '../ui/Failed'
import { DownloadIcon } from '../ui/icons'
import { Waiting } from '../ui/Waiting'
import { exportPath } from './api'
import { ChartControls } from './ChartControls'
import type { ChartProps } from './chart/Chart'
import { MOST_DASHED, strokesOf } from './chart/colors'
import type { Across } from './chart/options'
import { Events } from './Events'
import { e } from './i18n'
import { type LimitLine, limitsFor, linesOf, parted, sourcesOf } from './limits'
import { type Column, highestOf, lastTime, marked } from './series'
import { columns, detail, parameters, route, shownParameters, span, stationById } from './state'
import type { Limit, Station, Step } from './types'
import { when } from './words'

/** The chart comes in a file of its own with the library that draws it. */
const Chart = signal<ComponentType<ChartProps> | null>(null)
const chartFailed = signal(false)
function loadChart(): void {
  chartFailed.value = false
  import('./chart/Chart').then(
    (module) => {
      Chart.value = module.default
    },
    () => {
      chartFailed.value = true
    },
  )
}

/** How a column is called: by its parameter, and where stations are compared by its station too. */
export function nameOf({ station, parameter }: Column, all: readonly Column[]): string {
  const several = all.some((other) => other.station !== station)
  return several ? `${parameter}, ${stationById.value.get(station)?.name ?? station}` : parameter
}

function limitWords({ limit, value }: LimitLine): string {
  const says = e()
  const basis = [says.index.bases[limit.basis] ?? limit.basis, limit.class && says.chart.class(limit.class)]
  return says.chart.limit(basis.filter(Boolean).join(', '), figure(value, limit.unit, lang.value))
}

/** The limits of what is shown: those that fit into the picture as lines, the others as words. */
function limitsOf(list: readonly Column[], step: Step): { drawn: Across[]; outside: string[]; sources: string } {
  const known = detail.resource.value.value
  const drawn: Across[] = []
  const outside: string[] = []
  const held: Limit[] = []
  if (!known) return { drawn, outside, sources: '' }
  const shown = new Set(list.map((column) => column.parameter))
  const several = shown.size > 1
  for (const parameter of shown) {
    const own = list.filter((column) => column.parameter === parameter)
    const limits = limitsFor(known.limits, parameter, step)
    held.push(...limits)
    const parts = parted(linesOf(limits), highestOf(own))
    const unit = own[0]?.unit ?? ''
    drawn.push(
      ...parts.drawn.map((line) => ({
        ...line,
        unit,
        text: several ? `${parameter}: ${limitWords(line)}` : limitWords(line),
      })),
    )
    outside.push(...parts.outside.map((line) => `${parameter}: ${limitWords(line)}`))
  }
  return { drawn, outside, sources: sourcesOf(held) }
}

function Notes(props: { list: readonly Column[]; outside: readonly string[]; sources: string; step: Step }) {
  const { list, outside, sources, step } = props
  const says = e().chart
  const units = new Set(list.map(({ unit }) => unit))
  return (
    <p class="secondary">
      {step === 'raw' ? says.rawGaps : says.gaps} {list.some((column) => marked(column).length > 0) && says.marks}{' '}
      {list.length > 1 && list.some(({ times }) => times.length > MOST_DASHED) && says.solid}{' '}
      {units.size > 2 && says.axes} {outside.length > 0 && says.outside(outside.join('; '))}{' '}
      {sources && says.limitsFrom(sources)} <span class="for-mouse">{says.zoom}</span>
    </p>
  )
}

/** What is drawn: the lines, of which time in which steps. */
type Shown = NonNullable<typeof columns.resource.value.value>

function Picture({ shown: { list, span, step }, station }: { shown: Shown; station: Station }) {
  const says = e().chart
  const Drawn = Chart.value
  const catalogue = useMemo(() => parameters.value.map(({ code }) => code), [parameters.value])
  const strokes = useMemo(() => strokesOf(list, catalogue, dark.value), [list, catalogue, dark.value])
  // The words of the limits are of the language. The detail is read again and again: the same limits draw nothing anew.
  const known = JSON.stringify(detail.resource.value.value?.limits)
  const { drawn, outside, sources } = useMemo(() => limitsOf(list, step), [list, step, known, lang.value])
  if (chartFailed.value) {
    return (
      <p class="section" role="alert">
        {t().errors.offline}{' '}
        <button type="button" class="link" onClick={loadChart}>
          {t().app.retry}
        </button>
      </p>
    )
  }
  if (!Drawn) return <Waiting text={says.loading} />
  const names = list.map((column) => nameOf(column, list))
  const { from, to } = span
  const last = lastTime(list)
  return (
    <>
      {last !== null && <p class="secondary figures">{says.upTo(when(last * 1000))}</p>}
      <Drawn
        columns={list}
        strokes={strokes}
        names={names}
        limits={drawn}
        label={says.label(`${names.join('; ')} (${station.name})`, time(from), time(to))}
        dayOnly={step === 'day'}
        period={JSON.stringify([station.id, route.value.period])}
      />
      <Notes list={list} outside={outside} sources={sources} step={step} />
    </>
  )
}

/** Files with what is shown, one of each station. */
export function Downloads() {
  const says = e().chart
  const shown = columns.resource.value.value
  if (!shown) return null
  const { list, span, step } = shown
  const ids = [...new Set(list.map(({ station }) => station))]
  return (
    <div class="downloads">
      <h2>{says.download}</h2>
      {ids.map((id) => {
        const own = shownParameters.value.filter((code) => list.some((c) => c.station === id && c.parameter === code))
        const name = stationById.value.get(id)?.name ?? String(id)
        const link = (kind: 'csv' | 'xlsx') => (
          <a
            class="button"
            href={exportPath(id, kind, span, own, step)}
            download
            aria-label={says.file(says[kind], name)}
          >
            <DownloadIcon />
            {says[kind]}
          </a>
        )
        return (
          <div key={id} class="download">
            {ids.length > 1 && <span>{name}</span>}
            {link('csv')}
            {link('xlsx')}
          </div>
        )
      })}
    </div>
  )
}

/** The chart of any period, of several parameters and stations. */
export function ChartTab({ station }: { station: Station }) {
  useEffect(loadChart, [])
  const says = e().chart
  const { value, busy, failure } = columns.resource.value
  const list = value?.list ?? []
  // What was asked for meanwhile is of another time; the newest values of the same may come without a sign.
  const stale = busy && value !== null && (value.span.from !== span.value.from || value.span.to !== span.value.to)
  const points = list.reduce((sum, { values }) => sum + values.filter((each) => each !== null).length, 0)
  return (
    <section class="section chart-tab">
      <ChartControls station={station} />
      {failure && <Failed failure={failure} again={columns.again} />}
      {!value && !failure && <Waiting text={says.loading} />}
      {value && points === 0 && !busy && <p class="hint">{says.nothing}</p>}
      {value && points > 0 && (
        <div class={stale ? 'stale' : undefined} aria-busy={busy} data-test="chart">
          <Picture shown={value} station={station} />
          <p class="offscreen" role="status">
            {says.points(decimal(points, 0, lang.value))}
          </p>
        </div>
      )}
      <Events />
      {value && points > 0 && <Downloads />}
    </section>
  )
}
