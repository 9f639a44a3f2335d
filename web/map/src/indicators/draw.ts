import type { ExpressionSpecification } from 'maplibre-gl'
import type { IndicatorMap } from '../api/schema.gen'
import type { Drawing } from '../map/style/drawing'
import { SEMIBOLD } from '../map/style/state'
import { day, type Theme } from '../map/style/theme'
import { today } from '../state/route'
import { written } from './words'

/** The colours of the classes of an indicator, the lowest first. */
export const classColors = {
  day: ['#e3efe9', '#b3d9cd', '#73b9ad', '#35918c', '#0b5c5c'],
  night: ['#173331', '#22524f', '#34807b', '#5bb3ac', '#a5e3db'],
} as const
/** The hatch of communes without a value. */
export const missingColor = { day: '#8a8377', night: '#8d938f' } as const

/** Which of the five colours a class of so many has: the lowest and the highest are always told apart. */
export const spread = (n: number, classes: number): number => (classes < 2 ? 2 : Math.round((n * 4) / (classes - 1)))

/** The colour of a class of a map. */
export const colorOf = (map: IndicatorMap, n: number, dark: boolean): string => {
  const colors = dark ? classColors.night : classColors.day
  return colors[spread(n, map.classes.length)] ?? colors[0]
}

const match = (pairs: readonly string[], otherwise: string): ExpressionSpecification =>
  ['match', ['get', 'code'], ...pairs, otherwise] as unknown as ExpressionSpecification

/**
 * Communes of the period's last day in the colour of the class of their value, with the value from near; those without
 * one are hatched. A touched commune tells its `code`; the chosen one has an outline.
 */
export function drawIndicator(map: IndicatorMap, chosen: string | null, origin: string): (theme: Theme) => Drawing {
  return (theme): Drawing => {
    if (map.values.length === 0) return { sources: {}, below: [], above: [] }
    const dark = theme !== day
    const codes = map.values.map(({ commune }) => commune)
    const fills = map.values.flatMap(({ commune, class: n }) => [commune, colorOf(map, n, dark)])
    const figures = map.values.flatMap(({ commune, value }) => [commune, written(value)])
    const known: ExpressionSpecification = ['in', ['get', 'code'], ['literal', codes]]
    const past = map.day < today() ? `?at=${map.day}` : ''
    const communes = { source: 'extra-communes', 'source-layer': 'communes' } as const
    return {
      sources: { 'extra-communes': { type: 'vector', url: `${origin}/tiles/communes.json${past}` } },
      below: [
        {
          id: 'extra-communes-fill',
          type: 'fill',
          ...communes,
          filter: known,
          paint: { 'fill-color': match(fills, 'rgba(0,0,0,0)'), 'fill-opacity': 0.9 },
        },
        // Nothing of what lies below is taken for a value.
        {
          id: 'extra-communes-bare',
          type: 'fill',
          ...communes,
          filter: ['!', known],
          paint: { 'fill-color': theme.land, 'fill-opacity': 0.9 },
        },
        {
          id: 'extra-communes-missing',
          type: 'fill',
          ...communes,
          filter: ['!', known],
          paint: { 'fill-pattern': `hatch${dark ? missingColor.night : missingColor.day}`, 'fill-opacity': 0.7 },
        },
        {
          id: 'extra-communes-line',
          type: 'line',
          ...communes,
          paint: { 'line-color': theme.casing, 'line-width': 1 },
        },
        {
          id: 'extra-communes-chosen',
          type: 'line',
          ...communes,
          filter: ['==', ['get', 'code'], chosen ?? ''],
          paint: { 'line-color': theme.ink, 'line-width': 3 },
        },
      ],
      above: [
        {
          id: 'extra-communes-value',
          type: 'symbol',
          source: 'extra-communes',
          'source-layer': 'communes_labels',
          minzoom: 9,
          filter: known,
          layout: {
            'text-field': match(figures, ''),
            'text-font': [SEMIBOLD],
            'text-size': 13,
            'text-offset': [0, 1.6],
            'text-anchor': 'top',
          },
          paint: { 'text-color': theme.ink, 'text-halo-color': theme.halo, 'text-halo-width': 2 },
        },
      ],
    }
  }
}
