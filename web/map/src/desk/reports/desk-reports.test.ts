import { describe, expect, it } from 'vitest'
import { r } from '../../report/i18n'
import { en as reportEn } from '../../report/i18n/en'
import { vi as reportVi } from '../../report/i18n/vi'
import { boxBetween, nudged } from './boxes'
import { decodeDesk, encodeDesk, filterQuery, plainFilter } from './filter'
import { en } from './i18n/en'
import { vi } from './i18n/vi'
import { keyOf, letters } from './keys'
import { bodyOf, inVietnam } from './move'

/** Every path of a table with what kind of thing stands there. */
function shape(value: unknown, path = ''): string[] {
  if (typeof value === 'function') return [`${path}()`]
  if (typeof value !== 'object' || value === null) return [path]
  return Object.entries(value).flatMap(([key, inner]) => shape(inner, `${path}.${key}`))
}

describe('the address of the desk', () => {
  it('is read back as it was written', () => {
    const filter = { ...plainFilter, state: '', agency: 'ubnd-vung-tau', overdue: true, text: 'ổ gà & rác' }
    const route = { part: 'queue', filter, report: 12 } as const
    expect(decodeDesk(`?${encodeDesk(route)}`)).toEqual(route)
  })
  it('says nothing of a fresh page', () => {
    expect(encodeDesk({ part: 'queue', filter: plainFilter, report: null })).toBe('')
    expect(decodeDesk('?report=-1&state=x&agency=%3Cb')).toEqual({ part: 'queue', filter: plainFilter, report: null })
  })
  it('asks the server for what is chosen alone', () => {
    expect(filterQuery({ ...plainFilter, text: ' PA26 ' })).toEqual({ state: 'open', q: 'PA26', sort: 'due' })
    expect(filterQuery({ ...plainFilter, state: '', overdue: true })).toEqual({ overdue: 'true', sort: 'due' })
  })
})

describe('keys', () => {
  const key = (name: string, more = {}) =>
    keyOf({ key: name, ctrlKey: false, metaKey: false, altKey: false, target: null, ...more })
  it('each move has a letter of its own, and none is a direction', () => {
    const all = [...Object.values(letters), 'j', 'k', '?']
    expect(new Set(all).size).toBe(all.length)
  })
  it('mean moves and directions, and nothing with Control', () => {
    expect([key('j'), key('k'), key('v'), key('?'), key('z')]).toEqual(['down', 'up', 'verify', 'help', null])
    expect(key('v', { ctrlKey: true })).toBeNull()
  })
})

describe('the request of a move', () => {
  const none = { place: null, tokens: [], photoIds: [] }
  const form = (fields: Record<string, string>): FormData => {
    const data = new FormData()
    for (const [name, value] of Object.entries(fields)) data.set(name, value)
    return data
  }
  it('holds what was given, and no empty words', () => {
    const data = form({
      reason: 'budget',
      owner: ' Sở Tài chính ',
      next: '2026-12-15',
      words: '  ',
      public_words: 'Chờ',
    })
    expect(bodyOf('wait', ['reason', 'owner', 'next', 'public_words', 'words'], data, none)).toEqual({
      action: 'wait',
      reason: 'budget',
      owner: 'Sở Tài chính',
      next: '2026-12-15',
      public_words: 'Chờ',
    })
  })
  it('says of each photo whether the public sees it', () => {
    const data = form({ publish: 'on', 'photo-7': 'on' })
    const more = { place: [107.1, 10.4] as const, tokens: ['T'], photoIds: [7, 8] }
    expect(bodyOf('verify', ['place', 'publish', 'photos', 'photos_published'], data, more)).toEqual({
      action: 'verify',
      lon: 107.1,
      lat: 10.4,
      publish: true,
      photos: ['T'],
      photos_published: { 7: true, 8: false },
    })
  })
  it('a time is that of Việt Nam', () => {
    expect(new Date(inVietnam('2026-12-01T09:30')).toISOString()).toBe('2026-12-01T02:30:00.000Z')
  })
})

describe('boxes on a photo', () => {
  const photo = { width: 2000, height: 1000 }
  const drawn = { width: 500, height: 250 }
  it('are in the pixels of the photo, whichever way they are drawn', () => {
    expect(boxBetween({ x: 100, y: 50 }, { x: 50, y: 25 }, drawn, photo)).toEqual([200, 100, 200, 100])
  })
  it('end at its edges', () => {
    expect(boxBetween({ x: -20, y: 10 }, { x: 900, y: 900 }, drawn, photo)).toEqual([0, 40, 2000, 960])
    expect(nudged([1900, 900, 100, 100], 50, 50, false, photo)).toEqual([1900, 900, 100, 100])
    expect(nudged([1900, 0, 100, 100], 50, -500, true, photo)).toEqual([1900, 0, 100, 8])
  })
  it('a slip of the hand is none', () => {
    expect(boxBetween({ x: 10, y: 10 }, { x: 12, y: 90 }, drawn, photo)).toBeNull()
  })
})

it('the two languages say the same things', () => {
  expect(shape(en).sort()).toEqual(shape(vi).sort())
  expect(shape(reportEn).sort()).toEqual(shape(reportVi).sort())
  for (const action of Object.keys(letters)) expect(r().actions[action], action).toBeTruthy()
})
