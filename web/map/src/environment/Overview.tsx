import { signal } from '@preact/signals'
import { useMemo } from 'preact/hooks'
import { deselect } from '../actions/select'
import { t } from '../i18n'
import { decimal } from '../i18n/format'
import { lang, location, selection } from '../state/store'
import { WarnIcon } from '../ui/icons'
import { Waiting } from '../ui/Waiting'
import { AlarmsSection } from './alarms/AlarmsSection'
import { Display } from './Display'
import { severity, worstOf } from './exceeding'
import { ForestSection } from './forest/ForestSection'
import { LATE } from './fresh'
import { e } from './i18n'
import { chosenStations, counted, orderOf, ordersOf, sorted } from './list'
import { lookAtStations, lost } from './live'
import { goToNearest } from './near'
import { lists, type Order } from './route'
import { StationRow } from './StationRow'
import { answer, exceedances, go, heard, judged, now, origin, route, staff, stations } from './state'
import { kinds } from './types'
import { when } from './words'

/** How all stations are, in one sentence. */
function Summary() {
  const says = e().summary
  const { sending, exceeding, silent } = counted(stations.value, judged.value)
  const n = (count: number): string => decimal(count, 0, lang.value)
  const old = now.value - heard.value > LATE
  return (
    <>
      <p class="summary" data-test="summary">
        <span class="strong">{says.sending(n(sending))}</span>,{' '}
        <span class={exceeding ? 'wrong' : undefined}>{says.exceeding(n(exceeding))}</span>,{' '}
        <span>{says.silent(n(silent))}</span>
        {answer.value?.as_of && (
          <span class="secondary figures block">{says.newest(when(Date.parse(answer.value.as_of)))}</span>
        )}
      </p>
      {(old || lost.value !== '') && (
        <p class="old" role="status">
          <WarnIcon />
          <span>{says.old(when(heard.value), lost.value)}</span>
        </p>
      )}
    </>
  )
}

/** The list's own choices: which, of what kind, called how, in which order. */
function Choices({ shown }: { shown: Order }) {
  const says = e().list
  const { kind: wanted } = route.value
  const ofKind = wanted ? stations.value.filter(({ kind }) => kind === wanted) : stations.value
  const counts = counted(ofKind, judged.value)
  const of = { all: ofKind.length, exceeding: counts.exceeding, silent: counts.silent }
  const possible = ordersOf(route.value.list)
  const present = kinds.filter((kind) => stations.value.some((station) => station.kind === kind))
  return (
    <>
      <fieldset class="choice lists">
        <legend class="offscreen">{says.label}</legend>
        {lists.map((name) => (
          <label key={name} class={route.value.list === name ? 'on' : undefined}>
            <input type="radio" name="list" checked={route.value.list === name} onChange={() => go({ list: name })} />
            {says.count(says.names[name], decimal(of[name], 0, lang.value))}
          </label>
        ))}
      </fieldset>
      <div class="filters">
        <label>
          <span class="secondary">{says.kind}</span>
          <select
            value={route.value.kind ?? ''}
            onChange={(event) => go({ kind: kinds.find((kind) => kind === event.currentTarget.value) ?? null })}
          >
            <option value="">{says.every}</option>
            {present.map((kind) => (
              <option key={kind} value={kind}>
                {e().kinds[kind]}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span class="secondary">{says.order}</span>
          <select
            value={shown}
            onChange={(event) => go({ order: possible.find((each) => each === event.currentTarget.value) ?? null })}
          >
            {possible.map((each) => (
              <option key={each} value={each}>
                {says.orders[each]}
              </option>
            ))}
          </select>
        </label>
        <label class="filter-text">
          <span class="secondary">{says.text}</span>
          <input
            type="text"
            autocomplete="off"
            maxLength={100}
            value={route.value.text}
            onInput={(event) => go({ text: event.currentTarget.value })}
          />
        </label>
      </div>
    </>
  )
}

/** Where the distances are taken from. */
function Origin() {
  const says = e().list
  const point = selection.value?.kind === 'point'
  return (
    <p class="secondary origin">
      {point ? says.fromPoint : location.value ? says.fromMe : says.fromMap}{' '}
      {point && (
        <button type="button" class="link" onClick={deselect}>
          {says.forget}
        </button>
      )}
    </p>
  )
}

/** So many rows are drawn at first; more on demand. */
const FIRST = 40
/** The list of which all rows were asked for. It is as long when somebody comes back from a station; another begins short. */
const unfolded = signal('')

function List() {
  const { list, kind, text, order } = route.value
  const moment = judged.value
  const shown = orderOf(order, list, staff.value)
  const { value: beyond } = exceedances.resource.value
  const worst = useMemo(() => worstOf(beyond ?? []), [beyond])
  const severities = useMemo(() => new Map([...worst].map(([id, { event }]) => [id, severity(event)])), [worst])
  const wanted = chosenStations(stations.value, { list, kind, text }, moment)
  const found = sorted(wanted, shown, origin.value, moment, severities)
  const name = [list, kind, text].join()
  const rows = unfolded.value === name ? found : found.slice(0, FIRST)
  const rest = found.length - rows.length
  return (
    <section class="section" aria-label={e().list.label}>
      <Choices shown={shown} />
      {shown === 'distance' && <Origin />}
      {found.length === 0 && <p class="hint">{e().list.empty[text || kind ? 'all' : list]}</p>}
      <ul class="list stations" data-test="stations">
        {rows.map((station) => (
          <StationRow
            key={station.id}
            station={station}
            distance={shown === 'distance'}
            worst={list === 'exceeding' ? worst.get(station.id) : undefined}
          />
        ))}
      </ul>
      {rest > 0 && (
        <button
          type="button"
          class="button"
          onClick={() => {
            unfolded.value = name
          }}
        >
          {e().list.more(decimal(rest, 0, lang.value))}
        </button>
      )}
    </section>
  )
}

/** All stations: how they are, lists of them, and what the map shows. */
export function Overview() {
  const says = e()
  const known = answer.value
  return (
    <>
      <section class="section">
        <h1 data-panel-title tabIndex={-1}>
          {says.title}
        </h1>
        {known && stations.value.length > 0 && <Summary />}
        {known && stations.value.length === 0 && <p class="hint">{says.summary.none}</p>}
        {!known && !lost.value && <Waiting text={says.loading} />}
        {!known && lost.value && (
          <p class="failed" role="alert">
            <WarnIcon />
            <span>
              {says.failed} {lost.value}{' '}
              <button type="button" class="link" onClick={() => lookAtStations()}>
                {t().app.retry}
              </button>
            </span>
          </p>
        )}
        {known && !staff.value && stations.value.some(({ kind }) => kind === 'air') && (
          <button type="button" class="button nearest" onClick={goToNearest}>
            {says.near.button}
          </button>
        )}
      </section>
      <AlarmsSection />
      {known && stations.value.length > 0 && (
        <>
          <List />
          <Display />
          <p class="section secondary source">{says.source}</p>
        </>
      )}
      <ForestSection />
    </>
  )
}
