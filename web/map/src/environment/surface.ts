import type { Drawing } from '../map/style/drawing'
import { night, type Theme } from '../map/style/theme'
import { inVietnam } from './periods'
import type { Surface } from './route'

const HOUR = 3_600_000
const lengths: Readonly<Record<Surface['span'], number>> = { hour: HOUR, day: 24 * HOUR, week: 168 * HOUR }

/** The query of the cells: which parameter, what of it, and over which whole hours up to one. */
export function surfaceQuery({ parameter, value, span }: Surface, hour: number): string {
  const query = new URLSearchParams({ parameter, value, from: inVietnam(hour - lengths[span]), to: inVietnam(hour) })
  return query.toString()
}

/** From light to dark, and in that order in grey as well (after viridis, turned round). By night from dark to light. */
export const ramp = ['#f4e61e', '#7fd34e', '#26a884', '#2b758e', '#433e85'] as const

export const rampOf = (theme: Theme): readonly string[] => (theme === night ? [...ramp].reverse() : ramp)

/** The nearest of 1, 2, 2.5 and 5 times a power of ten that is not smaller. */
function round(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step))
  const lead = step / power
  return power * ([1, 2, 2.5, 5].find((nice) => lead <= nice + 1e-9) ?? 10)
}

/**
 * Four round borders that cut the values into five classes of one width; the first and the last class are open. Fewer
 * where the values say no more; none for none.
 */
export function bordersOf(values: readonly number[]): readonly number[] {
  const finite = values.filter(Number.isFinite)
  if (finite.length === 0) return []
  const lowest = Math.min(...finite)
  const highest = Math.max(...finite)
  if (lowest === highest) return []
  const step = round((highest - lowest) / 5)
  const first = Math.floor(lowest / step + 1e-9) * step + step
  return [0, 1, 2, 3].map((n) => Number((first + n * step).toPrecision(12))).filter((border) => border < highest)
}

export const SOURCE = 'extra-cells'

export interface ShownSurface {
  readonly query: string
  readonly borders: readonly number[]
}

/** The cells under the stations, from tiles of the server's: their resolution follows the zoom. */
export function drawSurface({ query, borders }: ShownSurface, origin: string, theme: Theme): Drawing {
  const colors = rampOf(theme)
  const steps = borders.flatMap((border, n) => [border, colors[n + 1] ?? ''])
  return {
    sources: {
      [SOURCE]: { type: 'vector', tiles: [`${origin}/hexbins/readings/{z}/{x}/{y}.mvt?${query}`], maxzoom: 14 },
    },
    below: [
      {
        id: 'extra-cells-fill',
        type: 'fill',
        source: SOURCE,
        'source-layer': 'hexbins',
        paint: {
          'fill-color': steps.length
            ? (['step', ['to-number', ['get', 'value']], colors[0] ?? '', ...steps] as never)
            : (colors[2] ?? ''),
          'fill-opacity': 0.62,
          'fill-outline-color': theme.casing,
        },
      },
    ],
    above: [],
  }
}

/** Drawings one over the other. */
export const together = (...parts: readonly Drawing[]): Drawing => ({
  sources: Object.assign({}, ...parts.map(({ sources }) => sources)),
  below: parts.flatMap(({ below }) => below),
  above: parts.flatMap(({ above }) => above),
})
