import type { Feature } from 'geojson'
import type { LayerSpecification } from 'maplibre-gl'
import type { Drawing } from '../../map/style/drawing'
import { SEMIBOLD } from '../../map/style/state'
import { night, type Theme } from '../../map/style/theme'
import type { PaletteName } from '../../state/route'
import { inkOn, levelColor } from '../levels'
import type { Kind, Level } from '../types'
import { type MarkState, markName, ringName } from './marks'

/** A station as the map draws it at the time that is shown. */
export interface Drawn {
  readonly id: number
  readonly name: string
  readonly kind: Kind
  readonly lon: number
  readonly lat: number
  readonly state: MarkState
  readonly level: Level | null
  /** What stands in the mark: the index, or nothing. */
  readonly value: number | null
  /** Whether an alarm is open there, for those who may see alarms. */
  readonly alarm: boolean
}

const SOURCE = 'extra-stations'

/** Which of two marks that want one place has it: what exceeds, then the worse level, then what says something at all. */
const rank = ({ state, level }: Drawn): number =>
  state === 'exceeding'
    ? 0
    : state === 'ok' && level
      ? 10 - level.level
      : state === 'ok'
        ? 12
        : state === 'silent'
          ? 11
          : 13

function featureOf(station: Drawn, chosen: number | null, palette: PaletteName, theme: Theme): Feature {
  const { id, name, kind, state, level, value } = station
  const fill = state === 'silent' || !level ? null : levelColor(level, palette)
  const text = fill && value !== null ? String(Math.round(value)) : ''
  const mark = { kind, fill, state, night: theme === night } as const
  return {
    type: 'Feature',
    geometry: { type: 'Point', coordinates: [station.lon, station.lat] },
    properties: {
      station: id,
      name,
      on: id === chosen,
      alarm: station.alarm,
      loud: text !== '' || state === 'exceeding' || state === 'silent',
      large: markName({ ...mark, size: 'large' }),
      small: markName({ ...mark, size: 'small' }),
      text,
      ink: fill ? inkOn(fill) : theme.ink,
      rank: id === chosen ? -2 : station.alarm ? -1 : rank(station),
    },
  }
}

function layers(theme: Theme): LayerSpecification[] {
  return [
    {
      id: 'extra-stations-small',
      type: 'symbol',
      source: SOURCE,
      layout: {
        'icon-image': ['get', 'small'],
        'icon-size': ['interpolate', ['linear'], ['zoom'], 8, 0.9, 11, 1.2, 14, 1.8],
        'icon-allow-overlap': true,
        'icon-ignore-placement': true,
        'symbol-sort-key': ['-', 0, ['get', 'rank']],
      },
    },
    {
      id: 'extra-stations-on',
      type: 'circle',
      source: SOURCE,
      filter: ['==', ['get', 'on'], true],
      paint: {
        'circle-radius': 24,
        'circle-color': theme.accent,
        'circle-opacity': 0.22,
        'circle-stroke-color': theme.accent,
        'circle-stroke-width': 2.5,
      },
    },
    {
      id: 'extra-stations-alarm',
      type: 'symbol',
      source: SOURCE,
      filter: ['==', ['get', 'alarm'], true],
      layout: { 'icon-image': ringName(theme === night), 'icon-allow-overlap': true, 'icon-ignore-placement': true },
    },
    {
      id: 'extra-stations-name',
      type: 'symbol',
      source: SOURCE,
      minzoom: 11.5,
      layout: {
        'text-field': ['get', 'name'],
        'text-font': [SEMIBOLD],
        'text-size': 12,
        'text-max-width': 9,
        'text-variable-anchor': ['top', 'bottom', 'left', 'right'],
        'text-radial-offset': 1.8,
        'symbol-sort-key': ['get', 'rank'],
      },
      paint: { 'text-color': theme.ink, 'text-halo-color': theme.halo, 'text-halo-width': 1.8 },
    },
    {
      id: 'extra-stations-large',
      type: 'symbol',
      source: SOURCE,
      filter: ['==', ['get', 'loud'], true],
      layout: {
        'icon-image': ['get', 'large'],
        'icon-padding': -4,
        'text-field': ['get', 'text'],
        'text-font': [SEMIBOLD],
        'text-size': ['case', ['>', ['length', ['get', 'text']], 2], 10.5, 12.5],
        'text-padding': 0,
        // A number keeps its place with its mark: what takes the one takes the other.
        'text-allow-overlap': true,
        'text-ignore-placement': true,
        'symbol-sort-key': ['get', 'rank'],
      },
      paint: { 'text-color': ['get', 'ink'] },
    },
  ]
}

/**
 * The stations: a small mark each, so that none is ever missing, and over it, where there is room, a large one of those
 * that have a number or need a look.
 */
export function drawStations(
  list: readonly Drawn[],
  chosen: number | null,
  palette: PaletteName,
  theme: Theme,
): Drawing {
  const features = list.map((station) => featureOf(station, chosen, palette, theme))
  return {
    sources: { [SOURCE]: { type: 'geojson', data: { type: 'FeatureCollection', features } } },
    below: [],
    above: layers(theme),
  }
}
