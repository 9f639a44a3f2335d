import { useSignal } from '@preact/signals'
import { narrow } from '../state/store'
import { CloseIcon } from '../ui/icons'
import { e } from './i18n'
import { lastDay } from './periods'
import { MOST_BESIDE, MOST_PARAMETERS, type Period, periods } from './route'
import { go, now, parameterNamed, route, shownParameters, span, stationById, stations, step, steps } from './state'
import type { Station } from './types'
import { parameterName } from './words'

/** A day of the span that is shown, for the boxes of one's own period. */
const dayAt = (iso: string, before = 0): string =>
  new Date(Date.parse(iso) + 7 * 3_600_000 - before).toISOString().slice(0, 10)

/** A period of one's own: two days, both whole. */
function OwnPeriod({ period }: { period: Period }) {
  const says = e().chart
  const from = typeof period === 'string' ? dayAt(span.value.from) : period.from
  const to = typeof period === 'string' ? dayAt(span.value.to, 1000) : period.to
  const set = (changed: { from?: string; to?: string }): void => {
    const wanted = { from, to, ...changed }
    if (wanted.from && wanted.to && wanted.from <= wanted.to) go({ period: wanted })
  }
  return (
    <div class="own-period">
      <label>
        <span class="secondary">{says.from}</span>
        <input type="date" max={to} value={from} onChange={(event) => set({ from: event.currentTarget.value })} />
      </label>
      <label>
        <span class="secondary">{says.to}</span>
        <input
          type="date"
          min={from}
          max={lastDay(now.value)}
          value={to}
          onChange={(event) => set({ to: event.currentTarget.value })}
        />
      </label>
    </div>
  )
}

function Periods() {
  const says = e().chart
  const { period } = route.value
  const own = useSignal(typeof period !== 'string')
  return (
    <>
      <fieldset class="choice periods">
        <legend class="offscreen">{says.period}</legend>
        {periods.map((each) => (
          <label key={each} class={!own.value && period === each ? 'on' : undefined}>
            <input
              type="radio"
              name="period"
              checked={!own.value && period === each}
              onChange={() => {
                own.value = false
                go({ period: each })
              }}
            />
            {says.periods[each]}
          </label>
        ))}
        <label class={own.value ? 'on' : undefined}>
          <input
            type="radio"
            name="period"
            checked={own.value}
            onChange={() => {
              own.value = true
            }}
          />
          {says.own}
        </label>
      </fieldset>
      {own.value && <OwnPeriod period={period} />}
    </>
  )
}

/** Which parameters are shown; one stays. */
function Parameters({ station }: { station: Station }) {
  const says = e().chart
  const shown = shownParameters.value
  const toggle = (code: string): void => {
    const rest = shown.filter((each) => each !== code)
    if (rest.length < shown.length) {
      if (rest.length > 0) go({ parameters: rest })
    } else if (shown.length < MOST_PARAMETERS) go({ parameters: [...shown, code] })
  }
  return (
    <fieldset class="chips">
      <legend class="secondary">{says.parameters}</legend>
      {station.parameters.map((code) => (
        <label key={code} class={shown.includes(code) ? 'on' : undefined} title={parameterName(code, station.kind)}>
          <input
            type="checkbox"
            checked={shown.includes(code)}
            disabled={!shown.includes(code) && shown.length >= MOST_PARAMETERS}
            onChange={() => toggle(code)}
          />
          {code}
        </label>
      ))}
      {shown.length >= MOST_PARAMETERS && <span class="secondary">{says.most(MOST_PARAMETERS)}</span>}
    </fieldset>
  )
}

/** Whether two stations measure one of these parameters in the same medium: NO2 is of water, too. */
const alike = (a: Station, b: Station, codes: readonly string[]): boolean =>
  codes.some((code) => {
    const [here, there] = [parameterNamed(code, a.kind), parameterNamed(code, b.kind)]
    return b.parameters.includes(code) && here?.medium === there?.medium
  })

/** Other stations that measure the same. */
function Compare({ station }: { station: Station }) {
  const says = e().chart
  const { beside } = route.value
  const possible = stations.value.filter(
    (other) => other.id !== station.id && !beside.includes(other.id) && alike(station, other, shownParameters.value),
  )
  return (
    <div class="compare">
      {beside.length < MOST_BESIDE && possible.length > 0 && (
        <label>
          <span class="secondary">{says.compare}</span>
          <select
            value=""
            onChange={(event) => {
              const id = Number(event.currentTarget.value)
              event.currentTarget.value = ''
              if (id > 0) go({ beside: [...beside, id] })
            }}
          >
            <option value="">{says.choose}</option>
            {possible.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
      )}
      {beside.map((id) => {
        const name = stationById.value.get(id)?.name ?? String(id)
        return (
          <button
            key={id}
            type="button"
            class="button"
            aria-label={says.remove(name)}
            onClick={() => go({ beside: beside.filter((each) => each !== id) })}
          >
            {name}
            <CloseIcon />
          </button>
        )
      })}
    </div>
  )
}

/** What chart and table show: which time, which points, which parameters, which stations. */
export function ChartControls({ station }: { station: Station }) {
  const says = e().chart
  const { wide } = route.value
  return (
    <div class="chart-controls">
      <Periods />
      <div class="filters">
        <label>
          <span class="secondary">{says.step}</span>
          <select
            value={step.value}
            onChange={(event) => go({ step: steps.value.find((each) => each === event.currentTarget.value) ?? null })}
          >
            {steps.value.map((each) => (
              <option key={each} value={each}>
                {says.steps[each]}
              </option>
            ))}
          </select>
        </label>
        {!narrow.value && (
          <button type="button" class="button" aria-pressed={wide} onClick={() => go({ wide: !wide })}>
            {wide ? says.narrow : says.wide}
          </button>
        )}
      </div>
      <Parameters station={station} />
      <Compare station={station} />
    </div>
  )
}
