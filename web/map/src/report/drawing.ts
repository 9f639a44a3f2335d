import type { Feature } from 'geojson'
import type { LayerSpecification } from 'maplibre-gl'
import type { LonLat } from '../geo/ellipsoid'
import { circle } from '../geo/measure'
import type { Drawing } from '../map/style/drawing'
import { type Look, reportColors, reportSigns } from '../map/style/reports'
import { SEMIBOLD } from '../map/style/state'
import type { Theme } from '../map/style/theme'
import type { State } from './route'

/** A report as the map draws it. */
export interface Drawn {
  readonly id: string
  readonly lon: number
  readonly lat: number
  readonly state: State
  readonly overdue: boolean
  readonly on: boolean
}

/** How a report looks by its state. */
export function lookOf(state: State, overdue: boolean): Look {
  if (state === 'rejected') return 'rejected'
  if (state === 'resolved' || state === 'closed') return 'done'
  if (overdue) return 'late'
  return state === 'waiting' ? 'waiting' : 'open'
}

const SOURCE = 'extra-reports'
const MARK: LayerSpecification = {
  id: 'extra-reports-mark',
  type: 'circle',
  source: SOURCE,
  layout: { 'circle-sort-key': ['get', 'rank'] },
  paint: {
    'circle-radius': ['interpolate', ['linear'], ['zoom'], 8, 5, 12, 9, 15, 12],
    'circle-color': ['get', 'color'],
    'circle-stroke-width': ['case', ['get', 'on'], 4, 1.5],
    'circle-stroke-color': ['get', 'ring'],
  },
}

function marks(list: readonly Drawn[], theme: Theme): Drawing {
  const ink = reportColors(theme)
  const features = list.map(({ id, lon, lat, state, overdue, on }): Feature => {
    const look = lookOf(state, overdue)
    const rank = (on ? 10 : 0) + (look === 'late' ? 3 : look === 'waiting' ? 2 : look === 'open' ? 1 : 0)
    const ring = on ? theme.ink : theme.casing
    return {
      type: 'Feature',
      geometry: { type: 'Point', coordinates: [lon, lat] },
      properties: { report: id, color: ink[look], sign: reportSigns[look], on, ring, rank },
    }
  })
  return {
    sources: { [SOURCE]: { type: 'geojson', data: { type: 'FeatureCollection', features } } },
    below: [],
    above: [
      MARK,
      {
        id: 'extra-reports-sign',
        type: 'symbol',
        source: SOURCE,
        minzoom: 10,
        layout: {
          'text-field': ['get', 'sign'],
          'text-font': [SEMIBOLD],
          'text-size': ['interpolate', ['linear'], ['zoom'], 10, 9, 15, 15],
          // Of marks that lie over each other the sign of the foremost is read.
          'symbol-sort-key': ['-', 0, ['get', 'rank']],
          'text-padding': 6,
        },
        paint: { 'text-color': theme.casing },
      },
    ],
  }
}

/** The pin of a report that is being written, with how far off the device's place may be. */
export function drawPin(at: LonLat, accuracy: number | null, theme: Theme): Drawing {
  const ring = accuracy ? circle(at, accuracy).map((p) => [...p]) : []
  const around: Feature[] = ring[0]
    ? [{ type: 'Feature', properties: null, geometry: { type: 'Polygon', coordinates: [[...ring, ring[0]]] } }]
    : []
  const pin: Feature = { type: 'Feature', properties: null, geometry: { type: 'Point', coordinates: [...at] } }
  return {
    sources: {
      'extra-pin': { type: 'geojson', data: { type: 'FeatureCollection', features: [pin] } },
      'extra-accuracy': { type: 'geojson', data: { type: 'FeatureCollection', features: around } },
    },
    below: [],
    above: [
      {
        id: 'extra-accuracy-fill',
        type: 'fill',
        source: 'extra-accuracy',
        paint: { 'fill-color': theme.location, 'fill-opacity': 0.16, 'fill-outline-color': theme.location },
      },
      {
        id: 'extra-pin-ring',
        type: 'circle',
        source: 'extra-pin',
        paint: {
          'circle-radius': 13,
          'circle-color': theme.casing,
          'circle-opacity': 0.9,
          'circle-stroke-color': theme.accent,
          'circle-stroke-width': 4,
        },
      },
      {
        id: 'extra-pin-point',
        type: 'circle',
        source: 'extra-pin',
        paint: { 'circle-radius': 4, 'circle-color': theme.accent },
      },
    ],
  }
}

/** All that the screen draws: the reports, and over them the pin. */
export function drawReports(
  list: readonly Drawn[],
  pin: ((theme: Theme) => Drawing) | null,
): (theme: Theme) => Drawing {
  return (theme) => {
    const drawn = marks(list, theme)
    const over = pin?.(theme)
    if (!over) return drawn
    return { sources: { ...drawn.sources, ...over.sources }, below: [], above: [...drawn.above, ...over.above] }
  }
}
