import { decimal, figure, time } from '../i18n/format'
import { lang } from '../state/store'
import { e } from './i18n'
import { hourLimit, over, sourcesOf } from './limits'
import { parameterNamed } from './state'
import type { Limit, Station, StationDetail } from './types'
import { ago, measured, parameterName, when } from './words'

/** A limit's number with the decimals that it has. */
const bare = (value: number): string => figure(value, ' ', lang.value).trim()

/** A limit as people write it. */
export function limitText({ lowest, highest }: Pick<Limit, 'lowest' | 'highest'>): string {
  const says = e().now
  if (lowest !== null && highest !== null) return says.between(bare(lowest), bare(highest))
  if (highest !== null) return says.atMost(bare(highest))
  return lowest === null ? '' : says.atLeast(bare(lowest))
}

/** Less than so many times is told without a number: it would be read as 1.0. */
const HARDLY = 1.05

/** How a value stands to a limit, where it is beyond; '' where it is not. Of a measure between two bounds, such as pH, nothing is a multiple. */
export function beyondText(value: number, limit: Pick<Limit, 'lowest' | 'highest'>): string {
  const says = e().now
  const beyond = over(value, limit)
  if (beyond === null) return ''
  if (beyond === 'under') return says.under(bare(limit.lowest ?? 0))
  const highest = limit.highest ?? 0
  if (limit.lowest !== null || highest <= 0) return says.above(bare(highest))
  return value / highest < HARDLY ? says.barely : says.over(decimal(value / highest, 1, lang.value))
}

/** The same, where there is something to say. */
function Beyond({ value, limit }: { value: number; limit: Limit }) {
  const text = beyondText(value, limit)
  return text ? <span class="wrong block">{text}</span> : null
}

/** The newest hourly means, each with the limit of an hour where there is one. */
export function Means({ station, known }: { station: Station; known: StationDetail }) {
  const says = e().now
  const means = station.means.filter(({ mean }) => mean !== null)
  const limits = new Map(means.map(({ parameter }) => [parameter, hourLimit(known.limits, parameter)]))
  const sources = sourcesOf([...limits.values()].flatMap((limit) => (limit ? [limit] : [])))
  return (
    <section class="section">
      <h2>{says.means}</h2>
      {means.length === 0 ? (
        <p class="secondary">{says.none}</p>
      ) : (
        <table class="values">
          <thead>
            <tr>
              <th scope="col">{says.parameter}</th>
              <th scope="col">{says.value}</th>
              <th scope="col">{says.limit}</th>
              <th scope="col">{says.hour}</th>
            </tr>
          </thead>
          <tbody>
            {means.map(({ parameter, mean, hour }) => {
              const limit = limits.get(parameter)
              const unit = parameterNamed(parameter, station.kind)?.unit ?? ''
              return (
                <tr key={parameter}>
                  <th scope="row">{parameterName(parameter, station.kind)}</th>
                  <td class="figures">
                    {measured(mean ?? 0, unit)}
                    {limit && <Beyond value={mean ?? 0} limit={limit} />}
                  </td>
                  <td class="figures">{limit ? limitText(limit) : '–'}</td>
                  <td class="figures">{when(Date.parse(hour))}</td>
                </tr>
              )
            })}
          </tbody>
        </table>
      )}
      {sources && <p class="secondary">{says.limits(sources)}</p>}
    </section>
  )
}

/** The newest values as they were sent, with their statuses; for staff. */
export function Raw({ station }: { station: Station }) {
  const says = e().now
  if (!station.latest?.length) return null
  return (
    <section class="section staff-only">
      <h2>{says.raw}</h2>
      <table class="values">
        <thead>
          <tr>
            <th scope="col">{says.parameter}</th>
            <th scope="col">{says.value}</th>
            <th scope="col">{says.status}</th>
            <th scope="col">{says.at}</th>
          </tr>
        </thead>
        <tbody>
          {station.latest.map(({ parameter, value, unit, status, at }) => (
            <tr key={parameter}>
              <th scope="row">{parameter}</th>
              <td class="figures">{value === null ? '–' : measured(value, unit)}</td>
              <td class={status === 0 ? undefined : 'look'}>{statusText(status)}</td>
              <td class="figures" title={time(at)}>
                {ago(at)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

/** A status as people say it, with its code. */
export function statusText(status: number): string {
  const told = e().statuses[status]
  return told ? `${String(status).padStart(2, '0')}, ${told}` : e().status(status)
}
