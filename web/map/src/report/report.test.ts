import { describe, expect, it } from 'vitest'
import { Failure } from '../api/client'
import { bodyOf } from './api'
import { viewBounds } from './bounds'
import { type Draft, type DraftPhoto, freshDraft, isWritten, missingOf, reachable } from './draft'
import { readMine, withMine } from './mine'
import { deadlineOf, momentOf } from './moments'
import { readLink, readNumber } from './number'
import { fitted, kindOf } from './picture'
import { decodeReport, encodeReport, plainRoute } from './route'
import { type Around, type Progress, pauseAfter, sendDraft } from './sending'

const photo = (id: string, token: string | null = null): DraftPhoto => ({ id, picture: new Blob([id]), token })
const whole: Draft = { ...freshDraft(), at: [107.08, 10.35], category: 'road', words: 'Ổ gà lớn giữa đường' }

it('of a coarse report days alone are told', () => {
  const [day, hour] = ['2026-11-26T17:00:00Z', '2026-11-27T02:30:00Z']
  expect([momentOf({ coarse: true }, day), momentOf({ coarse: false }, hour)]).toEqual([
    '27/11/2026',
    '27/11/2026 09:30',
  ])
  expect(deadlineOf({ coarse: true }, day)).toContain('27/11/2026')
  expect(deadlineOf({ coarse: true }, day)).not.toMatch(/00:00|^27/)
  expect(deadlineOf({ coarse: false }, hour)).toBe('27/11/2026 09:30')
})

describe('numbers', () => {
  it.each([
    ['PA26-7K3M-9QX4', 'PA26-7K3M-9QX4'],
    [' pa26 7k3m 9qx4 ', 'PA26-7K3M-9QX4'],
    ['PA26OK3M9QXI', 'PA26-0K3M-9QX1'],
    ['PA26-7K3M-9QXU', null],
    ['PA26-7K3M', null],
    ['', null],
  ])('%s', (typed, read) => expect(readNumber(typed)).toBe(read))

  it('a follow link has number and key', () => {
    expect(readLink('https://so.vn/report/PA26-7K3M-9QX4#abc_-9')).toEqual({
      number: 'PA26-7K3M-9QX4',
      follow: 'abc_-9',
    })
    expect(readLink('pa26 7k3m 9qx4')).toEqual({ number: 'PA26-7K3M-9QX4', follow: '' })
    expect(readLink('/report/khac')).toBeNull()
    expect(readLink('50%')).toBeNull()
    expect(readLink('/report/50%')).toBeNull()
  })
})

describe('the address', () => {
  it('is read back as it was written', () => {
    const route = { ...plainRoute, step: 'photos', category: 'road', state: 'waiting' } as const
    expect(decodeReport('/report', `?${encodeReport(route)}`)).toEqual(route)
  })
  it('forgives what it does not know', () => {
    expect(decodeReport('/report', '?new=x&state=y&category=%3Cb%3E')).toEqual(plainRoute)
    expect(decodeReport('/report/pa26-7k3m-9qx4', '').number).toBe('PA26-7K3M-9QX4')
  })
})

describe('pictures', () => {
  it('fit into 2048 pixels and are never made larger', () => {
    expect(fitted(4096, 1024)).toEqual({ width: 2048, height: 512 })
    expect(fitted(300, 9000)).toEqual({ width: 68, height: 2048 })
    expect(fitted(640, 480)).toEqual({ width: 640, height: 480 })
  })
  it('are known by their first bytes', () => {
    const bytes = (text: string) => Uint8Array.from(text, (c) => c.charCodeAt(0))
    expect(kindOf(bytes('\xff\xd8\xff\xe0'))).toBe('jpeg')
    expect(kindOf(bytes('\x89PNG\r\n'))).toBe('png')
    expect(kindOf(bytes('RIFF....WEBPVP8 '))).toBe('webp')
    expect(kindOf(bytes('\0\0\0\x18ftypheic'))).toBe('heic')
    expect(kindOf(bytes('<svg/>'))).toBe('other')
  })
})

describe('a draft', () => {
  it('tells what a step needs, and lets nobody past a gap', () => {
    expect(missingOf(freshDraft(), 'where')).toBe('place')
    expect(missingOf({ ...whole, words: ' a ' }, 'what')).toBe('words')
    expect(reachable(freshDraft(), 'check')).toBe('where')
    expect(reachable({ ...whole, category: '' }, 'photos')).toBe('what')
    expect(reachable(whole, 'check')).toBe('check')
  })
  it('that holds nothing is not offered again', () => {
    expect(isWritten(freshDraft())).toBe(false)
    expect(isWritten({ ...freshDraft(), words: 'x' })).toBe(true)
  })
  it('is sent without an empty contact and without photos that have not arrived', () => {
    const body = bodyOf({ ...whole, words: ' Ngập ', photos: [photo('a', 'T1'), photo('b')] })
    expect(body).toMatchObject({ words: 'Ngập', photos: ['T1'], contact: null, lon: 107.08, lat: 10.35 })
  })
})

/** A world in which each call fails as often as is said. */
function world(fails: { photos?: number; text?: number; cause?: Failure }) {
  const did: string[] = []
  const told: Progress[] = []
  const kept: Draft[] = []
  let [photos, text] = [fails.photos ?? 0, fails.text ?? 0]
  const cause = fails.cause ?? new Failure('offline')
  const around: Around = {
    sendPhoto: async ({ id }) => {
      did.push(`photo ${id}`)
      if (photos-- > 0) throw cause
      return `token ${id}`
    },
    post: async (draft) => {
      did.push(`post ${draft.key} ${draft.photos.map(({ token }) => token)}`)
      if (text-- > 0) throw cause
      return { number: 'PA26-7K3M-9QX4', follow: 'k', status_url: '/' }
    },
    keep: async (draft) => void kept.push(draft),
    photosGone: () => void did.push('forgotten'),
    told: (progress) => void told.push(progress),
    online: () => false,
    pause: async (seconds) => void did.push(`pause ${seconds}`),
  }
  return { around, did, told, kept }
}

describe('sending', () => {
  const draft: Draft = { ...whole, key: 'K', photos: [photo('a'), photo('b', 'token b')] }

  it('goes on after a lost line, with the same key, and sends no photo twice', async () => {
    const { around, did, kept } = world({ photos: 1, text: 2 })
    expect((await sendDraft(draft, around)).number).toBe('PA26-7K3M-9QX4')
    const post = 'post K token a,token b'
    expect(did).toEqual(['photo a', 'pause 2', 'photo a', post, 'pause 2', post, 'pause 4', post])
    expect(kept.at(-1)?.photos.map(({ token }) => token)).toEqual(['token a', 'token b'])
  })
  it('sends photos again that the server has lost, under the same key, and once', async () => {
    const gone = new Failure('refused', 422, '', '', 'invalid', 'photos')
    const { around, did } = world({ text: 1, cause: gone })
    await sendDraft(draft, around)
    const post = 'post K token a,token b'
    expect(did).toEqual(['photo a', post, 'forgotten', 'photo a', 'photo b', post])
    const lasting = world({ text: 2, cause: gone })
    await expect(sendDraft(draft, lasting.around)).rejects.toBe(gone)
  })
  it('stops where the server refuses', async () => {
    const { around, did } = world({ text: 1, cause: new Failure('refused', 422) })
    await expect(sendDraft(draft, around)).rejects.toThrow('refused 422')
    expect(did).toEqual(['photo a', 'post K token a,token b'])
  })
  it('waits longer each time, a minute at most', () => {
    expect([1, 2, 3, 9].map(pauseAfter)).toEqual([2, 4, 8, 60])
  })
})

describe('the reports of this device', () => {
  const one = { number: 'PA26-7K3M-9QX4', follow: 'k', at: '2026-11-27T01:00:00Z' }
  it('are the newest first, each once', () => {
    const later = { ...one, number: 'PA26-0000-0000', at: '2026-11-28T01:00:00Z' }
    expect(withMine([one], later)).toEqual([later, one])
    expect(withMine([one], { ...one, follow: 'new', at: '2026-12-01T00:00:00Z' })).toEqual([{ ...one, follow: 'new' }])
    expect(withMine([{ ...one, category: 'roads' }], one)).toEqual([{ ...one, category: 'roads' }])
  })
  it('survive a broken store', () => {
    expect(readMine('{')).toEqual([])
    expect(readMine(JSON.stringify([one, { number: 5 }, null]))).toEqual([one])
  })
})

it('the view of a map in degrees', () => {
  const [west, south, east, north] = viewBounds({ lon: 107, lat: 10, zoom: 10, bearing: 0 }, 512, 512)
  expect(east - west).toBeCloseTo(360 / 1024, 6)
  expect((east - west) / (north - south)).toBeCloseTo(1 / Math.cos((10 * Math.PI) / 180), 6)
})
