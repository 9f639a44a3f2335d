import { get } from '../../api/client'
import type { SearchAnswer } from '../../api/types'
import type { LonLat } from '../../geo/ellipsoid'
import { lang } from '../../state/store'

/** Reads a pair of coordinates, of any usual notation, as the search box does; null where it is none. */
export async function readPlace(text: string): Promise<LonLat | null> {
  const { groups } = await get<SearchAnswer>('/api/search', lang.peek(), undefined, {
    method: 'POST',
    body: { q: text, limit: 1 },
  })
  for (const group of groups) {
    const [first] = group.kind === 'coordinate' ? group.items : []
    if (first) return [first.lon, first.lat]
  }
  return null
}
