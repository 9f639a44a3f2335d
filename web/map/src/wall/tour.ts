import type { Wall, WallPicture } from '../api/schema.gen'

export type Scene = Wall['screen']['scenes'][number]

const ALL: readonly Scene[] = ['overview', 'reports', 'environment', 'heat', 'cameras', 'indicators']

/** Scenes that there is something to show of, in the order of the screen; all where it names none. */
export function scenesOf(wanted: readonly Scene[], picture: WallPicture): readonly Scene[] {
  const there: Record<Scene, boolean> = {
    overview: true,
    reports: picture.reports !== null,
    environment: picture.stations.length > 0,
    heat: (picture.heat?.cells.length ?? 0) > 0,
    cameras: picture.cameras !== null,
    indicators: picture.indicators.length > 0,
  }
  const shown = (wanted.length ? wanted : ALL).filter((scene) => there[scene])
  return shown.length ? shown : ['overview']
}

/**
 * How many pages a scene has. Numbers and what just happened are one where the screen has room for both, and so are
 * stations by index and those that are abnormal; each indicator is a page.
 */
export function pagesOf(scene: Scene, picture: WallPicture, roomy: boolean): number {
  if (scene === 'indicators') return Math.max(1, picture.indicators.length)
  return !roomy && (scene === 'overview' || scene === 'environment') ? 2 : 1
}

/** Where the tour is: the scene and its page, since when (milliseconds), and what interrupts it. */
export interface Tour {
  readonly scene: Scene
  readonly page: number
  readonly since: number
  readonly paused: boolean
  /** The alarm that is shown instead, and since when. */
  readonly alarm: { readonly id: number; readonly since: number } | null
}

/** How long an alarm is shown, milliseconds. */
export const ALARM = 30_000

/** A page is shown for its part of the scene's seconds, but long enough to be read, milliseconds. */
const READ = 8000

export const pageTime = (seconds: number, pages: number): number => Math.max(READ, (seconds * 1000) / pages)

/** What there is to tour: scenes, the pages of each, and how long a scene stays. */
export interface Plan {
  readonly scenes: readonly Scene[]
  readonly pages: (scene: Scene) => number
  readonly seconds: number
}

/** The tour at a moment. An alarm is shown its time and then the page that it interrupted, which begins anew. */
export function tourAt(tour: Tour, { scenes, pages, seconds }: Plan, now: number): Tour {
  if (tour.alarm) {
    return now - tour.alarm.since < ALARM ? tour : { ...tour, alarm: null, since: now }
  }
  const place = scenes.indexOf(tour.scene)
  if (place < 0) return { ...tour, scene: scenes[0] ?? 'overview', page: 0, since: now }
  const all = pages(tour.scene)
  if (tour.page >= all) return { ...tour, page: 0, since: now }
  if (tour.paused || now - tour.since < (all === 1 ? seconds * 1000 : pageTime(seconds, all))) return tour
  if (tour.page + 1 < all) return { ...tour, page: tour.page + 1, since: now }
  return { ...tour, scene: scenes[(place + 1) % scenes.length] ?? 'overview', page: 0, since: now }
}

/** The scene so many further, as a hand asks for it. */
export function step(tour: Tour, scenes: readonly Scene[], by: number, now: number): Tour {
  const place = Math.max(0, scenes.indexOf(tour.scene))
  const scene = scenes[(place + by + scenes.length) % scenes.length] ?? 'overview'
  return { ...tour, alarm: null, scene, page: 0, since: now }
}

/**
 * Which alarms are known after a picture, and the newest that was not before: it interrupts. Before the first picture
 * (null) all of them are old; a picture that could not read the alarms says nothing of them.
 */
export function heed(
  known: ReadonlySet<number> | null,
  { alarms, sources }: Pick<WallPicture, 'alarms' | 'sources'>,
): { readonly known: ReadonlySet<number> | null; readonly alarm?: WallPicture['alarms'][number] | undefined } {
  if (sources.some(({ name, failed }) => name === 'alarms' && failed)) return { known }
  const alarm = known ? [...alarms].filter(({ id }) => !known.has(id)).sort((a, b) => b.id - a.id)[0] : undefined
  return { known: new Set(alarms.map(({ id }) => id)), alarm }
}

/** So many steps of the heat's time it rests at the end. */
const REST = 4

/** The step of the heat at a part of its scene, 0 to 1: all steps from the first, and a rest at the last. */
export const heatStep = (steps: number, part: number): number =>
  Math.max(0, Math.min(steps - 1, Math.floor(part * (steps + REST))))
