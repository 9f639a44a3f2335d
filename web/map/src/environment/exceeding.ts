import type { StationEvent } from './types'

/** How many times beyond its limit the worst of an exceedance is, above or below; 0 where nothing is told of a limit. */
export function severity({ peak, limit }: Pick<StationEvent, 'peak' | 'limit'>): number {
  if (peak === null || limit === null) return 0
  const [high, low] = peak >= limit ? [peak, limit] : [limit, peak]
  return low > 0 ? high / low : Number.MAX_VALUE
}

/** What exceeds at a station: the parameter that is farthest beyond its limit, and how many others there are. */
export interface Worst {
  readonly event: StationEvent
  readonly others: number
}

/** The worst of each station, by its id. */
export function worstOf(events: readonly StationEvent[]): ReadonlyMap<number, Worst> {
  const found = new Map<number, Worst & { readonly parameters: ReadonlySet<string | null> }>()
  for (const event of events) {
    const known = found.get(event.station.id)
    const parameters = new Set(known?.parameters).add(event.parameter)
    const worse = !known || severity(event) > severity(known.event)
    found.set(event.station.id, { event: worse ? event : known.event, others: parameters.size - 1, parameters })
  }
  return found
}
