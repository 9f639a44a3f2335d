import type { WallPicture } from '../api/schema.gen'

// What the wall reads out of its picture, for the map and for what stands beside it.

type Station = WallPicture['stations'][number]
export type Indicator = WallPicture['indicators'][number]

/** An index from which on the air is bad for people. */
export const BAD_AIR = 101
/** A level of VN_WQI from which on water is bad. */
const BAD_WATER = 4

/** Whether the index of a station is that of bad air or water. */
export const isBad = ({ index }: Pick<Station, 'index'>): boolean =>
  index !== null && (index.kind === 'aqi' ? index.value >= BAD_AIR : index.level >= BAD_WATER)

/** The station with the worst air of those that send; undefined for none. */
export const worstAir = ({ stations }: WallPicture): Station | undefined =>
  stations
    .filter(({ state, index }) => index?.kind === 'aqi' && state !== 'silent')
    .sort((a, b) => (b.index?.value ?? 0) - (a.index?.value ?? 0))[0]

/** Stations that are not as they should be: those that exceed a limit or have bad air or water, then the silent; the newest first. */
export const abnormal = ({ stations }: WallPicture): readonly Station[] =>
  stations
    .filter((one) => one.state === 'exceeding' || one.state === 'silent' || isBad(one))
    .sort(
      (a, b) =>
        Number(a.state === 'silent') - Number(b.state === 'silent') ||
        (b.state_since ?? '').localeCompare(a.state_since ?? ''),
    )

/** How many stations that send have which level of which index, the worst levels first, air before water. */
export function byLevel({ stations }: WallPicture) {
  const found = new Map<string, { kind: 'aqi' | 'wqi'; level: number; count: number; bad: boolean }>()
  for (const station of stations) {
    const { index, state } = station
    if (!index || state === 'silent') continue
    const key = `${index.kind} ${index.level}`
    const row = found.get(key) ?? { kind: index.kind, level: index.level, count: 0, bad: false }
    found.set(key, { ...row, count: row.count + 1, bad: row.bad || isBad(station) })
  }
  return [...found.values()].sort(
    (a, b) => Number(b.bad) - Number(a.bad) || a.kind.localeCompare(b.kind) || b.level - a.level,
  )
}

/** Readings of the last hour are fresh. */
const FRESH = 3_600_000

/** How many stations sent within the hour before a moment, how many longer ago, and how many are silent. */
export function byFreshness({ stations }: WallPicture, at: number) {
  const count = { fresh: 0, older: 0, silent: 0 }
  for (const { state, last_at } of stations) {
    if (state === 'silent') count.silent++
    else if (last_at && at - Date.parse(last_at) <= FRESH) count.fresh++
    else count.older++
  }
  return count
}

/** The lowest and the highest value of an indicator; null where there are none. */
export const ends = ({ values }: Indicator) => {
  const [lowest] = values
  const highest = values[values.length - 1]
  return lowest && highest ? { lowest, highest } : null
}

/** A period as people write it: tháng 10/2026, quý III/2026, 2026; `write` has the words. */
export function period(
  text: string,
  write: { readonly month: (part: string) => string; readonly quarter: (part: string) => string },
): string {
  const [year = '', part = ''] = text.split('-')
  if (part.startsWith('Q')) return write.quarter(`${['I', 'II', 'III', 'IV'][Number(part[1]) - 1] ?? part}/${year}`)
  return part ? write.month(`${part}/${year}`) : year
}

type Source = WallPicture['sources'][number]

/** Whether anything is known of a source, now or from before. */
export const isKnown = ({ sources }: WallPicture, name: string): boolean =>
  sources.some((one) => one.name === name && one.known)

/** Whether a source of the picture is there, but nothing is known of it. */
export const isUnknown = ({ sources }: WallPicture, name: string): boolean =>
  sources.some((one) => one.name === name && !one.known)

const MINUTE = 60_000
const HOUR = 60 * MINUTE
/**
 * How old a source may be before that is a matter, milliseconds. Stations send each hour at least, and of all of them none
 * did in two; of cameras none gave a sign in the day after which one counts as silent; alarms and reports are read every ten
 * seconds; figures of a month come in the next one.
 */
const BOUNDS: Readonly<Record<string, number>> = {
  stations: 2 * HOUR,
  alarms: 2 * MINUTE,
  reports: 2 * MINUTE,
  cameras: 24 * HOUR,
  indicators: 62 * 24 * HOUR,
}

/** Whether a source cannot be read, or is older at a moment than it may be. One that never said when is not. */
export const isStale = ({ name, failed, known, as_of }: Source, at: number): boolean =>
  failed || !known || (as_of !== null && at - Date.parse(as_of) > (BOUNDS[name] ?? HOUR))

const SOURCES: Readonly<Record<string, readonly string[]>> = {
  overview: ['reports', 'stations', 'alarms', 'cameras', 'indicators'],
  reports: ['reports'],
  heat: ['reports'],
  environment: ['stations', 'alarms'],
  cameras: ['cameras'],
  indicators: ['indicators'],
}

/** How wide a letter is at most on the average, and the gap between sources, in font sizes. */
const LETTER = 0.57
const GAP = 1

/**
 * Which of some texts of sources a line of so many font sizes has room for at a moment, those that are stale first. One of
 * them has its turn, so that each is seen within a minute; with it stand, as far as there is room, the stale ones, those
 * of the scene, then the others.
 */
export function sourcesIn<S extends { readonly name: string; readonly stale: boolean; readonly text: string }>(
  all: readonly S[],
  scene: string,
  room: number,
  at: number,
): readonly S[] {
  const own = SOURCES[scene] ?? []
  const turn = all[Math.floor((at % MINUTE) / (MINUTE / all.length))]
  const rank = (one: S): number =>
    one === turn ? -2 : one.stale ? -1 : own.includes(one.name) ? own.indexOf(one.name) : 9
  let left = room
  const kept = new Set<S>()
  for (const one of [...all].sort((a, b) => rank(a) - rank(b))) {
    const wide = one.text.length * LETTER + GAP
    if (wide > left && kept.size > 0) continue
    left -= wide
    kept.add(one)
  }
  return all.filter((one) => kept.has(one)).sort((a, b) => Number(b.stale) - Number(a.stale))
}
