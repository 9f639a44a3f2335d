import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Layer } from '../api/types'
import { type MapCommands, mapCommands } from '../map/commands'
import { layer } from '../testing/layers'
import { changedLayers, followChanges, pauseAfter } from './changes'
import { layers, shown } from './store'

const page = Object.assign(new EventTarget(), { visibilityState: 'visible' })
const device = { onLine: true }
const refresh = vi.fn<MapCommands['refresh']>()
let served: readonly Layer[] | null = null
const asked = vi.fn(async () => {
  if (!served) throw new TypeError('no network')
  return new Response(JSON.stringify({ layers: served }))
})
let end: () => void

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('document', page)
  vi.stubGlobal('window', new EventTarget())
  vi.stubGlobal('navigator', device)
  vi.stubGlobal('fetch', asked)
  mapCommands.value = { zoom: () => {}, north: () => {}, refresh }
  layers.value = served = [layer('communes', { sort: 1 }), layer('parcels', { sort: 2 })]
  shown.value = { communes: 100, parcels: 60 }
  end = followChanges()
})

afterEach(async () => {
  end()
  page.visibilityState = 'visible'
  device.onLine = true
  mapCommands.value = null
  vi.unstubAllGlobals()
  vi.useRealTimers()
  vi.clearAllMocks()
})

const seconds = (n: number) => vi.advanceTimersByTimeAsync(n * 1000)

describe('an open map', () => {
  it('asks every five seconds and loads nothing while nothing changes', async () => {
    await seconds(21)
    expect(asked).toHaveBeenCalledTimes(4)
    expect(refresh).not.toHaveBeenCalled()
  })

  it('loads the changed layers anew, at this look and the next', async () => {
    served = [layer('communes', { sort: 1 }), layer('parcels', { sort: 2, version: '2', count: 11 })]
    await seconds(5)
    expect(refresh.mock.calls).toEqual([[new Set(['parcels'])]])
    expect(layers.value[1]?.count).toBe(11)
    await seconds(10)
    expect(refresh.mock.calls).toEqual([[new Set(['parcels'])], [new Set(['parcels'])]])
  })

  it('shows a layer that is new', async () => {
    served = [...(served ?? []), layer('rung', { sort: 3 }), layer('quy_hoach_2030', { sort: 4 })]
    await seconds(5)
    expect(shown.value).toEqual({ communes: 100, parcels: 60, rung: 100 })
  })

  it('rests while it is hidden or without a network, and looks at once afterwards', async () => {
    page.visibilityState = 'hidden'
    page.dispatchEvent(new Event('visibilitychange'))
    await seconds(60)
    expect(asked).not.toHaveBeenCalled()
    page.visibilityState = 'visible'
    page.dispatchEvent(new Event('visibilitychange'))
    await seconds(0)
    expect(asked).toHaveBeenCalledTimes(1)
    device.onLine = false
    await seconds(60)
    expect(asked).toHaveBeenCalledTimes(1)
    device.onLine = true
    window.dispatchEvent(new Event('online'))
    await seconds(0)
    expect(asked).toHaveBeenCalledTimes(2)
  })

  it('asks ever less of a server that does not answer, and as before once it does', async () => {
    served = null
    await seconds(5 + 10 + 20 + 40 + 60 + 60)
    expect(asked).toHaveBeenCalledTimes(6)
    expect([0, 1, 2, 3, 4, 9].map(pauseAfter)).toEqual([5_000, 10_000, 20_000, 40_000, 60_000, 60_000])
    served = layers.value
    await seconds(60 + 5 + 5)
    expect(asked).toHaveBeenCalledTimes(9)
  })

  it('knows a change by the version, and a new layer as one', () =>
    expect(changedLayers([layer('a'), layer('b')], [layer('a', { version: '2' }), layer('b'), layer('c')])).toEqual([
      'a',
      'c',
    ]))
})
