import { describe, expect, it } from 'vitest'
import { r } from '../../report/i18n'
import { en as reportEn } from '../../report/i18n/en'
import { vi as reportVi } from '../../report/i18n/vi'
import { around, nearest } from './around'
import { boxBetween, carried, middleBox, nudged } from './boxes'
import { changes } from './changes'
import { decodeDesk, encodeDesk, filterQuery, isOpen, plainFilter, sameFilter } from './filter'
import { stepDetail, stepName } from './history'
import { en } from './i18n/en'
import { vi } from './i18n/vi'
import { keyOf, letters } from './keys'
import { deadlineOf } from './left'
import { bodyOf, inVietnam, localTime } from './move'
import { tellsWho } from './personal'

/** Every path of a table with what kind of thing stands there. */
function shape(value: unknown, path = ''): string[] {
  if (typeof value === 'function') return [`${path}()`]
  if (typeof value !== 'object' || value === null) return [path]
  return Object.entries(value).flatMap(([key, inner]) => shape(inner, `${path}.${key}`))
}

describe('the address of the desk', () => {
  it('is read back as it was written', () => {
    const filter = {
      ...plainFilter,
      state: '',
      agency: 'ubnd-vung-tau',
      overdue: true,
      from: '2026-11-01',
      to: '2026-11-27',
      text: 'ổ gà & rác',
    }
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
    expect(filterQuery({ ...plainFilter, state: '', near: true, from: '2026-11-01' })).toEqual({
      near: 'true',
      from: '2026-11-01',
      sort: 'due',
    })
    expect(decodeDesk('?near=true&from=2026-13-01&to=x').filter).toEqual({ ...plainFilter, near: true })
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
  const none = { place: null, tokens: [], began: { texts: {}, published: null, photos: [] } }
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
    const photos = [
      { id: 7, published: false },
      { id: 8, published: true },
      { id: 9, published: false },
    ]
    const began = { texts: {}, published: null, photos }
    const more = { place: [107.1, 10.4] as const, tokens: ['T'], began }
    expect(bodyOf('verify', ['place', 'publish', 'photos', 'photos_published'], data, more)).toEqual({
      action: 'verify',
      lon: 107.1,
      lat: 10.4,
      publish: true,
      photos: ['T'],
      photos_published: { 7: true, 8: false },
    })
  })
  it('of an edit only what was changed: what was there can be emptied, what another changed stays', () => {
    const data = form({ category: 'roads', address: ' ', public_words: 'Ổ gà', words: '', publish: 'on' })
    const texts = { category: 'roads', address: '12 Lê Lợi', public_words: 'Ổ gà' }
    const members = ['category', 'address', 'public_words', 'words', 'publish']
    expect(bodyOf('edit', members, data, { ...none, began: { texts, published: true, photos: [] } })).toEqual({
      action: 'edit',
      address: '',
    })
  })
  it.each(['verify', 'split'])('%s: a place that was emptied is not taken from what was there', (action) => {
    const began = { texts: { category: 'roads', address: '12 Lê Lợi' }, published: null, photos: [] }
    const data = form({ category: 'roads', address: '', public_words: 'Ổ gà' })
    expect(bodyOf(action, ['category', 'address', 'public_words'], data, { ...none, began })).toEqual({
      action,
      address: '',
      public_words: 'Ổ gà',
    })
  })
  it('a time is that of Việt Nam', () => {
    expect(new Date(inVietnam('2026-12-01T09:30')).toISOString()).toBe('2026-12-01T02:30:00.000Z')
    expect(localTime('2026-12-01T18:30:00Z')).toBe('2026-12-02T01:30')
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
  it('are carried by a hand as far as the photo goes', () => {
    const from = { x: 100, y: 100 }
    expect(carried([400, 400, 200, 100], from, { x: 125, y: 90 }, drawn, photo)).toEqual([500, 360, 200, 100])
    expect(carried([400, 400, 200, 100], from, { x: -900, y: 900 }, drawn, photo)).toEqual([0, 900, 200, 100])
    expect(middleBox(photo)).toEqual([750, 375, 500, 250])
  })
  it('a slip of the hand is none', () => {
    expect(boxBetween({ x: 10, y: 10 }, { x: 12, y: 90 }, drawn, photo)).toBeNull()
  })
})

describe('a deadline in words', () => {
  const due = '2026-12-01T02:00:00Z'
  const now = Date.parse('2026-11-27T09:00:00Z')
  const near_at = '2026-11-30T02:00:00Z'
  const of = (left_s: number | null, more = {}) => deadlineOf({ due, left_s, near_at, overdue: false, ...more }, now)
  it('is told in working time, in the largest unit that fits', () => {
    expect(of(16.5 * 3600)).toEqual({ words: 'còn 2 ngày làm việc', pressing: 'far' })
    expect(of(3.9 * 3600)?.words).toBe('còn 3 giờ làm việc')
    expect(of(25 * 60)?.words).toBe('còn 25 phút')
    expect(of(20)?.words).toBe('sắp hết hạn')
  })
  it('is near from a moment on, and late when it has passed', () => {
    expect(of(3600, { near_at: '2026-11-27T08:00:00Z' })?.pressing).toBe('near')
    expect(of(-17 * 3600, { overdue: true })).toEqual({ words: 'quá hạn 2 ngày làm việc', pressing: 'late' })
    // Nobody has worked since.
    expect(of(0, { due: '2026-11-27T08:59:00Z' })).toEqual({ words: 'vừa hết hạn', pressing: 'late' })
  })
  it('is none while none runs', () => {
    expect(of(null)).toBeNull()
    expect(of(null, { due: null })).toBeNull()
  })
})

it('words that tell who somebody is are noticed', () => {
  for (const words of [
    'gọi 0903 123 456',
    'số +84903123456',
    'ĐT 0254.3852.123',
    'a.b@thu.vn',
    'xe 72A1-234.56',
    'xe 51F-12345',
  ])
    expect(tellsWho(words), words).toBe(true)
  for (const words of [
    'Ổ gà trước số 12 đường 30 Tháng 4',
    'sâu 0,5 m từ ngày 20/11/2026',
    'đoạn Km 12+300 quốc lộ 51',
  ])
    expect(tellsWho(words), words).toBe(false)
})

it('what is like a report is the nearest first, and no farther than 300 m', () => {
  const at = [107.08, 10.35] as const
  const [west, south, east, north] = around(at)
  expect((east - west) * 109_500).toBeCloseTo(600, -1)
  expect((north - south) * 110_600).toBeCloseTo(600, -1)
  const [far, close, corner] = [
    { lon: 107.082, lat: 10.35 },
    { lon: 107.0801, lat: 10.35 },
    { lon: east, lat: north },
  ]
  expect(nearest(at, [far, close, corner]).map(({ report }) => report)).toEqual([close, far])
})

it('a filter is the same however it was typed, and what is done is not open', () => {
  expect(sameFilter({ ...plainFilter, text: ' ' }, plainFilter)).toBe(true)
  expect(sameFilter({ ...plainFilter, sort: 'newest' }, plainFilter)).toBe(false)
  expect([isOpen('waiting'), isOpen('resolved'), isOpen('rejected')]).toEqual([true, false, false])
})

describe('a step of the history', () => {
  const told = (action: string, detail: Record<string, unknown>) => [
    stepName({ action, detail }),
    stepDetail({ action, detail }),
  ]
  it('tells which report, until when and why', () => {
    expect(told('merge', { into: 'PA26-1' })).toEqual(['Gộp vào phản ánh khác', 'PA26-1'])
    expect(told('merge', { from: 'PA26-2' })).toEqual(['Có phản ánh khác gộp vào đây', 'PA26-2'])
    expect(told('extend', { due: '2026-12-01T02:30:00Z', asked: true })).toEqual([
      'Đơn vị xin gia hạn',
      'đến 01/12/2026 09:30',
    ])
    expect(told('wait', { reason: 'budget', owner: 'Sở Tài chính', next: '2027-01-15' })[1]).toBe(
      'Chờ kinh phí, Sở Tài chính, xem lại 15/01/2027',
    )
    expect(told('rate', { rating: 3 })[1]).toBe('Hài lòng')
  })
})

it('a form sends what was changed in it alone', () => {
  const began = { hours: 2, sensitive: false, name: { vi: 'Đường', en: '' } }
  expect(changes(began, { hours: 3, sensitive: false, name: { vi: 'Đường', en: '' } })).toEqual({ hours: 3 })
  expect(changes(began, { ...began, sensitive: true, name: { vi: 'Cầu', en: '' } })).toEqual({
    sensitive: true,
    name: { vi: 'Cầu', en: '' },
  })
  expect(changes<{ until: string | null }>({ until: '2027-01-01' }, { until: null })).toEqual({ until: null })
})

it('the two languages say the same things', () => {
  expect(shape(en).sort()).toEqual(shape(vi).sort())
  expect(shape(reportEn).sort()).toEqual(shape(reportVi).sort())
  for (const action of Object.keys(letters)) expect(r().actions[action], action).toBeTruthy()
})
