import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Station } from '../../api/schema.gen'
import { e } from '../../environment/i18n'
import { type Kind, kinds } from '../../environment/types'
import { date, decimal } from '../../i18n/format'
import { fold } from '../../state/fold'
import { may } from '../../state/session'
import { lang } from '../../state/store'
import { Failed } from '../../ui/Failed'
import { Waiting } from '../../ui/Waiting'
import { readStations, stations, trouble } from './api'
import { m } from './i18n'
import { SensorTable } from './SensorTable'
import { StationEditor } from './StationEditor'
import { StationForm } from './StationForm'

/** Whether a station is among those that are looked for. */
export const matches = ({ code, name, operator }: Station, text: string): boolean => {
  const written = fold(`${code} ${name} ${operator ?? ''}`)
  return fold(text)
    .split(/\s+/)
    .every((word) => written.includes(word))
}

/** How a station is. Where it is judged by no limit, nobody can say that it keeps within any. */
export const stateOf = ({ state, judged }: Station & { readonly judged?: boolean }): string =>
  state === 'ok' && judged === false ? m().sending : e().states[state]

function Row({ station }: { station: Station }) {
  const editing = useSignal(false)
  const says = m()
  const close = (): void => {
    editing.value = false
  }
  if (editing.value) {
    return (
      <li class="person">
        <StationEditor station={station} close={close} />
      </li>
    )
  }
  return (
    <li class="person" data-station={station.code}>
      <div class="grow">
        <p class="former-head">
          <span class="strong">{station.name}</span>
          <span class={`state state-${station.state}`}>{stateOf(station)}</span>
        </p>
        <p class="secondary">
          {station.code}, {e().kinds[station.kind]}
          {station.grade === 'indicative' && `, ${e().about.grades.indicative}`}
        </p>
        <p class="secondary">
          {[station.operator, station.water_body, station.until && says.stations.closed(date(station.until))]
            .filter(Boolean)
            .join('; ')}
        </p>
      </div>
      <button
        type="button"
        class="button small"
        aria-label={says.stations.editOne(station.name)}
        onClick={() => {
          editing.value = true
        }}
      >
        {says.edit}
      </button>
    </li>
  )
}

/** The stations: what they are, where, and what they measure with. */
export function Stations() {
  const adding = useSignal(false)
  const text = useSignal('')
  const kind = useSignal<Kind | ''>('')
  const allowed = may('stations')
  useEffect(() => {
    if (allowed) readStations()
  }, [allowed])
  const says = m().stations
  if (!allowed) return <p class="section">{m().forbidden}</p>
  const all = stations.value
  const found = (all ?? []).filter((one) => (!kind.value || one.kind === kind.value) && matches(one, text.value))
  return (
    <section class="section">
      <h1 data-panel-title tabIndex={-1}>
        {says.title}
      </h1>
      <p class="secondary">{says.lead}</p>
      {adding.value ? (
        <StationForm
          close={() => {
            adding.value = false
          }}
        />
      ) : (
        <button
          type="button"
          class="button primary add"
          onClick={() => {
            adding.value = true
          }}
        >
          {says.add}
        </button>
      )}
      <SensorTable />
      {trouble.value && <Failed failure={trouble.value} again={readStations} />}
      {!all && !trouble.value && <Waiting />}
      {all && all.length > 0 && (
        <div class="filters">
          <input
            class="input"
            type="search"
            aria-label={says.find}
            placeholder={says.find}
            value={text.value}
            onInput={(event) => {
              text.value = event.currentTarget.value
            }}
          />
          <select
            class="select"
            aria-label={says.kind}
            value={kind.value}
            onChange={(event) => {
              kind.value = event.currentTarget.value as Kind | ''
            }}
          >
            <option value="">{says.every}</option>
            {kinds.map((one) => (
              <option key={one} value={one}>
                {e().kinds[one]}
              </option>
            ))}
          </select>
          <p class="secondary" role="status">
            {found.length === 0
              ? says.noneFound
              : says.shown(decimal(found.length, 0, lang.value), decimal(all.length, 0, lang.value))}
          </p>
        </div>
      )}
      {all?.length === 0 && <p class="secondary">{says.none}</p>}
      <ul class="formers">
        {found.map((station) => (
          <Row key={station.id} station={station} />
        ))}
      </ul>
    </section>
  )
}
