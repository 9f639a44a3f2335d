import { effect } from '@preact/signals'
import { fly } from '../state/reach'
import { flight, overMap, selection } from '../state/store'
import { followAlarms } from './alarms/alarms'
import { environmentApi } from './api'
import { followStations } from './live'
import { drawOnMap } from './map/follow'
import { OverMap } from './OverMap'
import { followPlayer } from './player'
import { chosen, detail, go, indices, keepRoute, parameters, route } from './state'
import { followSurface } from './surfaceState'
import { followWidth } from './wide'

/** What the page knows of indices and parameters is asked for once, and again while there was no answer. */
function learn(): void {
  Promise.all([environmentApi.indices('vi'), environmentApi.parameters('vi')]).then(
    ([scales, list]) => {
      indices.value = scales
      parameters.value = list
    },
    () => setTimeout(learn, 10_000),
  )
}

/** A link that names a station but no place shows it. */
function seekStation(): void {
  // Where the link names a place, the map was sent there before.
  const sent = flight.peek()
  const asked = route.peek().station
  if (asked === null || (sent && 'to' in sent)) return
  const end = effect(() => {
    const station = chosen.value
    const givenUp = route.value.station !== asked || detail.resource.value.failure?.kind === 'missing'
    if (!station && !givenUp) return
    if (station?.id === asked) fly({ to: { lon: station.lon, lat: station.lat, zoom: 12, bearing: 0 }, animate: false })
    queueMicrotask(() => end())
  })
}

/** Escape goes back from a station to the list, where nothing else is open. */
function onKey(event: KeyboardEvent): void {
  if (event.key !== 'Escape' || event.defaultPrevented || selection.peek()) return
  const at = event.target
  if (at instanceof HTMLElement && at.closest('input, select, dialog, .card')) return
  if (route.peek().station !== null) go({ station: null })
}

/** A point that somebody chooses, on the map or by search, is where the list looks around. */
function followPoint(): void {
  let before = selection.peek()
  effect(() => {
    const now = selection.value
    if (now === before) return
    before = now
    if (now?.kind === 'point') go({ station: null })
  })
}

/** Begins the environment map; it goes on for the rest of the page's life. */
export function begin(): void {
  keepRoute()
  learn()
  followStations()
  followAlarms()
  drawOnMap()
  followSurface()
  followPlayer()
  followWidth()
  seekStation()
  followPoint()
  overMap.value = OverMap
  window.addEventListener('keydown', onKey)
}
