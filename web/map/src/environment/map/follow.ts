import { computed, effect, signal } from '@preact/signals'
import { decimal } from '../../i18n/format'
import { announce, say } from '../../state/notice'
import { fly } from '../../state/reach'
import { extra, lang, narrow, palette, place, stop, touchedExtra } from '../../state/store'
import { alarming } from '../alarms/alarms'
import { indexNow, stateNow } from '../fresh'
import { e } from '../i18n'
import { levelOf } from '../levels'
import { go, heard, indices, judged, now, parameterNamed, route, stations } from '../state'
import { drawSurface, type ShownSurface, together } from '../surface'
import type { Station } from '../types'
import { measured } from '../words'
import { type Drawn, drawStations } from './drawing'
import { useMarks } from './marks'
import { markThen, type Played } from './played'

/** How each station was then; null while the map shows now. */
export const playing = signal<ReadonlyMap<number, Played> | null>(null)
/** The hexagons that are shown, once it is known how to colour them. */
export const shownSurface = signal<ShownSurface | null>(null)

const chosenKind = computed(() => route.value.kind)

function drawn(station: Station): Drawn {
  const { id, name, kind, lon, lat } = station
  const played = playing.value
  const base = { id, name, kind, lon, lat }
  if (played) {
    return { ...base, ...markThen(kind, played.get(id), indices.value), alarm: false }
  }
  const index = indexNow(station, judged.value)
  const state = stateNow(station, heard.value, now.value)
  return {
    ...base,
    state,
    level: levelOf(indices.value, index) ?? null,
    value: index?.value ?? null,
    alarm: alarming.value.has(id),
  }
}

/** What the map draws; the same text for the same picture, so that a tick of the clock draws nothing anew. */
const picture = computed(() =>
  JSON.stringify(stations.value.filter(({ kind }) => !chosenKind.value || kind === chosenKind.value).map(drawn)),
)

/** Opens a station: its panel, and the map where it is hidden. */
export function openStation(id: number, move: boolean): void {
  const station = stations.peek().find((each) => each.id === id)
  if (narrow.peek() && stop.peek() === 'peek') stop.value = 'half'
  if (route.peek().station !== id) go({ station: id, tab: 'now', parameters: [], beside: [] })
  if (!station) return
  announce(e().opened(station.name))
  const at = place.peek()
  if (!at || !(move || narrow.peek())) return
  fly({ to: { ...at, lon: station.lon, lat: station.lat, zoom: Math.max(at.zoom, 11.5) }, animate: true })
}

function touch(properties: Readonly<Record<string, unknown>>): void {
  if (typeof properties.station === 'number') {
    openStation(properties.station, false)
    return
  }
  const { surface } = route.peek()
  if (!surface || typeof properties.value !== 'number') return
  const n = (count: unknown): string => decimal(Number(count ?? 0), 0, lang.peek())
  if (surface.value === 'count') {
    say(e().surface.counted(n(properties.value)))
    return
  }
  const unit = parameterNamed(surface.parameter)?.unit ?? ''
  say(e().surface.cell(measured(properties.value, unit), n(properties.count)))
}

/** Draws the stations and the hexagons for the rest of the page's life. */
export function drawOnMap(): void {
  useMarks()
  touchedExtra.value = touch
  effect(() => {
    const list = JSON.parse(picture.value) as Drawn[]
    const [chosen, colors, surface] = [route.value.station, palette.value, shownSurface.value]
    extra.value = (theme) => {
      const marks = drawStations(list, chosen, colors, theme)
      return surface ? together(drawSurface(surface, window.location.origin, theme), marks) : marks
    }
  })
}
