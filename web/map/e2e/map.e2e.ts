import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Layer, Parcel } from '../src/api/types'
import {
  around,
  ask,
  base,
  copied,
  desktop,
  drawn,
  middle,
  open,
  phone,
  someParcel,
  title,
  useBrowser,
} from './browser'

useBrowser()
let parcel: Parcel
let overlay: Layer | undefined
beforeAll(async () => {
  parcel = await someParcel()
  const { layers } = await ask<{ layers: Layer[] }>('/api/layers')
  overlay = layers.find(({ style, count }) => style.kind === 'planning' && count > 0)
})

/** What the middle of the map looks like, as one string. */
async function picture(page: Page): Promise<string> {
  const shot = await page.screenshot({ clip: { x: 820, y: 350, width: 200, height: 200 } })
  return shot.toString('base64')
}

describe('the map', () => {
  it('switches layers, remembers them in the address and shows where they come from', async () => {
    const page = await open(around(parcel, 16))
    await drawn(page)
    const before = await picture(page)
    await page.getByRole('button', { name: 'Lớp bản đồ' }).click()
    const parcels = page.getByRole('switch', { name: 'Hiện Thửa đất' })
    expect(await parcels.getAttribute('aria-checked')).toBe('true')
    await parcels.click()
    await page.waitForURL((url) => !url.searchParams.get('layers')?.split(',').includes('parcels'))
    await drawn(page)
    expect(await picture(page)).not.toBe(before)
    await page.goBack()
    await page.waitForURL((url) => Boolean(url.searchParams.get('layers')?.split(',').includes('parcels')))
    await drawn(page)
    const sheet = await page.locator('#layers').innerText()
    expect(sheet).toMatch(/Nguồn: .+/)
    expect(sheet).toContain('Lập từ lớp Thửa đất')
  })

  it('switches a plan on, sets its opacity and opens the same from the link', async () => {
    if (!overlay) throw new Error('The province has no planning layer.')
    const page = await open(around(parcel, 15))
    await drawn(page)
    await page.getByRole('button', { name: 'Lớp bản đồ' }).click()
    await page.getByRole('switch', { name: `Hiện ${overlay.title.vi}` }).click()
    const slider = page.getByRole('slider', { name: `Độ đậm của ${overlay.title.vi}` })
    await slider.focus()
    for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowLeft')
    await page.waitForURL((url) => url.searchParams.get('layers')?.includes(`${overlay?.name}~80`) ?? false)
    await drawn(page)
    await page.reload()
    await page.getByRole('button', { name: 'Lớp bản đồ' }).click()
    expect(await slider.inputValue()).toBe('80')
  })

  it('explains its colours by code, in two palettes', async () => {
    const page = await open(around(parcel, 17))
    await drawn(page)
    await page.getByRole('button', { name: 'Lớp bản đồ' }).click()
    const legend = page.locator('.legend').filter({ hasText: 'Địa chính' })
    const [type] = parcel.land_types
    await legend
      .getByText(type?.name.vi ?? '', { exact: true })
      .first()
      .waitFor()
    expect(await legend.locator('code').allInnerTexts()).toContain(type?.code)
    await drawn(page)
    const before = await picture(page)
    await legend.getByText('Dễ phân biệt').click()
    await page.waitForURL(/palette=clear/)
    await drawn(page)
    expect(await picture(page)).not.toBe(before)
  })

  it('reads coordinates in both systems and copies them', async () => {
    const page = await open(`/?parcel=${parcel.id}`)
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await title(page).filter({ hasText: 'Thửa' }).waitFor()
    await drawn(page)
    const value = page.locator('.coords .value')
    expect(await value.innerText()).toMatch(/X \(Bắc\) \d{7},\d\d\s+Y \(Đông\) \d{6},\d\d/)
    await value.click()
    await copied(page, 'VN-2000, KTT')
    await page.getByText('Đã sao chép: tọa độ VN-2000').waitFor()
    const first = await value.innerText()
    await page.getByLabel('Kinh tuyến trục').selectOption('105.75')
    expect(await value.innerText()).not.toBe(first)
    await page.getByRole('button', { name: /Đổi sang WGS84/ }).click()
    expect(await value.innerText()).toMatch(/Vĩ độ \d+,\d{6}°/)
    await value.click()
    const [lat = 0, lon = 0] = (await copied(page, /^\d+\.\d{6}, \d+\.\d{6}$/)).split(', ').map(Number)
    expect(Math.hypot(lon - parcel.point[0], lat - parcel.point[1])).toBeLessThan(1e-4)
  })

  it('measures distance and area, by both methods', async () => {
    const page = await open(around(parcel, 15))
    await drawn(page)
    await page.getByRole('button', { name: 'Đo khoảng cách, diện tích' }).click()
    const [x, y] = middle.desktop
    await page.mouse.click(x - 100, y)
    await page.mouse.click(x + 100, y)
    const figure = page.locator('[data-test=measured]')
    const metres = async () => Number((await figure.innerText()).replace(/\./g, '').replace(',', '.').split(' ')[0])
    // 200 pixels at zoom 15 and the latitude of the parcel.
    const want = (200 * Math.cos((parcel.point[1] * Math.PI) / 180) * 40_075_016.686) / (512 * 2 ** 15)
    expect(await metres()).toBeGreaterThan(want * 0.99)
    expect(await metres()).toBeLessThan(want * 1.01)
    const plane = await metres()
    await page.getByText('Ellipsoid', { exact: true }).click()
    expect(await metres()).not.toBe(plane)
    expect(await metres()).toBeCloseTo(plane, 0)
    await page.mouse.click(x, y + 150)
    await page.getByText('Diện tích', { exact: true }).click()
    expect(await figure.innerText()).toMatch(/m²|ha/)
    await page.keyboard.press('Backspace')
    expect(await figure.innerText()).toBe('–')
    await page.keyboard.press('Escape')
    expect(await page.locator('.measure').count()).toBe(0)
    expect(page.url()).not.toContain('parcel=')
  })

  it('finds the device, says how exactly and for what', async () => {
    const [longitude, latitude] = parcel.point
    const page = await open('/', {
      ...desktop,
      permissions: ['geolocation'],
      geolocation: { longitude, latitude, accuracy: 25 },
    })
    await drawn(page)
    await page.getByRole('button', { name: 'Vị trí của tôi' }).click()
    await page.getByText(/sai số khoảng ±25 m/).waitFor()
    await page.getByRole('button', { name: 'Bỏ chấm vị trí' }).waitFor()
  })

  it('says what to do when the location is refused', async () => {
    const page = await open('/', { ...desktop, permissions: [] })
    await drawn(page)
    await page.getByRole('button', { name: 'Vị trí của tôi' }).click()
    await page.getByText(/chưa được phép dùng vị trí|Không xác định được vị trí/).waitFor()
  })

  it('speaks English at a switch, and the link keeps it', async () => {
    const page = await open(`/?parcel=${parcel.id}`)
    await title(page).filter({ hasText: 'Thửa' }).waitFor()
    await page.getByRole('button', { name: 'English' }).click()
    await title(page)
      .filter({ hasText: `Parcel ${parcel.parcel_no}, sheet ${parcel.sheet_no}` })
      .waitFor()
    expect(await page.locator('html').getAttribute('lang')).toBe('en')
    expect(page.url()).toContain('lang=en')
    await page.reload()
    await title(page).filter({ hasText: 'Parcel' }).waitFor()
    await page.getByRole('button', { name: 'Tiếng Việt' }).click()
    await title(page).filter({ hasText: 'Thửa' }).waitFor()
  })

  it('draws the first map with less than 300 kB besides MapLibre, and nothing jumps meanwhile', async () => {
    const page = await open('about:blank', phone)
    await page.addInitScript(() => {
      new PerformanceObserver((list) => {
        const moved = list.getEntries().reduce((sum, entry) => sum + (entry as unknown as { value: number }).value, 0)
        const { dataset } = document.documentElement
        dataset.moved = String(Number(dataset.moved ?? 0) + moved)
      }).observe({ type: 'layout-shift', buffered: true })
    })
    const sizes: Promise<{ tile: boolean; bytes: number }>[] = []
    page.on('requestfinished', (request) => {
      if (/assets\/maplibre/.test(request.url())) return
      const tile = request.url().includes('.mvt')
      const size = request.sizes().then((s) => ({ tile, bytes: s.responseBodySize + s.responseHeadersSize }))
      sizes.push(size)
    })
    await page.goto(base)
    await drawn(page)
    const all = await Promise.all(sizes)
    expect(all.filter(({ tile }) => tile).length).toBeGreaterThan(0)
    expect(all.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(300_000)
    expect(await page.evaluate(() => Number(document.documentElement.dataset.moved ?? 0))).toBeLessThan(0.05)
  })
})
