import { decimal, figure, time } from '../i18n/format'
import { lang } from '../state/store'
import { Failed } from '../ui/Failed'
import { Waiting } from '../ui/Waiting'
import { severity } from './exceeding'
import { e } from './i18n'
import { events, now } from './state'
import type { StationEvent } from './types'
import { measured } from './words'

/** A limit in its unit, with the decimals that it has. */
const limitWords = ({ limit, basis, unit }: StationEvent): string =>
  limit === null
    ? ''
    : e().events.limit(figure(limit, unit || ' ', lang.value).trim(), e().index.bases[basis ?? ''] ?? basis ?? '')

/** How far beyond the limit the worst was; '' where a number would say nothing: hardly beyond, or of a measure without a unit (pH). */
function timesWords(event: StationEvent): string {
  const times = severity(event)
  const above = (event.peak ?? 0) > (event.limit ?? 0)
  return above && event.unit && times >= 1.05 && Number.isFinite(times) && times < 1000
    ? e().events.times(decimal(times, 1, lang.value))
    : ''
}

/** The worst value of an exceedance and its limit: "SO2 cao nhất 454,7 µg/m³, giới hạn 350 µg/m³ (trung bình 1 giờ), gấp 1,3 lần giới hạn". */
export function peakWords(event: StationEvent): string {
  const { parameter, peak, limit, unit } = event
  if (peak === null) return parameter ?? ''
  const says = e().events
  const told = (peak >= (limit ?? peak) ? says.highest : says.lowest)(parameter ?? '', measured(peak, unit ?? ''))
  return [told, limitWords(event), timesWords(event)].filter(Boolean).join(', ')
}

const MINUTE = 60_000
/** How long something lasted: minutes below two hours, hours below two days, then days. */
function length(ms: number): string {
  const says = e().events
  const n = (value: number): string => decimal(Math.round(value), 0, lang.value)
  const minutes = ms / MINUTE
  if (minutes < 120) return says.minutes(n(minutes))
  return minutes < 48 * 60 ? says.hours(n(minutes / 60)) : says.days(n(minutes / 1440))
}

function Row({ event }: { event: StationEvent }) {
  const says = e().events
  const { kind, began, ended, peak_at } = event
  const lasted = length(Date.parse(ended ?? new Date(now.value).toISOString()) - Date.parse(began))
  return (
    <li class={`event ${kind}`}>
      <p class={kind === 'exceedance' ? 'wrong' : 'strong'}>{kind === 'silence' ? says.silence : peakWords(event)}</p>
      <p class="secondary figures">
        {ended ? says.span(time(began), time(ended)) : says.lasting(time(began))} ({lasted})
        {peak_at && ` · ${says.highestAt(time(peak_at))}`}
      </p>
    </li>
  )
}

/** Since when until when a station exceeded limits or was silent, in the period of the chart: the newest first. */
export function Events() {
  const says = e().events
  const { value, failure } = events.resource.value
  return (
    <section class="events" data-test="events">
      <h2>{says.title}</h2>
      {failure && <Failed failure={failure} again={events.again} />}
      {!value && !failure && <Waiting text={says.loading} />}
      {value?.events.length === 0 && <p class="secondary">{says.none}</p>}
      <ul>
        {value?.events.map((event) => (
          <Row key={event.id} event={event} />
        ))}
      </ul>
      {value?.more && <p class="secondary">{says.more(decimal(value.events.length, 0, lang.value))}</p>}
    </section>
  )
}
