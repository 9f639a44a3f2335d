import { say } from '../state/notice'
import { location, notice } from '../state/store'
import { e } from './i18n'
import { distanceTo, nearestAir } from './list'
import { openStation } from './map/follow'
import { judged, origin, stations } from './state'
import { far } from './words'

/** The air of a station farther away than this, metres, may be quite another. */
const TOO_FAR = 15_000

/** Opens the air station nearest to a place. */
function open(from: readonly [number, number], known: boolean): void {
  const station = nearestAir(stations.peek(), from, judged.peek())
  if (!station) {
    say(e().near.none)
    return
  }
  const says = e().near
  const metres = distanceTo(station, from)
  const told = (known ? says.found : says.denied)(station.name, far(metres))
  say(metres > TOO_FAR ? `${told} ${says.farOff}` : told)
  openStation(station.id, true)
}

/** The nearest air station, by where the device is; by what the map shows where that is not told. */
export function goToNearest(): void {
  const known = location.peek()?.at
  if (known) {
    open(known, true)
    return
  }
  const middle = (): void => {
    const at = origin.peek()
    if (at) open(at, false)
  }
  if (!window.isSecureContext || !navigator.geolocation) {
    middle()
    return
  }
  notice.value = { text: e().near.asking, tone: 'plain' }
  navigator.geolocation.getCurrentPosition(
    ({ coords: { longitude, latitude, accuracy } }) => {
      location.value = { at: [longitude, latitude], accuracy }
      open([longitude, latitude], true)
    },
    middle,
    { enableHighAccuracy: false, timeout: 10_000, maximumAge: 300_000 },
  )
}
