import { beforeEach, describe, expect, it } from 'vitest'
import { fly, kept, lowestZoom, reach, reaches } from './reach'
import { flight, notice } from './store'

const desktop = { width: 1040, height: 900 }
const phone = { width: 360, height: 496 }
const place = (lon: number, lat: number) => ({ to: { lon, lat, zoom: 12, bearing: 0 }, animate: false })

describe('the reach of the map', () => {
  it.each([
    ['Hà Nội', 105.85, 21.03],
    ['Cà Mau', 105.15, 9.18],
    ['Điện Biên', 103.02, 21.39],
    ['Hoàng Sa', 112.34, 16.83],
    ['Trường Sa', 114.33, 11.43],
  ])('holds %s', (_, lon, lat) => expect(reaches(place(lon, lat))).toBe(true))

  it.each([
    ['Paris', 2.35, 48.85],
    ['Sydney', 151.2, -33.9],
    ['longitude and latitude exchanged', 10.34, 107.08],
  ])('does not hold %s', (_, lon, lat) => expect(reaches(place(lon, lat))).toBe(false))

  beforeEach(() => {
    flight.value = null
    notice.value = null
  })

  it('sends the map within it, and says so where it cannot', () => {
    expect(fly(place(2.35, 48.85))).toBe(false)
    expect(flight.value).toBeNull()
    expect(notice.value?.text).toContain('ngoài phạm vi bản đồ')
    expect(fly({ bounds: [107, 10, 108, 11], maxZoom: 18, animate: false })).toBe(true)
    expect(flight.value).toMatchObject({ bounds: [107, 10, 108, 11] })
  })
})

describe('the map is kept over its reach', () => {
  it.each([
    ['desktop', desktop],
    ['phone', phone],
  ])('%s: zoom 5 is allowed, and at the lowest zoom all of it is in view wherever one pulls', (_, view) => {
    expect(lowestZoom(view)).toBeLessThan(5)
    for (const pull of [
      [80, 50],
      [140, -20],
    ] as const) {
      const { at, zoom } = kept(pull, 0, view, 22)
      expect(zoom).toBe(lowestZoom(view))
      const half = (view.width / (512 * 2 ** zoom)) * 180
      expect(at[0] - half).toBeLessThan(reach[0] + 1e-9)
      expect(at[0] + half).toBeGreaterThan(reach[2] - 1e-9)
      expect(at[1]).toBeGreaterThan(reach[1])
      expect(at[1]).toBeLessThan(reach[3])
    }
  })

  it('close up, the view ends where the reach ends', () => {
    const { at } = kept([90, 16], 10, desktop, 22)
    const half = (desktop.width / (512 * 2 ** 10)) * 180
    expect(at[0] - half).toBeCloseTo(reach[0], 6)
    expect(at[1]).toBeCloseTo(16, 6)
  })

  it('leaves alone what is within, and bounds the zoom', () => {
    const { at, zoom } = kept([107.1, 10.4], 25, desktop, 22)
    expect(at[0]).toBeCloseTo(107.1, 9)
    expect(at[1]).toBeCloseTo(10.4, 9)
    expect(zoom).toBe(22)
  })
})
