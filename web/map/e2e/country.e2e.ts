import type { Map as MapLibre } from 'maplibre-gl'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { desktop, drawn, open, phone, useBrowser } from './browser'

useBrowser()

/** The names of archipelagos and the number of islands that are drawn. */
const drawnIslands = (page: Page) =>
  page.locator('.canvas').evaluate((element) => {
    const { map } = element as unknown as { map: MapLibre }
    const values = (layer: string, field: string) => [
      ...new Set(map.queryRenderedFeatures({ layers: [layer] }).map(({ properties }) => String(properties[field]))),
    ]
    return { names: values('archipelagos', 'archipelago').sort(), islands: values('islands', 'island').length }
  })

const place = (page: Page) => (new URL(page.url()).searchParams.get('map') ?? '').split(',').map(Number)

describe('Hoàng Sa and Trường Sa', () => {
  it.each([
    ['desktop', desktop, '', ['Quần đảo Hoàng Sa\n(Việt Nam)', 'Quần đảo Trường Sa\n(Việt Nam)']],
    ['phone', phone, '', ['Quần đảo Hoàng Sa\n(Việt Nam)', 'Quần đảo Trường Sa\n(Việt Nam)']],
    ['no layer on', desktop, '&layers=', ['Quần đảo Hoàng Sa\n(Việt Nam)', 'Quần đảo Trường Sa\n(Việt Nam)']],
    ['English', desktop, '&lang=en', ['Hoang Sa Archipelago\n(Viet Nam)', 'Truong Sa Archipelago\n(Viet Nam)']],
    [
      'by night',
      { ...desktop, colorScheme: 'dark' as const },
      '',
      ['Quần đảo Hoàng Sa\n(Việt Nam)', 'Quần đảo Trường Sa\n(Việt Nam)'],
    ],
  ])('are named as Vietnamese at zoom 5: %s', async (_, options, more, names) => {
    const page = await open(`/?map=110.5,13.5,5${more}`, options)
    await drawn(page)
    expect(await drawnIslands(page)).toEqual({ names, islands: 15 })
  })

  it('close up, the islands stay', async () => {
    const page = await open('/?map=114.4,10.3,11')
    await drawn(page)
    const seen = await drawnIslands(page)
    expect(seen.names).toEqual([])
    expect(seen.islands).toBeGreaterThanOrEqual(3)
  })
})

describe('the map ends where the country does', () => {
  it.each([
    ['desktop', desktop],
    ['phone', phone],
  ])('%s: zoomed out and pulled away, the country is still there', async (_, options) => {
    const page = await open('/?map=107.1,10.4,0', options)
    await drawn(page)
    expect(place(page)[2]).toBeGreaterThan(3.5)
    await page.locator('.canvas canvas').focus()
    for (let i = 0; i < 30; i++) await page.keyboard.press('ArrowUp')
    await drawn(page)
    expect((await drawnIslands(page)).names).toHaveLength(2)
  })

  it('a link beyond: shows the area and says so', async () => {
    const page = await open('/?map=2.35,48.85,12')
    await page.getByText('nằm ngoài phạm vi bản đồ').waitFor()
    await drawn(page)
    expect(Math.abs((place(page)[0] ?? 0) - 107.3)).toBeLessThan(1)
  })

  it('coordinates beyond: says so, and nothing is lost', async () => {
    const page = await open()
    await drawn(page)
    const before = place(page)
    await page.goto(`${page.url()}&point=2.35,48.85`)
    await page.getByText('Không có dữ liệu ở đây.').waitFor()
    await drawn(page)
    expect(place(page)).toEqual(before)
    await page.goto(page.url().replace(/\?.*/, '?point=2.35,48.85'))
    await page.getByText('nằm ngoài phạm vi bản đồ').waitFor()
  })

  it('a device beyond: says so', async () => {
    const page = await open('/', {
      ...desktop,
      permissions: ['geolocation'],
      geolocation: { longitude: 2.35, latitude: 48.85, accuracy: 25 },
    })
    await drawn(page)
    await page.getByRole('button', { name: 'Vị trí của tôi' }).click()
    await page.getByText('nằm ngoài phạm vi bản đồ').waitFor()
    expect(await page.getByRole('button', { name: 'Bỏ chấm vị trí' }).count()).toBe(0)
  })
})
