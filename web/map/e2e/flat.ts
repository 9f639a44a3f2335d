/** What a page holds after its garbage was collected. */
export interface Held {
  readonly heapMB: number
  readonly nodes: number
  readonly listeners: number
}

/** How much more a page may hold in the second half of its time than in the first: a scene has more nodes than another. */
const MORE: Held = { heapMB: 2, nodes: 300, listeners: 25 }

const middle = (list: readonly number[]): number => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? 0

/**
 * What has grown, in words; none where all is flat. The first quarter of the samples is left out: until then the page has
 * not shown all that it has. The middles of the two halves of the others are compared, so that one scene counts for little.
 */
export function grown(samples: readonly Held[]): string[] {
  const seen = samples.slice(Math.ceil(samples.length / 4))
  const half = Math.floor(seen.length / 2)
  if (half < 3) return [`${samples.length} samples are too few`]
  return (Object.keys(MORE) as (keyof Held)[]).flatMap((what) => {
    const early = middle(seen.slice(0, half).map((one) => one[what]))
    const late = middle(seen.slice(-half).map((one) => one[what]))
    return late - early > MORE[what] ? [`${what} ${early.toFixed(1)} → ${late.toFixed(1)}`] : []
  })
}
