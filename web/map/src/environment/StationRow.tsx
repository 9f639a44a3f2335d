import { alarming } from './alarms/alarms'
import { peakWords } from './Events'
import type { Worst } from './exceeding'
import { e } from './i18n'
import { distanceTo } from './list'
import { AlarmMark, IndexChip, KindMark, StateChip, shownIndex, shownState } from './Marks'
import { openStation } from './map/follow'
import { origin } from './state'
import type { Station } from './types'
import { ago, far } from './words'

/** Which parameter exceeds, and how much. */
function Beyond({ worst: { event, others } }: { worst: Worst }) {
  return (
    <span class="block small figures">
      {peakWords(event)}
      {others > 0 && `, ${e().events.others(String(others))}`}
    </span>
  )
}

/** How fresh and how far. */
function Details({ station, distance }: { station: Station; distance: boolean }) {
  const from = origin.value
  const parts = [
    station.commune?.name,
    distance && from ? e().list.away(far(distanceTo(station, from))) : null,
    station.last_at ? ago(station.last_at) : e().never,
  ]
  return <span class="secondary block figures">{parts.filter(Boolean).join(' · ')}</span>
}

/** A station of the list: what the map says of it, for those who do not see or point. */
export function StationRow({ station, distance, worst }: { station: Station; distance: boolean; worst?: Worst }) {
  const index = shownIndex(station)
  const state = shownState(station)
  return (
    <li>
      <button
        type="button"
        class="row station-row"
        data-station={station.id}
        onClick={() => openStation(station.id, true)}
      >
        <KindMark kind={station.kind} />
        <span class="station-name">
          <span class="offscreen">{e().kinds[station.kind]}: </span>
          {station.name}
          {worst && <Beyond worst={worst} />}
          <Details station={station} distance={distance} />
        </span>
        <span class="station-end">
          {index && state !== 'silent' ? <IndexChip index={index} /> : null}
          {state !== 'ok' || !index ? <StateChip state={state} judged={station.judged} /> : null}
          {alarming.value.has(station.id) && (
            <span class="state-chip exceeding">
              <AlarmMark />
              {e().display.alarmed}
            </span>
          )}
        </span>
      </button>
    </li>
  )
}
