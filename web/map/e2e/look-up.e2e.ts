import type { Map as MapLibre } from 'maplibre-gl'
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Parcel } from '../src/api/types'
import { around, base, copied, drawn, middle, open, someParcel, title, useBrowser } from './browser'

useBrowser()
let parcel: Parcel
beforeAll(async () => {
  parcel = await someParcel()
})

const titled = () => `Thửa ${parcel.parcel_no}, tờ ${parcel.sheet_no}`
const asked = () => `thửa ${parcel.parcel_no} tờ ${parcel.sheet_no} ${parcel.commune.name}`

describe('looking a parcel up', () => {
  it('by search: suggestions with their reason, opened with the keyboard', async () => {
    const page = await open()
    await page.keyboard.press('/')
    await page.keyboard.type(asked())
    const first = page.locator('[role=option]').first()
    // Hands that rest on the way see answers to the beginning first.
    await first.filter({ hasText: `Thửa ${parcel.parcel_no}, tờ ${parcel.sheet_no}` }).waitFor()
    expect(await first.locator('.why').innerText()).not.toBe('')
    await page.keyboard.press('ArrowDown')
    expect(await page.locator('#search').getAttribute('aria-activedescendant')).toBe('line-0')
    expect(await first.getAttribute('aria-selected')).toBe('true')
    await page.keyboard.press('Enter')
    await page.waitForFunction((text) => document.querySelector('[data-panel-title]')?.textContent === text, titled())
    await page.waitForFunction(() => document.activeElement?.matches('[data-panel-title]'))
    expect(page.url()).toContain('parcel=')
    expect(await page.locator('[role=listbox]').count()).toBe(0)
    await drawn(page)
  })

  it('by search, whose key works from the first moment on', async () => {
    const page = await open('about:blank')
    await page.addInitScript(() => {
      // The page has run then, and nothing is painted yet.
      window.addEventListener('DOMContentLoaded', () => {
        document.body.dispatchEvent(new KeyboardEvent('keydown', { key: '/', bubbles: true, cancelable: true }))
        document.documentElement.dataset.focused = document.activeElement?.id
      })
    })
    await page.goto(base)
    expect(await page.evaluate(() => document.documentElement.dataset.focused)).toBe('search')
  })

  it('by search without tone marks and with Enter alone', async () => {
    const page = await open()
    const plain = asked().normalize('NFD').replace(/\p{M}/gu, '').replace(/đ/gi, 'd')
    await page.fill('#search', plain)
    await page.keyboard.press('Enter')
    await title(page).filter({ hasText: titled() }).waitFor()
  })

  it('by search before the map is there: what was found stays', async () => {
    const page = await open('about:blank')
    let answer = () => {}
    const held = new Promise<void>((done) => {
      answer = done
    })
    await page.route('**/api/layers', async (route) => {
      await held
      await route.continue()
    })
    await page.goto(base)
    await page.fill('#search', asked())
    const found = page.waitForResponse((response) => new URL(response.url()).pathname === `/api/parcels/${parcel.id}`)
    await page.keyboard.press('Enter')
    await found
    answer()
    await title(page).filter({ hasText: titled() }).waitFor()
    await drawn(page)
    const place = new URL(page.url()).searchParams
    expect(place.get('parcel')).toBe(String(parcel.id))
    const [lon = 0, lat = 0] = (place.get('map') ?? '').split(',').map(Number)
    expect(Math.hypot(lon - parcel.point[0], lat - parcel.point[1])).toBeLessThan(0.005)
  })

  it('by a click on the map: everything about it in the panel', async () => {
    const page = await open(around(parcel))
    await drawn(page)
    await page.mouse.click(...middle.desktop)
    await title(page).filter({ hasText: titled() }).waitFor()
    await expect.poll(() => page.title()).toBe(`${titled()}, ${parcel.commune.name} – Sổ tay đất đai`)
    const panel = await page.locator('.panel').innerText()
    for (const type of parcel.land_types) expect(panel).toContain(type.name.vi)
    expect(panel).toContain(parcel.commune.name)
    expect(panel).toContain(
      `${new Intl.NumberFormat('vi-VN', { minimumFractionDigits: 1, maximumFractionDigits: 1, useGrouping: true }).format(parcel.map_area)} m²`,
    )
    expect(new URL(page.url()).searchParams.get('parcel')).toBe(String(parcel.id))
    await page
      .locator('[data-test=spoken]')
      .filter({ hasText: `thửa ${parcel.parcel_no}` })
      .waitFor({ state: 'attached' })
    await page.getByText('Các lớp khác tại điểm đã chọn').waitFor()
  })

  it('its vertices: closed at first, then a table in VN-2000 that can be copied', async () => {
    const page = await open(`/?parcel=${parcel.id}`)
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    const toggle = page.getByRole('button', { name: /Tọa độ đỉnh thửa/ })
    await toggle.waitFor()
    expect(await page.getByRole('table').count()).toBe(0)
    await toggle.click()
    const rows = page.locator('.vertices tbody tr')
    const points = parcel.vertices.rings.flatMap((ring) => ring.points)
    expect(await rows.count()).toBeGreaterThanOrEqual(points.length)
    expect(await page.locator('.vertices').innerText()).toContain(points[0]?.x_north.toFixed(2).replace('.', ','))
    await page.getByRole('button', { name: 'Sao chép bảng' }).click()
    const table = await copied(page, `KTT ${Math.floor(parcel.vertices.meridian)}°`)
    expect(table.split('\n').length).toBeGreaterThanOrEqual(points.length + 2)
    expect(table).toContain(points.at(-1)?.y_east.toFixed(2).replace('.', ','))
  })

  it('by a link: the same parcel, place and layers, and after a reload still', async () => {
    const page = await open(`${around(parcel, 18.5)}&layers=communes,parcels~60&parcel=${parcel.id}`)
    await title(page).filter({ hasText: titled() }).waitFor()
    await drawn(page)
    const address = page.url()
    expect(address).toContain('layers=communes,parcels~60')
    const [lon = 0, lat = 0] = (new URL(address).searchParams.get('map') ?? '').split(',').map(Number)
    expect(Math.hypot(lon - parcel.point[0], lat - parcel.point[1])).toBeLessThan(1e-5)
    await page.reload()
    await title(page).filter({ hasText: titled() }).waitFor()
    await drawn(page)
    expect(page.url()).toBe(address)
  })

  it('by the link that the share button copies: whoever opens it sees the same', async () => {
    // As exact as an address says it, so that both maps can stand at the very same place.
    const [lon, lat] = parcel.point.map((degrees) => degrees.toFixed(6))
    const page = await open(`/?map=${lon},${lat},18.5&layers=communes,parcels~60&palette=clear`)
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await drawn(page)
    await page.mouse.click(...middle.desktop)
    await title(page).filter({ hasText: titled() }).waitFor()
    let link = ''
    for (const place of ['banner', 'region'] as const) {
      await page.evaluate(() => navigator.clipboard.writeText(''))
      await page.getByRole(place).getByRole('button', { name: 'Chia sẻ' }).click()
      link = await copied(page, /./)
      expect(link, place).toBe(page.url())
      await page.getByText('Đã sao chép liên kết').waitFor()
    }
    const parts = new URL(link).searchParams
    expect(parts.get('parcel')).toBe(String(parcel.id))
    expect(parts.get('layers')).toBe('communes,parcels~60')
    const other = await open(link)
    for (const each of [page, other]) {
      await title(each).filter({ hasText: titled() }).waitFor()
      await each.getByText('Chỉ đúng với điểm đã chọn').waitFor()
      await drawn(each)
    }
    const seen = async (on: Page) => ({
      address: on.url(),
      panel: await on.locator('.panel').innerText(),
      map: await on.locator('.canvas').evaluate((element) => {
        const { map } = element as unknown as { map: MapLibre }
        return {
          bounds: map.getBounds().toString(),
          parcels: [...new Set(map.queryRenderedFeatures({ layers: ['parcels-fill'] }).map(({ id }) => id))].sort(),
          colours: map.getPaintProperty('parcels-fill', 'fill-color'),
          opacity: map.getPaintProperty('parcels-fill', 'fill-opacity'),
          chosen: map.queryRenderedFeatures({ layers: ['chosen-line'] }).length > 0,
        }
      }),
    })
    const { map } = await seen(page)
    expect(map.parcels).toContain(parcel.id)
    expect(map.chosen).toBe(true)
    expect(await seen(other)).toEqual(await seen(page))
  })

  it('a link without a place goes to the parcel', async () => {
    const page = await open(`/?parcel=${parcel.id}`)
    await title(page).filter({ hasText: titled() }).waitFor()
    await drawn(page)
    const [lon = 0, lat = 0, zoom = 0] = (new URL(page.url()).searchParams.get('map') ?? '').split(',').map(Number)
    expect(Math.hypot(lon - parcel.point[0], lat - parcel.point[1])).toBeLessThan(0.005)
    expect(zoom).toBeGreaterThan(14)
  })

  it('back and forward go through what was chosen', async () => {
    const page = await open(around(parcel))
    await drawn(page)
    await page.mouse.click(...middle.desktop)
    await title(page).filter({ hasText: titled() }).waitFor()
    await page.getByRole('button', { name: 'Đóng' }).click()
    await title(page).filter({ hasText: 'Tra cứu thửa đất' }).waitFor()
    await page.goBack()
    await title(page).filter({ hasText: titled() }).waitFor()
    await page.goBack()
    await title(page).filter({ hasText: 'Tra cứu thửa đất' }).waitFor()
    await page.goForward()
    await title(page).filter({ hasText: titled() }).waitFor()
  })

  it('a parcel that is gone: says so and what to do', async () => {
    const page = await open('/?parcel=987654321987', undefined, /404/)
    await page.getByText('Không còn thửa đất này').waitFor()
  })

  it('where nothing is known: says that there is no data', async () => {
    const page = await open('/?point=120.5,5.5')
    await page.getByText('Không có dữ liệu ở đây.').waitFor()
  })

  it('by coordinates: goes there', async () => {
    const page = await open()
    await page.fill('#search', `${parcel.point[1].toFixed(6)}, ${parcel.point[0].toFixed(6)}`)
    const option = page.locator('[role=option]').first()
    await option.waitFor()
    await option.click()
    await page.waitForURL(/point=/)
    const [lon = 0, lat = 0] = (new URL(page.url()).searchParams.get('point') ?? '').split(',').map(Number)
    expect(Math.hypot(lon - parcel.point[0], lat - parcel.point[1])).toBeLessThan(0.0001)
  })

  it('nothing found: a sentence with a way on', async () => {
    const page = await open()
    await page.fill('#search', 'thửa 1 tờ 1 Xã Không Hề Có')
    await page.locator('.results .hint').waitFor()
    expect((await page.locator('.results .hint').innerText()).length).toBeGreaterThan(20)
  })

  it('offline: says what happened and finds again afterwards', async () => {
    const page = await open('/', undefined, /Failed to load resource|ERR_INTERNET_DISCONNECTED/)
    await drawn(page)
    await page.context().setOffline(true)
    await page.fill('#search', asked())
    await page.getByText('Không kết nối được máy chủ').waitFor()
    await page.context().setOffline(false)
    await page.locator('.results').getByRole('button', { name: 'Thử lại' }).click()
    await page.locator('[role=option]').first().waitFor()
  })
})
