import { batch } from '@preact/signals'
import type { Bounds, CommuneHit, CoordinateHit, ParcelHit } from '../api/types'
import type { LonLat } from '../geo/ellipsoid'
import { t } from '../i18n'
import { announce } from '../state/notice'
import { fly } from '../state/reach'
import { config, layersOpen, narrow, selection, stop, titleWanted, verticesOpen } from '../state/store'

/** On a phone the sheet rises to show what was chosen, and no further. */
function raise(): void {
  if (narrow.value && stop.value === 'peek') stop.value = 'half'
  if (narrow.value) layersOpen.value = false
}

/** Chooses a parcel; with the point that was clicked, other layers are asked there. */
export function selectParcel(id: number, at?: LonLat): void {
  batch(() => {
    selection.value = at ? { kind: 'parcel', id, at } : { kind: 'parcel', id }
    raise()
  })
}

/** Opens a parcel of a list; whoever reads lists goes on in the panel. */
export function openListed(id: number): void {
  titleWanted.value = true
  selectParcel(id)
}

/** Chooses a bare point. */
export function selectPoint(at: LonLat): void {
  batch(() => {
    selection.value = { kind: 'point', at }
    verticesOpen.value = false
    raise()
  })
  announce(t().here.announced)
}

/** Chooses nothing. */
export function deselect(): void {
  batch(() => {
    selection.value = null
    verticesOpen.value = false
    if (stop.value === 'full') stop.value = 'half'
  })
  announce(t().parcel.closed)
}

/** Shows bounds on the map. */
export function showBounds(bounds: Bounds, maxZoom = 19.5): void {
  fly({ bounds, maxZoom, animate: true })
}

/** Shows all of the area that the handbook is about. */
export function showArea(): void {
  const bounds = config.value?.bounds
  if (bounds) showBounds(bounds)
}

/** Opens a parcel that was found by search. */
export function openParcel(hit: ParcelHit): void {
  batch(() => {
    selectParcel(hit.id)
    showBounds(hit.bbox)
  })
}

/** Opens a commune that was found by search: all of it in view, its inner point chosen. */
export function openCommune(hit: CommuneHit): void {
  batch(() => {
    selectPoint(hit.point)
    showBounds(hit.bbox, 14)
  })
}

/** Opens a place given by coordinates. */
export function openCoordinate({ lon, lat }: CoordinateHit): void {
  batch(() => {
    selectPoint([lon, lat])
    fly({ to: { lon, lat, zoom: 18, bearing: 0 }, animate: true })
  })
}
