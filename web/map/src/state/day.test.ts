import { afterEach, describe, expect, it, vi } from 'vitest'
import { shownText } from '../actions/day'
import { day, pastMoment, since, unknownThen } from './day'
import { session } from './session'
import { at } from './store'

const nobody = session.peek()
const officer: typeof nobody = { ...nobody, permissions: ['staff'] }
const dayAfter = (days: number): string =>
  new Date(Date.now() + days * 86_400_000 + 7 * 3_600_000).toISOString().slice(0, 10)

/** The history begins five days ago. */
const begin = () => {
  const beginning = new Date(Date.now() - 5 * 86_400_000).toISOString()
  vi.stubGlobal('fetch', async () => Response.json({ tilejson: '3.0.0', tiles: ['x'], since: beginning }))
  return beginning
}

afterEach(() => {
  at.value = null
  session.value = nobody
  vi.unstubAllGlobals()
})

describe('the time that is shown', () => {
  it.each([
    ['nothing chosen', null, officer, null, null],
    ['a past day, to staff', '2026-01-02', officer, '2026-01-02', '2026-01-02'],
    ['a past day, to others', '2026-01-02', nobody, '2026-01-02', null],
    ['a moment, to staff', '2026-01-01T20:00:00Z', officer, '2026-01-02', '2026-01-01T20:00:00Z'],
    ['a day to come', dayAfter(3), officer, dayAfter(3), null],
  ])('%s', (_, shown, who, wantedDay, wantedMoment) => {
    begin()
    session.value = who
    at.value = shown
    expect(day.value).toBe(wantedDay)
    expect(pastMoment.value).toBe(wantedMoment)
  })

  it('is known from the beginning of the history on', async () => {
    const beginning = begin()
    session.value = officer
    at.value = dayAfter(-9)
    expect(unknownThen.value).toBe(false)
    await expect.poll(() => since.value).toBe(beginning)
    expect(unknownThen.value).toBe(true)
    at.value = dayAfter(-2)
    expect(unknownThen.value).toBe(false)
  })

  it('is put in the words of what it shows', () => {
    begin()
    expect(shownText('2026-01-02')).toBe('Ranh giới ngày 02/01/2026')
    expect(shownText('2026-01-01T20:00:00Z')).toBe('Ranh giới ngày 02/01/2026')
    session.value = officer
    at.value = '2026-01-02'
    expect(shownText('2026-01-02')).toBe('Thửa đất ngày 02/01/2026')
    expect(shownText('2026-01-01T20:00:00Z')).toBe('Thửa đất lúc 02/01/2026 03:00')
  })
})
