import { readFileSync } from 'node:fs'
import type { GeoJSONSource, Map as MapLibre } from 'maplibre-gl'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Indices, Station, Stations } from '../src/environment/types'
import { signedIn } from './accounts'
import { ask, axe, desktop, drawn, open, phone, title, useBrowser } from './browser'
import { sql } from './officer'

useBrowser()

/** How long a step may take on a machine that does other things too, and a whole journey, milliseconds. */
const PATIENCE = 60_000
const LONG = 300_000

const stations = async (): Promise<readonly Station[]> => (await ask<Stations>('/api/stations')).stations

/** Waits until the server says something of the stations that a test needs. */
async function until(what: (list: readonly Station[]) => boolean): Promise<readonly Station[]> {
  for (const end = Date.now() + PATIENCE; ; ) {
    const list = await stations()
    if (what(list)) return list
    if (Date.now() > end) throw new Error('The stations are not as the test needs them.')
    await new Promise((resolve) => setTimeout(resolve, 1000))
  }
}

let officer: BrowserContextOptions['storageState']

beforeAll(async () => {
  // The demo's stations sent until it was loaded. That they are silent since is not what is tested here.
  await sql(`UPDATE data.stations s SET interval_s = 43200
    WHERE (SELECT max(at) FROM data.readings_latest l WHERE l.station = s.id) > now() - interval '6 hours'`)
  await until((list) => list.some((each) => each.kind === 'air' && each.state === 'ok' && each.index !== null))
  officer = await signedIn(`environment.${process.pid}`, 'environment')
}, LONG)

afterAll(() => sql('UPDATE data.stations SET interval_s = 300 WHERE interval_s = 43200'))

const wide = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)
const tab = (page: Page, name: string) => page.getByRole('tab', { name, exact: true }).click()
const readout = (page: Page) => page.locator('[data-test=readout]')
const rows = (page: Page) => page.locator('[data-test=stations] .station-row')

/** Lets go of the mouse's place, so that what it points at is not read. */
const chart = async (page: Page): Promise<void> => {
  await page.locator('[data-test=chart]:not([aria-busy=true]) .uplot canvas').waitFor({ timeout: PATIENCE })
}

/** What the map draws of the stations. */
const marks = (page: Page): Promise<{ station: number; text: string; large: string }[]> =>
  page.locator('.canvas').evaluate(async (element) => {
    const { map } = element as unknown as { map: MapLibre }
    const data = await map.getSource<GeoJSONSource>('extra-stations')?.getData()
    const features = data && 'features' in data ? data.features : []
    return features.map(({ properties }) => properties as { station: number; text: string; large: string })
  })

describe('a parent with a phone', () => {
  it(
    'asks whether a child can play outside, and sees the week before',
    async () => {
      const list = await stations()
      const { aqi } = await ask<Indices>('/api/indices')
      const near = list.find(({ kind, index, state }) => kind === 'air' && state === 'ok' && index)
      if (!near?.index) throw new Error('No station of air has an index.')
      const here = { longitude: near.lon + 0.001, latitude: near.lat + 0.001, accuracy: 30 }
      const page = await open('/environment', { ...phone, geolocation: here, permissions: ['geolocation'] })
      await page.locator('[data-test=summary]', { hasText: 'trạm đang gửi' }).waitFor()
      await drawn(page)
      expect(await axe(page)).toEqual([])
      expect(await wide(page)).toBe(false)
      await page.getByRole('button', { name: 'Xem trạm không khí gần tôi' }).click()
      await title(page).filter({ hasText: near.name }).waitFor()
      const level = aqi.levels.find((each) => each.level === near.index?.level)
      const index = page.locator('[data-test=index]')
      await index.waitFor()
      expect(await index.innerText()).toContain(String(near.index.value))
      expect(await index.innerText()).toContain(level?.name.vi)
      const advice = page.locator('.advice')
      expect(await advice.innerText()).toContain('Trẻ em')
      expect(await advice.innerText()).toContain(level?.sensitive?.vi)
      await page.locator('.parts .part').first().waitFor()
      // Staff alone see what was sent as it was sent.
      expect(await page.getByText('Số đo vừa gửi').count()).toBe(0)
      await drawn(page)
      expect(await axe(page)).toEqual([])
      await tab(page, 'Biểu đồ')
      await chart(page)
      expect(await page.getByLabel('7 ngày').isChecked()).toBe(true)
      expect(await page.getByLabel('Mỗi điểm là').locator('option').allInnerTexts()).not.toContain('từng số đo')
      expect(await readout(page).innerText()).toMatch(/\d,\d µg\/m³/)
      expect(await wide(page)).toBe(false)
      expect(await axe(page)).toEqual([])
      const address = page.url()
      expect(address).toContain(`station=${near.id}&tab=chart`)
      await page.reload()
      await chart(page)
      expect(new URL(page.url()).search).toBe(new URL(address).search)
      await page.goBack()
      await page.locator('[data-test=index]').waitFor()
    },
    LONG,
  )

  it('reads it in English as well', async () => {
    const page = await open('/environment?lang=en', phone)
    await page.locator('[data-test=summary]', { hasText: 'stations sending' }).waitFor()
    await rows(page).first().waitFor()
    expect(await page.locator('.environment').innerText()).not.toMatch(/Trạm|trạm đang|Vượt/)
  })
})

describe('a monitoring officer', () => {
  it(
    'goes from what exceeds to the numbers as they were sent, and takes them away',
    async () => {
      const list = await until((all) => all.some(({ state }) => state === 'exceeding'))
      const exceeding = list.filter(({ state }) => state === 'exceeding')
      const page = await open('/environment?list=exceeding', {
        ...desktop,
        storageState: officer,
        acceptDownloads: true,
      })
      await rows(page).first().waitFor()
      expect(await rows(page).count()).toBe(exceeding.length)
      expect(await rows(page).first().innerText()).toContain('Vượt giới hạn')
      await drawn(page)
      expect(await axe(page)).toEqual([])
      await rows(page).first().click()
      await page.getByRole('heading', { name: 'Số đo vừa gửi (nội bộ)' }).waitFor()
      expect(await page.locator('.staff-only table').first().innerText()).toMatch(/0\d, /)
      expect(await axe(page)).toEqual([])

      await tab(page, 'Bảng')
      await page.getByLabel('24 giờ').check({ force: true })
      await page.getByLabel('Mỗi điểm là').selectOption('raw')
      await page.locator('.table-place tbody tr').first().waitFor({ timeout: PATIENCE })
      expect(await page.locator('.table-place').innerText()).toMatch(/00, đang đo/)
      expect(await axe(page)).toEqual([])

      await tab(page, 'Biểu đồ')
      await page.getByLabel('1 năm').check({ force: true })
      await page.getByLabel('Mỗi điểm là').selectOption('hour')
      await page.getByLabel('So sánh với trạm').selectOption({ index: 1 })
      await expect.poll(() => readout(page).locator('li').count(), { timeout: PATIENCE }).toBe(2)
      await page.getByRole('button', { name: 'Mở rộng' }).click()
      await chart(page)
      const reader = page.getByRole('slider', { name: 'Đọc số trên biểu đồ' })
      expect(Number(await reader.getAttribute('max'))).toBeGreaterThan(8000)
      const before = await readout(page).innerText()
      await reader.press('ArrowLeft')
      await expect.poll(() => readout(page).innerText()).not.toBe(before)
      expect(await reader.getAttribute('aria-valuetext')).toContain('µg/m³')
      expect(await axe(page)).toEqual([])

      const [file] = await Promise.all([
        page.waitForEvent('download', { timeout: PATIENCE }),
        page
          .getByRole('link', { name: /^Tải CSV/ })
          .first()
          .click(),
      ])
      const text = readFileSync(await file.path(), 'utf8')
      expect(text.startsWith('\uFEFF')).toBe(true)
      const lines = text.trim().split(/\r?\n/)
      expect(lines[0]).toContain('µg/m³')
      expect(lines.length).toBeGreaterThan(8000)
      expect(lines.at(-1)).toMatch(/,\d+(\.\d+)?$|,$/)
    },
    LONG,
  )

  it(
    'looks at a year day by day',
    async () => {
      const air = (await stations()).find(({ kind, index }) => kind === 'air' && index)
      const page = await open(`/environment?station=${air?.id}&tab=calendar`, { ...desktop, storageState: officer })
      const read = page.locator('[data-test=calendar-read]')
      await read.waitFor({ timeout: PATIENCE })
      expect(await page.locator('.month .day:not(.none)').count()).toBeGreaterThan(300)
      const before = await read.innerText()
      await page.getByRole('slider', { name: 'Chọn ngày' }).press('ArrowLeft')
      await expect.poll(() => read.innerText()).not.toBe(before)
      expect(await read.innerText()).toMatch(/\d\d\/\d\d\/\d{4}: AQI \d+/)
      await page.getByText('Bảng từng ngày').click()
      await page.locator('.calendar-tab table').waitFor()
      expect(await axe(page)).toEqual([])
      await page.getByRole('button', { name: 'Xem ngày này trên biểu đồ' }).click()
      await chart(page)
      expect(page.url()).toMatch(/period=\d{4}-\d\d-\d\d\.\.\d{4}-\d\d-\d\d/)
    },
    LONG,
  )

  it(
    'plays the last week over the map, and lays hexagons under it',
    async () => {
      const page = await open('/environment', { ...desktop, storageState: officer })
      await rows(page).first().waitFor()
      const now = await marks(page)
      await page.getByRole('button', { name: 'Phát lại tuần qua' }).click()
      const time = page.locator('[data-test=player-time]')
      await time.waitFor({ timeout: PATIENCE })
      const first = await time.innerText()
      const slider = page.getByRole('slider', { name: 'Thời điểm trên bản đồ' })
      await slider.press('ArrowRight')
      await expect.poll(() => time.innerText()).not.toBe(first)
      expect(await slider.getAttribute('aria-valuetext')).toMatch(/\d\d\/\d\d\/\d{4} \d\d:00/)
      await expect.poll(() => marks(page)).not.toEqual(now)
      await drawn(page)
      expect(await axe(page)).toEqual([])
      await page.getByRole('button', { name: 'Về hiện tại' }).click()
      await expect.poll(() => time.count()).toBe(0)
      await page.getByLabel('Hiện mặt lục giác của một thông số').check()
      await page.locator('.surface-legend .ramp li').first().waitFor({ timeout: PATIENCE })
      const cells = () =>
        page
          .locator('.canvas')
          .evaluate(
            (element) =>
              (element as unknown as { map: MapLibre }).map.queryRenderedFeatures({ layers: ['extra-cells-fill'] })
                .length,
          )
      await expect.poll(cells, { timeout: PATIENCE }).toBeGreaterThan(3)
      await drawn(page)
      expect(await axe(page)).toEqual([])
      expect(page.url()).toContain('surface=PM2.5~mean~day')
    },
    LONG,
  )
})

describe('on the map', () => {
  it('a click on a mark opens its station, Escape goes back, and so does the browser', async () => {
    const air = (await stations()).find(({ kind, index, state }) => kind === 'air' && index && state === 'ok')
    if (!air) throw new Error('No station of air has an index.')
    const page = await open(`/environment?map=${air.lon},${air.lat},13`)
    await rows(page).first().waitFor()
    await drawn(page)
    await page.mouse.click(400 + (1440 - 400) / 2, 450)
    await title(page).filter({ hasText: air.name }).waitFor()
    await page.keyboard.press('Escape')
    await rows(page).first().waitFor()
    await page.goBack()
    await title(page).filter({ hasText: air.name }).waitFor()
  })

  it('no old colour is kept when the network is gone', async () => {
    const page = await open('/environment', desktop, /ERR_FAILED|Failed to load/)
    await rows(page).first().waitFor()
    await expect.poll(async () => (await marks(page)).some(({ text }) => text !== '')).toBe(true)
    await page.route('**/api/**', (route) => route.abort())
    await page.evaluate(() => {
      const real = Date.now
      Date.now = () => real() + 25 * 3_600_000
      document.dispatchEvent(new Event('visibilitychange'))
    })
    await expect.poll(async () => (await marks(page)).every(({ text }) => text === '')).toBe(true)
    expect((await marks(page)).every(({ large }) => large.includes('|none|'))).toBe(true)
    await page.locator('.old', { hasText: 'có thể đã cũ' }).waitFor()
    expect(await page.locator('.index-chip').count()).toBe(0)
  })

  it.each([
    ['by night', { ...desktop, colorScheme: 'dark' }],
    ['on a wall', { viewport: { width: 1920, height: 1080 } }],
  ] as const)('axe finds nothing %s', async (_, options) => {
    const page = await open('/environment', options)
    await rows(page).first().waitFor()
    await page.getByRole('button', { name: 'Chú giải' }).click()
    await drawn(page)
    expect(await axe(page)).toEqual([])
  })
})
