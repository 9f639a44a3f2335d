import { useEffect } from 'preact/hooks'
import { showBounds } from '../actions/select'
import type { Bounds, ImportQuestion } from '../api/types'
import { config, extra, narrow, stop, touchedExtra } from '../state/store'
import { union } from './boxes'
import { choose, chosen, keyOf } from './deciding'
import { drawProposals } from './proposals'

/** More proposals than these only clutter the map; all are in the list. */
const MOST = 9

/** Draws where each proposal would put the file. A click on one chooses it; the map goes to what is chosen. */
export function CrsMap({ question }: { question: ImportQuestion }) {
  const key = keyOf(question)
  const value = chosen.value[key]
  const placed = (question.choices ?? []).flatMap(({ value, place }, n) => (place ? [{ n: n + 1, value, place }] : []))
  useEffect(() => {
    const shown = placed.slice(0, MOST)
    extra.value = drawProposals(shown, value)
    touchedExtra.value = ({ value }) => {
      if (typeof value === 'string') choose(question, value)
    }
  }, [question, value])
  useEffect(() => {
    const area = config.value?.bounds
    const near = placed.slice(0, 3).map(({ place }) => place.extent)
    const all = union([...(area ? [area] : []), ...near])
    if (narrow.peek()) stop.value = 'half'
    if (all) showBounds(all as Bounds, 12)
    return () => {
      extra.value = null
      touchedExtra.value = null
    }
  }, [question])
  useEffect(() => {
    const there = placed.find((one) => one.value === value)
    if (there) showBounds(there.place.extent, 15)
  }, [value])
  return null
}
