import type { ExpressionSpecification } from 'maplibre-gl'
import { type Drawn, type Piece, SEMIBOLD } from './state'
import { night, type Theme } from './theme'

/** How a field report looks: what is late, what waits, what is worked on and what is done. */
export type Look = 'late' | 'waiting' | 'open' | 'done' | 'rejected'

/** The sign in the mark: what it says does not hang on the colour. */
export const reportSigns: Readonly<Record<Look, string>> = {
  late: '!',
  waiting: '…',
  open: '•',
  done: '✓',
  rejected: '×',
}

const colors = {
  day: { late: '#a8201a', waiting: '#7a5200', open: '#0b6e6e', done: '#5a5f63', rejected: '#5a5f63' },
  night: { late: '#ff9a90', waiting: '#f0c46a', open: '#4fc3c3', done: '#aab2b4', rejected: '#aab2b4' },
} as const

export const reportColors = (theme: Theme): Readonly<Record<Look, string>> =>
  theme === night ? colors.night : colors.day

/** What a look is drawn with, by the state and lateness in a tile. */
const byLook = (of: Readonly<Record<Look, string>>): ExpressionSpecification => [
  'case',
  ['in', ['get', 'state'], ['literal', ['resolved', 'closed']]],
  of.done,
  ['==', ['get', 'state'], 'rejected'],
  of.rejected,
  ['==', ['get', 'overdue'], true],
  of.late,
  ['==', ['get', 'state'], 'waiting'],
  of.waiting,
  of.open,
]

/** Published field reports: a mark each by how it stands, as on the reports' own screen. */
export function reports({ layer, source, strength, state }: Drawn): Piece[] {
  const common = { source, 'source-layer': layer.name } as const
  return [
    [
      'over',
      {
        ...common,
        id: `${layer.name}-point`,
        type: 'circle',
        paint: {
          'circle-color': byLook(reportColors(state.theme)),
          'circle-radius': ['interpolate', ['linear'], ['zoom'], 8, 3, 12, 6, 15, 10],
          'circle-stroke-color': state.theme.casing,
          'circle-stroke-width': 1.5,
          'circle-opacity': strength,
          'circle-stroke-opacity': strength,
        },
      },
    ],
    [
      'name',
      {
        ...common,
        id: `${layer.name}-sign`,
        type: 'symbol',
        minzoom: 12,
        layout: {
          'text-field': byLook(reportSigns),
          'text-font': [SEMIBOLD],
          'text-size': ['interpolate', ['linear'], ['zoom'], 12, 9, 15, 14],
          'text-padding': 4,
        },
        paint: { 'text-color': state.theme.casing, 'text-opacity': strength },
      },
    ],
  ]
}
