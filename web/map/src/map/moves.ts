import { effect, untracked } from '@preact/signals'
import { LngLat, type Map as MapLibre, type PointLike } from 'maplibre-gl'
import type { LonLat } from '../geo/ellipsoid'
import { parcel } from '../state/details'
import { type Covered, covered, freePart, isSeen, middleOf, type Part, unseen } from '../state/frame'
import { kept } from '../state/reach'
import { type Flight, flight, narrow, selection } from '../state/store'
import { calm } from './commands'

/** Air around what the map is asked to show, pixels. */
const MARGIN = 48

export const HIGHEST_ZOOM = 22

const sizeOf = (element: HTMLElement) => ({ width: element.clientWidth, height: element.clientHeight })

/** Keeps the map over what it covers. Whoever asks for a move does not depend on what lies on the map. */
export function hold(container: HTMLElement) {
  return ({ lng, lat }: LngLat, zoom: number) => {
    const size = sizeOf(container)
    const view = untracked(() => freePart(size, covered(size.height)))
    const { at, zoom: allowed } = kept([lng, lat], zoom, view, HIGHEST_ZOOM)
    return { center: new LngLat(...at), zoom: allowed }
  }
}

/** Begins the move that was asked for. True when it takes time. */
function depart(map: MapLibre, wanted: Flight): boolean {
  const animate = wanted.animate && !calm()
  if ('to' in wanted) {
    const { lon, lat, zoom, bearing } = wanted.to
    const move = { center: [lon, lat] as [number, number], zoom, bearing }
    if (animate) map.flyTo({ ...move, maxDuration: 1200 })
    else map.jumpTo(move)
  } else {
    const [west, south, east, north] = wanted.bounds
    map.fitBounds([west, south, east, north], {
      padding: Math.min(MARGIN, map.getContainer().clientWidth / 10),
      maxZoom: wanted.maxZoom,
      ...(animate ? { maxDuration: 1200 } : { animate: false }),
    })
  }
  return map.isMoving()
}

/** What was chosen: where a finger was, and the inner point of the parcel once it is known. */
function chosen(): { clicked: LonLat | null; inner: LonLat | null } {
  const { value } = selection
  const known = parcel.resource.value.value
  return {
    clicked: value?.at ?? null,
    inner: value?.kind === 'parcel' && known?.id === value.id ? known.point : null,
  }
}

/**
 * Moves the map as the page asks, and keeps its middle in the middle of what panel and sheet leave free. On a phone what
 * was chosen comes out from under the sheet; where it is seen already, nothing moves but the sheet.
 */
export function followMoves(map: MapLibre): () => void {
  const container = map.getContainer()
  const pixel = (at: LonLat | null) => at && map.project([at[0], at[1]])
  let framed: Covered | null = null
  let flown: Flight | null = null
  let known = ''
  let flying = false
  /** What was chosen is to be looked for when the map rests. */
  let due = false

  const partOf = (frame: Covered): Part => freePart(sizeOf(container), frame)

  /** Lets the middle be another one and the picture as it is. */
  const reframe = (frame: Covered): void => {
    const { x, y } = middleOf(partOf(frame))
    map.jumpTo({ center: map.unproject([x, y] as PointLike), padding: frame })
  }

  const uncover = (): void => {
    due = map.isMoving()
    if (due || !framed || !narrow.peek()) return
    const { clicked, inner } = untracked(chosen)
    const hidden = unseen(partOf(framed), pixel(clicked), pixel(inner))
    if (hidden) map.easeTo({ center: map.unproject([hidden.x, hidden.y]), duration: calm() ? 0 : 180 })
  }

  const follow = (frame: Covered, wanted: Flight | null, { clicked, inner }: ReturnType<typeof chosen>): void => {
    const now = JSON.stringify([clicked, inner])
    const fresh = now !== known
    const resized = JSON.stringify(frame) !== JSON.stringify(framed)
    const before = pixel(clicked ?? inner)
    const seen = before !== null && framed !== null && isSeen(partOf(framed), before)
    const centre = map.getCenter()
    const started = wanted !== null && (wanted !== flown || (flying && resized))
    if (resized && framed) reframe(frame)
    else if (resized) map.jumpTo({ padding: frame })
    if (started) flying = depart(map, wanted)
    else if (resized && framed && !fresh && !seen) map.easeTo({ center: centre, duration: calm() ? 0 : 160 })
    framed = frame
    flown = wanted
    known = now
    if (fresh || (resized && seen)) uncover()
  }

  map.on('moveend', () => {
    flying = false
    if (due) uncover()
  })
  return effect(() => {
    const asked = [covered(container.clientHeight), flight.value, chosen()] as const
    due = false
    untracked(() => follow(...asked))
  })
}
