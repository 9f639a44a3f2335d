import type { Column } from '../series'

/** Colours of lines that are told apart on paper-white and on dark ground, by most eyes. */
const day = ['#0b6e6e', '#b3541e', '#5b4bb7', '#1f6fb0', '#836600', '#a03a72', '#3d7a2c', '#555f66'] as const
const night = ['#4fc3c3', '#f0a36b', '#a99cf5', '#7db9ea', '#e0c45a', '#e58fbd', '#8fd07a', '#b6bcbd'] as const

export interface Stroke {
  readonly color: string
  /** Another for each line: they are told apart without colour as well. */
  readonly dash: readonly number[]
}

const dashes: readonly (readonly number[])[] = [
  [],
  [8, 4],
  [2, 3],
  [10, 3, 2, 3],
  [14, 4],
  [5, 2],
  [10, 3, 2, 3, 2, 3],
  [2, 6],
]

/** With more points in sight dashes are no longer seen, and cost most of the time that a picture takes. */
export const MOST_DASHED = 2000

/**
 * The line of each column. A parameter has the colour of its place in the catalogue, so that it is the same in every
 * chart, unless another line of this one has it already.
 */
export function strokesOf(columns: readonly Column[], catalogue: readonly string[], dark: boolean): readonly Stroke[] {
  const colors = dark ? night : day
  const taken = new Set<number>()
  return columns.map(({ parameter }, n) => {
    let place = Math.max(0, catalogue.indexOf(parameter)) % colors.length
    while (taken.has(place) && taken.size < colors.length) place = (place + 1) % colors.length
    taken.add(place)
    return { color: colors[place] ?? colors[0], dash: dashes[n % dashes.length] ?? [] }
  })
}
