import { e } from './i18n'
import { distanceTo } from './list'
import { IndexChip, KindMark, StateChip, shownIndex, shownState } from './Marks'
import { openStation } from './map/follow'
import { origin } from './state'
import type { Station } from './types'
import { ago, far } from './words'

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
export function StationRow({ station, distance }: { station: Station; distance: boolean }) {
  const index = shownIndex(station)
  const state = shownState(station)
  return (
    <li>
      <button type="button" class="row station-row" onClick={() => openStation(station.id, true)}>
        <KindMark kind={station.kind} />
        <span class="station-name">
          <span class="offscreen">{e().kinds[station.kind]}: </span>
          {station.name}
          <Details station={station} distance={distance} />
        </span>
        <span class="station-end">
          {index && state !== 'silent' ? <IndexChip index={index} /> : null}
          {state !== 'ok' || !index ? <StateChip state={state} /> : null}
        </span>
      </button>
    </li>
  )
}
