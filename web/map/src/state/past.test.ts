import { describe, expect, it } from 'vitest'
import type { History, Relative } from '../api/types'
import { relativesOf } from './past'

const relative = (id: number): Relative => ({
  id,
  exists: true,
  commune_code: '26506',
  sheet_no: '12',
  parcel_no: String(id),
  map_area: 100,
  bbox: [107, 10, 107.1, 10.1],
  geometry: { type: 'Polygon', coordinates: [] },
})

const event = (from: number[], to: number[], undone_at: string | null = null): History['lineage'][number] => ({
  more: 0,
  kind: 'split',
  at: '2026-11-26T01:00:00Z',
  undone_at,
  cause: null,
  from: from.map(relative),
  to: to.map(relative),
})

describe('relatives', () => {
  it.each([
    ['of a parcel that was split', [event([1], [2, 3])], [2, 3]],
    ['not the parcel itself, which kept its number', [event([1], [1, 4])], [4]],
    ['each once, the oldest import first', [event([5], [1]), event([1], [5, 6])], [5, 6]],
    ['none of an import that was undone', [event([1], [2, 3], '2026-11-27T01:00:00Z')], []],
  ])('%s', (_, lineage, want) => {
    const history: History = { id: 1, exists: true, since: '', versions: [], more: false, lineage }
    expect(relativesOf(history).map(({ id }) => id)).toEqual(want)
  })
})
