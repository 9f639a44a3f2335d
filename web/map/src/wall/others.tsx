import { decimal } from '../i18n/format'
import { lang } from '../state/store'
import { FIGURES, HEAT, spread } from './drawing'
import { w } from './i18n'
import { missingOf, shownHeat } from './map'
import { clock, Figures, type Picture, Sign, whole } from './parts'
import { ends, type Indicator, period } from './reading'
import { roomy, tour } from './state'

/** Cameras that work and those that do not, and the names of those that are out of order or fell silent. */
export function Cameras({ of }: { of: Picture }) {
  const says = w()
  const { cameras } = of
  if (!cameras) return null
  const down = cameras.places.filter(({ state, silent }) => silent || state === 'faulty').slice(0, 20)
  return (
    <section class="both" data-test="cameras">
      <Figures
        test="camera-counts"
        rows={[
          { label: says.cameras.working, value: whole(cameras.working) },
          { label: says.cameras.silent, value: whole(cameras.silent), mark: cameras.silent ? 'look' : '' },
          { label: says.cameras.faulty, value: whole(cameras.faulty), mark: cameras.faulty ? 'look' : '' },
          { label: says.cameras.off, value: whole(cameras.off) },
        ]}
      />
      <div class="lines">
        <ul>
          {down.map(({ id, name, silent, last_seen }) => (
            <li key={id} class="look">
              <Sign mark="look" />
              {name}
              <span class="quiet-ink">
                {` ${silent ? says.cameraIs.silent : says.cameraIs.faulty}`}
                {last_seen && ` ${says.since(clock(last_seen))}`}
              </span>
            </li>
          ))}
        </ul>
      </div>
    </section>
  )
}

/** The indicator of the page that the tour is at; undefined where there is none. */
export const indicatorOf = (of: Picture): Indicator | undefined => of.indicators[tour.value.page] ?? of.indicators[0]

/** A value with as many decimals as it has, at most two. */
const written = (value: number): string => {
  const digits = Number.isInteger(value) ? 0 : Number.isInteger(Math.round(value * 100) / 10) ? 1 : 2
  return decimal(value, digits, lang.value)
}

/** What an indicator's shades mean, of which period it is, and where it is the highest and the lowest. */
export function Figured({ of }: { of: Picture }) {
  const one = indicatorOf(of)
  const extremes = one && ends(one)
  if (!one || !extremes) return null
  const says = w()
  const missing = missingOf(one)
  const unit = one.unit === '%' ? '%' : one.unit && ` ${one.unit}`
  const extreme = (label: string, { name, commune, value }: Indicator['values'][number]) => (
    <li key={label}>
      {label} <b>{written(value)}</b>
      <br />
      <span class="quiet-ink">{name || commune}</span>
    </li>
  )
  return (
    <section class="lines" data-test="indicator" data-code={one.code}>
      <p>
        {period(one.period, says.period)}
        <span class="quiet-ink">{unit && `, ${unit.trim()}`}</span>
      </p>
      <p class="bar shades" aria-hidden="true">
        {one.classes.map(({ from, count }, n) => (
          <span key={from} style={{ flexGrow: count, background: FIGURES[spread(n, one.classes.length)] }} />
        ))}
      </p>
      <p class="bar-label" data-test="shades">
        <span>
          {written(extremes.lowest.value)} – {written(extremes.highest.value)}
        </span>
        {missing > 0 && (
          <span class="quiet-ink">
            <span class="chip hatched" aria-hidden="true" /> {says.missing(missing)}
          </span>
        )}
      </p>
      <ul>
        {extreme(says.highest, extremes.highest)}
        {extreme(says.lowest, extremes.lowest)}
      </ul>
      {roomy.value && (
        <p class="quiet-ink">
          {says.better[one.better]} {says.by(one.sources.join(', ') || '–', clock(one.at))}
        </p>
      )}
    </section>
  )
}

export function HeatLegend({ of }: { of: Picture }) {
  const { heat } = of
  if (!heat) return null
  const end = Date.parse(heat.from) + (shownHeat(heat.steps) + 1) * heat.step_s * 1000
  return (
    <section class="lines" data-test="heat">
      <p>{w().reportsUntil(clock(Math.min(end, Date.parse(of.at))))}</p>
      <ul>
        {HEAT.map(([from, color], i) => {
          const to = (HEAT[i + 1]?.[0] ?? 0) - 1
          return (
            <li key={from}>
              <span class="chip" style={{ background: color }} aria-hidden="true" /> {from}
              {to < 0 ? '+' : to > from ? `–${to}` : ''}
            </li>
          )
        })}
      </ul>
    </section>
  )
}

export function Alarm({ of, id }: { of: Picture; id: number }) {
  const alarm = of.alarms.find((one) => one.id === id)
  if (!alarm) return null
  const says = w()
  const number = (n: number): string => `${decimal(n, n < 10 ? 1 : 0, lang.value)} ${alarm.unit ?? ''}`.trim()
  return (
    <section class="alarm" role="alert" data-test="alarm">
      <h2>▲ {says.newAlarm}</h2>
      <p class="strong">{alarm.name}</p>
      <p>
        {alarm.parameter ?? says.silence}{' '}
        {alarm.value !== null && alarm.limit !== null && says.limit(number(alarm.value), number(alarm.limit))}
      </p>
      <p class="quiet-ink">{clock(alarm.raised_at)}</p>
    </section>
  )
}
