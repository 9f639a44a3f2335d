import type { LonLat } from '../geo/ellipsoid'
import { geodesicDistance } from '../geo/measure'
import { indexNow, type Moment, stateNow } from './fresh'
import type { ListName } from './route'
import type { Kind, Station } from './types'

export const orders = ['distance', 'index', 'name', 'time'] as const
export type Order = (typeof orders)[number]

/** Letters without marks and case, so that "tram bien" finds Trạm Biển. */
export const folded = (text: string): string =>
  text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/đ/g, 'd').replace(/\s+/g, ' ').trim()

export interface Wanted {
  readonly list: ListName
  readonly kind: Kind | null
  readonly text: string
}

/** The stations that fit. Those that are closed are in no list. */
export function chosenStations(all: readonly Station[], wanted: Wanted, { heard, now }: Moment): readonly Station[] {
  const words = folded(wanted.text).split(' ').filter(Boolean)
  return all.filter((station) => {
    if (wanted.kind && station.kind !== wanted.kind) return false
    if (wanted.list !== 'all' && stateNow(station, heard, now) !== wanted.list) return false
    const told = folded(
      [station.name, station.code, station.commune?.name, station.water_body, station.operator]
        .filter(Boolean)
        .join(' '),
    )
    return words.every((word) => told.includes(word))
  })
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

const timeOf = ({ last_at }: Station): number => (last_at ? Date.parse(last_at) : 0)

/** Metres between a station and a place. */
export const distanceTo = ({ lon, lat }: Station, from: LonLat): number => geodesicDistance(from, [lon, lat])

/** In the order asked for; by name where that says nothing. */
export function sorted(
  list: readonly Station[],
  order: Order,
  from: LonLat | null,
  moment: Moment,
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
    time: (a, b) => timeOf(b) - timeOf(a),
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
