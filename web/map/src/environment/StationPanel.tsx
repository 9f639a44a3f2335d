import { useRef } from 'preact/hooks'
import { time } from '../i18n/format'
import { fly } from '../state/reach'
import { place } from '../state/store'
import { Failed } from '../ui/Failed'
import { BackIcon, TargetIcon } from '../ui/icons'
import { Waiting } from '../ui/Waiting'
import { Calendar } from './Calendar'
import { ChartTab } from './ChartTab'
import { e } from './i18n'
import { KindMark, StateChip, shownState } from './Marks'
import { Now } from './Now'
import { type Tab, tabs } from './route'
import { chosen, detail, go, route } from './state'
import { TableTab } from './TableTab'
import type { Station } from './types'
import { ago } from './words'

/** Shows where a station stands. */
function show({ lon, lat }: Station): void {
  const at = place.peek()
  if (at) fly({ to: { ...at, lon, lat, zoom: Math.max(at.zoom, 13) }, animate: true })
}

/** What kind it is, where, how it is and since when, and how fresh its data are. */
function Head({ station }: { station: Station }) {
  const says = e()
  const state = shownState(station)
  const where = [says.kinds[station.kind], station.water_body ?? station.river, station.commune?.name]
    .filter(Boolean)
    .join(' · ')
  const since = station.state_since && state === station.state ? time(station.state_since) : ''
  return (
    <div class="station-head">
      <div class="station-title">
        <button
          type="button"
          class="bare"
          aria-label={says.back}
          title={says.back}
          onClick={() => go({ station: null })}
        >
          <BackIcon />
        </button>
        <h1 data-panel-title tabIndex={-1}>
          <KindMark kind={station.kind} /> {station.name}
        </h1>
        <button type="button" class="bare" aria-label={says.show} title={says.show} onClick={() => show(station)}>
          <TargetIcon />
        </button>
      </div>
      <p class="secondary">{where}</p>
      <p class="station-state">
        <StateChip state={state} judged={station.judged} since={state === 'ok' ? '' : since} />
        <span class="secondary figures">
          {station.last_at ? (
            <>
              {says.data(ago(station.last_at))} <span class="moment">({time(station.last_at)})</span>
            </>
          ) : (
            says.never
          )}
        </span>
      </p>
      {station.grade === 'indicative' && (
        <p class="small indicative">
          <span class="strong">{says.indicative}.</span> {says.indicativeWhy}
        </p>
      )}
    </div>
  )
}

/** The parts of a station by name; arrow keys go from one to the next. */
function Tabs({ at }: { at: Tab }) {
  const list = useRef<HTMLDivElement>(null)
  const move = (event: KeyboardEvent): void => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (by === 0) return
    event.preventDefault()
    const next = tabs[(tabs.indexOf(at) + by + tabs.length) % tabs.length] ?? 'now'
    go({ tab: next })
    list.current?.querySelector<HTMLElement>(`#tab-${next}`)?.focus()
  }
  return (
    <div class="tabs" role="tablist" aria-label={e().tabs.label} ref={list} onKeyDown={move}>
      {tabs.map((name) => (
        <button
          key={name}
          type="button"
          role="tab"
          id={`tab-${name}`}
          aria-selected={name === at}
          aria-controls="station-part"
          tabIndex={name === at ? 0 : -1}
          onClick={() => go({ tab: name })}
        >
          {e().tabs[name]}
        </button>
      ))}
    </div>
  )
}

function Part({ station, tab }: { station: Station; tab: Tab }) {
  if (tab === 'chart') return <ChartTab station={station} />
  if (tab === 'calendar') return <Calendar station={station} />
  if (tab === 'table') return <TableTab station={station} />
  return <Now station={station} />
}

/** The chosen station: how it is, its chart, its year and its numbers. */
export function StationPanel() {
  const says = e()
  const station = chosen.value
  const { failure } = detail.resource.value
  const { tab } = route.value
  return (
    <article class="station">
      {!station && !failure && <Waiting text={says.loading} />}
      {!station && failure && (
        <div class="section">
          {failure.kind === 'missing' ? (
            <>
              <h1 data-panel-title tabIndex={-1}>
                {says.title}
              </h1>
              <p class="hint">{says.missing}</p>
              <button type="button" class="button" onClick={() => go({ station: null })}>
                {says.back}
              </button>
            </>
          ) : (
            <Failed failure={failure} again={detail.again} />
          )}
        </div>
      )}
      {station && (
        <>
          <Head station={station} />
          <Tabs at={tab} />
          <div role="tabpanel" id="station-part" aria-labelledby={`tab-${tab}`}>
            <Part station={station} tab={tab} />
          </div>
        </>
      )}
    </article>
  )
}
