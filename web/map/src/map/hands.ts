import { effect } from '@preact/signals'
import type { Map as MapLibre, PointLike } from 'maplibre-gl'
import { addMeasurePoint } from '../actions/measure'
import { openRelative } from '../actions/past'
import { selectParcel, selectPoint } from '../actions/select'
import type { LonLat } from '../geo/ellipsoid'
import { t } from '../i18n'
import { relatives } from '../state/past'
import { EXTRA, measure, picking, pointer, touchedExtra } from '../state/store'
import { RELATIVES } from './style/drawing'

const PARCELS = 'parcels-fill'

/** The parcel drawn at a point of the screen. */
function parcelAt(map: MapLibre, at: PointLike): number | null {
  if (!map.getLayer(PARCELS)) return null
  const [found] = map.queryRenderedFeatures(at, { layers: [PARCELS] })
  return typeof found?.id === 'number' ? found.id : null
}

/** What a screen beside the handbook has drawn at a point, while it takes clicks. */
function extraAt(map: MapLibre, { x, y }: { x: number; y: number }): Record<string, unknown> | null {
  if (!touchedExtra.peek()) return null
  const layers = map.getLayersOrder().filter((id) => id.startsWith(EXTRA))
  if (layers.length === 0) return null
  const near: [PointLike, PointLike] = [
    [x - 4, y - 4],
    [x + 4, y + 4],
  ]
  const [found] = map.queryRenderedFeatures(near, { layers })
  return found?.properties ?? null
}

/** The outline of the chosen parcel's relatives at a point of the screen; the smallest of several. */
function relativeAt(map: MapLibre, at: PointLike) {
  if (!map.getLayer(RELATIVES)) return undefined
  const ids = new Set(map.queryRenderedFeatures(at, { layers: [RELATIVES] }).map(({ id }) => id))
  return relatives
    .peek()
    .filter(({ id }) => ids.has(id))
    .sort((a, b) => a.map_area - b.map_area)[0]
}

/** What a click does, at a point of the screen and of the ground. */
function touch(map: MapLibre, at: { x: number; y: number }, ground: LonLat): void {
  if (measure.peek()) {
    addMeasurePoint(ground)
    return
  }
  const pick = picking.peek()
  if (pick) {
    pick(ground)
    return
  }
  const hit = extraAt(map, at)
  if (hit) {
    touchedExtra.peek()?.(hit)
    return
  }
  const relative = relativeAt(map, [at.x, at.y])
  if (relative) {
    openRelative(relative)
    return
  }
  const id = parcelAt(map, [at.x, at.y])
  if (id === null) selectPoint(ground)
  else selectParcel(id, ground)
}

/** Turns clicks, taps, the mouse's position and the Enter key into actions. */
export function followHands(map: MapLibre): () => void {
  const canvas = map.getCanvas()
  map.on('click', (e) => touch(map, e.point, [e.lngLat.lng, e.lngLat.lat]))
  map.on('mousemove', (e) => {
    pointer.value = [e.lngLat.lng, e.lngLat.lat]
    canvas.style.cursor =
      measure.peek() || picking.peek()
        ? 'crosshair'
        : parcelAt(map, e.point) === null && !extraAt(map, e.point)
          ? ''
          : 'pointer'
  })
  map.on('mouseout', () => {
    pointer.value = null
  })
  canvas.addEventListener('keydown', (e) => {
    if (e.key !== 'Enter') return
    const centre = map.getCenter()
    touch(map, map.project(centre), [centre.lng, centre.lat])
  })
  const endLabel = effect(() => canvas.setAttribute('aria-label', t().map.label))
  const endZoom = effect(() => {
    if (measure.value) map.doubleClickZoom.disable()
    else map.doubleClickZoom.enable()
  })
  return () => {
    endLabel()
    endZoom()
  }
}
