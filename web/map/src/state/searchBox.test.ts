import { describe, expect, it } from 'vitest'
import { type BoxEvent, type BoxState, chosenLine, closedBox, nextBox } from './searchBox'

const key = (name: string): BoxEvent => ({ type: 'key', key: name })
const run = (...events: BoxEvent[]): BoxState => events.reduce(nextBox, closedBox)
const three: BoxEvent[] = [{ type: 'typed' }, { type: 'answered', count: 3 }]

describe('the search box', () => {
  it('opens on typing and closes on Escape, Enter and leaving', () => {
    expect(run({ type: 'typed' })).toEqual({ open: true, active: -1, count: 0 })
    for (const end of [key('Escape'), key('Enter'), { type: 'left' } as const]) {
      expect(run(...three, key('ArrowDown'), end)).toEqual({ open: false, active: -1, count: 3 })
    }
  })

  it.each([
    [['ArrowDown'], 0],
    [['ArrowDown', 'ArrowDown', 'ArrowDown'], 2],
    [['ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowDown'], -1],
    [['ArrowUp'], 2],
    [['ArrowUp', 'ArrowUp', 'ArrowUp', 'ArrowUp'], -1],
    [['ArrowDown', 'ArrowUp'], -1],
    [['a', 'Home'], -1],
  ])('after %j the active line is %i', (keys, active) => expect(run(...three, ...keys.map(key)).active).toBe(active))

  it('moves nowhere in an empty list but opens it', () =>
    expect(run(key('ArrowDown'))).toEqual({ open: true, active: -1, count: 0 }))

  it('keeps the active line inside a shorter answer and drops it on typing', () => {
    const third = run(...three, key('ArrowUp'))
    expect(nextBox(third, { type: 'answered', count: 1 }).active).toBe(0)
    expect(nextBox(third, { type: 'answered', count: 0 }).active).toBe(-1)
    expect(nextBox(third, { type: 'typed' }).active).toBe(-1)
  })

  it('follows the mouse', () => expect(run(...three, { type: 'hovered', index: 1 }).active).toBe(1))

  it('opens the active line, else the first, else nothing', () => {
    expect(chosenLine(run(...three, key('ArrowDown'), key('ArrowDown')))).toBe(1)
    expect(chosenLine(run(...three))).toBe(0)
    expect(chosenLine(closedBox)).toBe(-1)
  })
})
