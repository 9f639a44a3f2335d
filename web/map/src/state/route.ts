import type { LonLat } from '../geo/ellipsoid'
import type { Lang } from '../i18n'

/** What the map shows: its centre, zoom and bearing in degrees. */
export interface Place {
  readonly lon: number
  readonly lat: number
  readonly zoom: number
  readonly bearing: number
}

/** The layers that are on, with their opacity in percent (1 to 100), in catalogue order. */
export type Shown = Readonly<Record<string, number>>

/** What was chosen: a parcel (with the point that was clicked, if one was) or a bare point. */
export type Selection =
  | { readonly kind: 'parcel'; readonly id: number; readonly at?: LonLat }
  | { readonly kind: 'point'; readonly at: LonLat }

export type PaletteName = 'official' | 'clear'

/** Everything that a shared link holds. Null: the link does not say, and the default holds. */
export interface Route {
  readonly place: Place | null
  readonly shown: Shown | null
  readonly selection: Selection | null
  readonly palette: PaletteName
  readonly lang: Lang | null
  /** The time that is shown, a day (YYYY-MM-DD) or an ISO moment: what has dates or a history is shown as it was then. Null: now. */
  readonly at: string | null
}

const trim = (value: number, digits: number): string => String(Number(value.toFixed(digits)))

const inWorld = (lon: number, lat: number): boolean => Math.abs(lon) <= 180 && Math.abs(lat) <= 85.06

function numbers(text: string | null): number[] | null {
  if (!text) return null
  const values = text.split(',').map((part) => (part === '' ? Number.NaN : Number(part)))
  return values.every(Number.isFinite) ? values : null
}

function decodePlace(text: string | null): Place | null {
  const [lon, lat, zoom, bearing = 0] = numbers(text) ?? []
  if (lon === undefined || lat === undefined || zoom === undefined) return null
  return inWorld(lon, lat) && zoom >= 0 && zoom <= 24 ? { lon, lat, zoom, bearing } : null
}

function decodePoint(text: string | null): LonLat | null {
  const [lon, lat] = numbers(text) ?? []
  return lon !== undefined && lat !== undefined && inWorld(lon, lat) ? [lon, lat] : null
}

function decodeShown(text: string | null): Shown | null {
  if (text === null) return null
  const shown: Record<string, number> = {}
  for (const part of text.split(',')) {
    const [, name, opacity = '100'] = /^([a-z][a-z0-9_]*)(?:~(\d{1,3}))?$/.exec(part) ?? []
    if (name) shown[name] = Math.min(100, Math.max(1, Number(opacity)))
  }
  return shown
}

function decodeSelection(query: URLSearchParams): Selection | null {
  const at = decodePoint(query.get('point'))
  const id = Number(query.get('parcel'))
  if (Number.isSafeInteger(id) && id > 0) return at ? { kind: 'parcel', id, at } : { kind: 'parcel', id }
  return at ? { kind: 'point', at } : null
}

/** A day of the calendar, written YYYY-MM-DD. */
export function isDay(text: string): boolean {
  if (!/^[1-9]\d{3}-\d\d-\d\d$/.test(text)) return false
  const day = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text)
}

/** An ISO time with its zone. */
const isMoment = (text: string): boolean =>
  /^[1-9]\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(Date.parse(text))

/** A day or an ISO moment. */
export const isTime = (text: string): boolean => isDay(text) || isMoment(text)

/** The day in Việt Nam (UTC+7) of an instant, as the server reckons. */
const dayIn = (instant: number): string => new Date(instant + 7 * 3_600_000).toISOString().slice(0, 10)

/** The day it is in Việt Nam. */
export const today = (now = new Date()): string => dayIn(now.getTime())

/** The day of a day or an ISO moment. */
export const dayOf = (time: string): string => (isDay(time) ? time : dayIn(Date.parse(time)))

/** The instant that a time means, in milliseconds: a day its end in Việt Nam. */
export const endOf = (time: string): number => Date.parse(isDay(time) ? `${time}T23:59:59.999+07:00` : time)

/** Reads the query part of an address. What it cannot read it takes as not said. */
export function decodeRoute(search: string): Route {
  const query = new URLSearchParams(search)
  const lang = query.get('lang')
  const at = query.get('at') ?? ''
  return {
    place: decodePlace(query.get('map')),
    shown: decodeShown(query.get('layers')),
    selection: decodeSelection(query),
    palette: query.get('palette') === 'clear' ? 'clear' : 'official',
    lang: lang === 'vi' || lang === 'en' ? lang : null,
    at: isTime(at) ? at : null,
  }
}

const own: ReadonlySet<string> = new Set(['map', 'layers', 'parcel', 'point', 'at', 'palette', 'lang'])

/** What an address says that is not the handbook's, as it is written: it belongs to a screen beside it. */
export const foreign = (search: string): string =>
  search
    .replace(/^\?/, '')
    .split('&')
    .filter((part) => part && !own.has(part.split('=')[0] ?? ''))
    .join('&')

/** Writes the query part of an address; decodeRoute reads the same back, to the digits that a map can show. `more` goes last. */
export function encodeRoute(route: Route, more = ''): string {
  const parts: string[] = []
  const { place, shown, selection, palette, lang, at } = route
  if (place) {
    const values = [trim(place.lon, 6), trim(place.lat, 6), trim(place.zoom, 2)]
    if (Math.abs(place.bearing) >= 0.5) values.push(trim(place.bearing, 0))
    parts.push(`map=${values.join(',')}`)
  }
  if (shown) {
    const names = Object.entries(shown).map(([name, opacity]) => (opacity === 100 ? name : `${name}~${opacity}`))
    parts.push(`layers=${names.join(',')}`)
  }
  if (selection?.kind === 'parcel') parts.push(`parcel=${selection.id}`)
  if (selection?.at) parts.push(`point=${trim(selection.at[0], 6)},${trim(selection.at[1], 6)}`)
  if (at) parts.push(`at=${encodeURIComponent(at)}`)
  if (palette === 'clear') parts.push('palette=clear')
  if (lang === 'en') parts.push('lang=en')
  if (more) parts.push(more)
  return parts.length ? `?${parts.join('&')}` : ''
}
