import { computed, signal } from '@preact/signals'
import { cadastralZone, fromPlane } from '../geo/vn2000'
import { pastMoment, day as shownDay } from '../state/day'
import { chosenPoint, neighbours, overlaps, parcel } from '../state/details'
import { gone, pastShape, relatives, shownMoment } from '../state/past'
import { piecesOf } from '../state/pieces'
import { plot } from '../state/plot'
import {
  dark,
  extra,
  lang,
  layers,
  location,
  measure,
  meridian,
  palette,
  replaced,
  selection,
  shown,
  verticesOpen,
} from '../state/store'
import { fontFaces } from './fonts'
import type { Basemap, MapState } from './style/state'
import { day, night } from './style/theme'

/** The base map, once it has been read. */
export const basemap = signal<Basemap | null>(null)

const chosenParcel = computed(() => {
  const chosen = selection.value
  const known = parcel.resource.value.value
  return chosen?.kind === 'parcel' && known?.id === chosen.id ? known : null
})

/** The plot that somebody described, while nothing of the map is chosen. */
const drawnPlot = computed(() => (selection.value ? null : plot.resource.value.value))

/** More than this and the numbers would cover the parcel. */
const MOST_VERTICES = 300

const vertices = computed(() => {
  const table = verticesOpen.value ? (chosenParcel.value ?? drawnPlot.value)?.vertices : null
  if (!table) return []
  const zone = { ...cadastralZone(table.meridian), k0: table.zone_width === 6 ? 0.9996 : 0.9999 }
  return table.rings
    .flatMap((ring) => ring.points)
    .slice(0, MOST_VERTICES)
    .map((p) => ({ n: p.n, at: fromPlane({ xNorth: p.x_north, yEast: p.y_east }, zone) }))
})

const pieces = computed(() => {
  const plotted = drawnPlot.value
  if (plotted) return piecesOf(plotted.layers, layers.value, palette.value)
  const found = overlaps.resource.value.value
  return found && found.of === chosenParcel.value?.id ? piecesOf(found.layers, layers.value, palette.value) : []
})

const numbered = computed(() => {
  const found = neighbours.resource.value.value
  if (!found || found.of !== chosenParcel.value?.id) return []
  return found.neighbours.map(({ at }, place) => ({ n: place + 1, at }))
})

/** The chosen parcel is shown as it was, or at last was. */
const otherTime = computed(() => shownMoment.value !== null || gone.value)

/** The layers that are shown, without one that a screen draws in its own way. */
const drawnLayers = computed(() =>
  replaced.value in shown.value
    ? Object.fromEntries(Object.entries(shown.value).filter(([name]) => name !== replaced.value))
    : shown.value,
)

/** What the picture is drawn from. */
export const mapState = computed<MapState>(() => ({
  layers: layers.value,
  shown: drawnLayers.value,
  cells: replaced.value === '',
  palette: palette.value,
  at: shownDay.value,
  past: pastMoment.value,
  lang: lang.value,
  theme: dark.value ? night : day,
  basemap: basemap.value,
  origin: window.location.origin,
  fonts: fontFaces,
  chosen: otherTime.value ? pastShape.value : ((chosenParcel.value ?? drawnPlot.value)?.geometry ?? null),
  former: otherTime.value,
  relatives: relatives.value,
  point: selection.value?.at ?? (selection.value?.kind === 'point' ? chosenPoint.value : null),
  pieces: pieces.value,
  vertices: vertices.value,
  neighbours: numbered.value,
  measure: measure.value,
  meridian: meridian.value,
  location: location.value,
  extra: extra.value,
}))
