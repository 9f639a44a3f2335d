import type { Wall, WallPicture } from '../api/schema.gen'

export type Scene = Wall['screen']['scenes'][number]

/** Scenes that there is something to show of, in the order of the screen; all where it names none. */
export function scenesOf(wanted: readonly Scene[], picture: WallPicture): readonly Scene[] {
  const there: Partial<Record<Scene, boolean>> = {
    overview: true,
    reports: picture.reports !== null,
    environment: picture.stations.length > 0,
    heat: (picture.heat?.cells.length ?? 0) > 0,
  }
  const order: readonly Scene[] = wanted.length ? wanted : ['overview', 'reports', 'environment', 'heat']
  const shown = order.filter((scene) => there[scene])
  return shown.length ? shown : ['overview']
}

/** Where the tour is: the scene, since when (milliseconds), and what interrupts it. */
export interface Tour {
  readonly scene: Scene
  readonly since: number
  readonly paused: boolean
  /** The alarm that is shown instead, and since when. */
  readonly alarm: { readonly id: number; readonly since: number } | null
}

/** How long an alarm is shown, milliseconds. */
export const ALARM = 30_000

/** The tour at a moment. An alarm is shown its time and then the scene that it interrupted, which begins anew. */
export function tourAt(tour: Tour, scenes: readonly Scene[], seconds: number, now: number): Tour {
  if (tour.alarm) {
    return now - tour.alarm.since < ALARM ? tour : { ...tour, alarm: null, since: now }
  }
  const place = scenes.indexOf(tour.scene)
  if (place < 0) return { ...tour, scene: scenes[0] ?? 'overview', since: now }
  if (tour.paused || now - tour.since < seconds * 1000) return tour
  return scenes.length < 2
    ? { ...tour, since: now }
    : { ...tour, scene: scenes[(place + 1) % scenes.length] ?? 'overview', since: now }
}

/** The scene so many further, as a hand asks for it. */
export function step(tour: Tour, scenes: readonly Scene[], by: number, now: number): Tour {
  const place = Math.max(0, scenes.indexOf(tour.scene))
  const scene = scenes[(place + by + scenes.length) % scenes.length] ?? 'overview'
  return { ...tour, alarm: null, scene, since: now }
}

/** The newest alarm that was not known; undefined for none. */
export const fresh = (known: ReadonlySet<number>, alarms: WallPicture['alarms']) =>
  alarms.filter(({ id }) => !known.has(id)).sort((a, b) => b.id - a.id)[0]
