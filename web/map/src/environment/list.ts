import type { LonLat } from '../geo/ellipsoid'
import { geodesicDistance } from '../geo/measure'
import { fold } from '../state/fold'
import { indexNow, type Moment, stateNow } from './fresh'
import { type ListName, type Order, orders } from './route'
import type { Kind, Station } from './types'

export interface Wanted {
  readonly list: ListName
  readonly kind: Kind | null
  readonly text: string
}

/** The stations that fit. Those that are closed are in no list. */
export function chosenStations(all: readonly Station[], wanted: Wanted, { heard, now }: Moment): readonly Station[] {
  const words = fold(wanted.text).split(/\s+/).filter(Boolean)
  return all.filter((station) => {
    if (wanted.kind && station.kind !== wanted.kind) return false
    if (wanted.list !== 'all' && stateNow(station, heard, now) !== wanted.list) return false
    const { name, code, commune, water_body, river, operator } = station
    const told = fold([name, code, commune?.name, water_body, river, operator].filter(Boolean).join(' '))
    return words.every((word) => told.includes(word))
  })
}

/** The orders that a list can have: some say something of one list alone. */
export const ordersOf = (list: ListName): readonly Order[] =>
  orders.filter((order) => (order !== 'severity' || list === 'exceeding') && (order !== 'since' || list === 'silent'))

/** The order asked for where the list has it; else by what the list is about. Staff look at the worst first, everybody else at what is near. */
export function orderOf(asked: Order | null, list: ListName, staff: boolean): Order {
  if (asked && ordersOf(list).includes(asked)) return asked
  if (list !== 'all') return list === 'exceeding' ? 'severity' : 'since'
  return staff ? 'index' : 'distance'
}

const collator = new Intl.Collator('vi', { numeric: true })

/** What exceeds first, then the worst index of either kind; those without one last. */
function byIndex(moment: Moment): (a: Station, b: Station) => number {
  const exceeds = (station: Station): number => (stateNow(station, moment.heard, moment.now) === 'exceeding' ? 1 : 0)
  const level = (station: Station): number => indexNow(station, moment)?.level ?? 0
  const badness = (station: Station): number => {
    const index = indexNow(station, moment)
    return index === null ? 0 : index.kind === 'aqi' ? index.value : 100 - index.value
  }
  return (a, b) => exceeds(b) - exceeds(a) || level(b) - level(a) || badness(b) - badness(a)
}

const instant = (iso: string | null): number => (iso ? Date.parse(iso) : 0)

/** Metres between a station and a place. */
export const distanceTo = ({ lon, lat }: Station, from: LonLat): number => geodesicDistance(from, [lon, lat])

/** In the order asked for; by name where that says nothing. `severity`: how many times beyond its limit each station is. */
export function sorted(
  list: readonly Station[],
  order: Order,
  from: LonLat | null,
  moment: Moment,
  severity: ReadonlyMap<number, number> = new Map(),
): readonly Station[] {
  const byName = (a: Station, b: Station): number => collator.compare(a.name, b.name)
  if (order === 'distance' && from) {
    const far = new Map(list.map((station) => [station.id, distanceTo(station, from)]))
    return [...list].sort((a, b) => (far.get(a.id) ?? 0) - (far.get(b.id) ?? 0))
  }
  const compare: Readonly<Record<Order, (a: Station, b: Station) => number>> = {
    distance: byName,
    name: byName,
    index: byIndex(moment),
    time: (a, b) => instant(b.last_at) - instant(a.last_at),
    since: (a, b) => instant(b.state_since) - instant(a.state_since),
    severity: (a, b) => (severity.get(b.id) ?? 0) - (severity.get(a.id) ?? 0),
  }
  return [...list].sort((a, b) => compare[order](a, b) || byName(a, b))
}

/** How many stations send, exceed and are silent. */
export function counted(all: readonly Station[], { heard, now }: Moment) {
  const states = all.map((station) => stateNow(station, heard, now))
  const of = (wanted: string): number => states.filter((state) => state === wanted).length
  const exceeding = of('exceeding')
  return { sending: of('ok') + exceeding, exceeding, silent: of('silent') }
}

/** The nearest station of air that says something about now; else the nearest of air. */
export function nearestAir(all: readonly Station[], from: LonLat, moment: Moment): Station | undefined {
  const air = sorted(
    all.filter(({ kind }) => kind === 'air'),
    'distance',
    from,
    moment,
  )
  return air.find((station) => indexNow(station, moment)) ?? air[0]
}
