import { readFileSync } from 'node:fs'
import type { Map as MapLibre } from 'maplibre-gl'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Indices } from '../src/environment/types'
import { ask, axe, desktop, drawn, open, phone, title, useBrowser } from './browser'
import {
  chart,
  LONG,
  marks,
  officer,
  PATIENCE,
  prepare,
  readout,
  restore,
  rows,
  stations,
  tab,
  until,
  wide,
} from './environment'
import { sql } from './officer'

useBrowser()
beforeAll(prepare, LONG)
afterAll(restore)

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
      await page
        .locator('.table-place')
        .getByText(/00, đang đo/)
        .first()
        .waitFor({ timeout: PATIENCE })
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
      await page.getByLabel('Tô màu bản đồ theo ô lục giác').check()
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
    // Back at the row that was left, where it is in the list.
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-station')))
      .toBe(String(air.id))
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
    await page.locator('.old', { hasText: /\d\d\/\d\d.* \d\d:\d\d, có thể đã cũ/ }).waitFor()
    expect(await page.locator('.index-chip').count()).toBe(0)
  })

  it(
    'the chart stays when the network is gone, with the failure above it, and is asked for when it is back',
    async () => {
      const air = (await stations()).find(({ kind, index, state }) => kind === 'air' && index && state === 'ok')
      const page = await open(`/environment?station=${air?.id}&tab=chart`, desktop, /ERR_FAILED|Failed to load/)
      await chart(page)
      const shown = await readout(page).innerText()
      const back = () => page.evaluate(() => window.dispatchEvent(new Event('online')))
      await page.route('**/api/**', (route) => route.abort())
      await back()
      await page.locator('.chart-tab > .failed').first().waitFor()
      expect(await readout(page).innerText()).toBe(shown)
      await page.unroute('**/api/**')
      await back()
      await expect.poll(() => page.locator('.chart-tab > .failed').count()).toBe(0)
      expect(await readout(page).innerText()).toBe(shown)
    },
    LONG,
  )

  it(
    'an open chart follows what its station sends, and stays zoomed',
    async () => {
      const air = (await stations()).find(({ kind, index, state }) => kind === 'air' && index && state === 'ok')
      const page = await open(`/environment?station=${air?.id}&tab=chart`, { ...desktop, storageState: officer })
      await chart(page)
      await page.getByRole('button', { name: 'Phóng to biểu đồ' }).click()
      const whole = page.getByRole('button', { name: 'Xem cả khoảng' })
      await expect.poll(() => whole.isEnabled()).toBe(true)
      const asked = page.waitForResponse(/\/series\?/, { timeout: PATIENCE })
      await sql(`UPDATE data.readings_latest SET at = at + interval '1 second' WHERE station = ${air?.id}`)
      await asked
      await chart(page)
      expect(await whole.isEnabled()).toBe(true)
    },
    LONG,
  )

  it('the chart is zoomed by keyboard, and back', async () => {
    const air = (await stations()).find(({ kind, index, state }) => kind === 'air' && index && state === 'ok')
    const page = await open(`/environment?station=${air?.id}&tab=chart`)
    await chart(page)
    const picture = () => page.locator('.uplot canvas').evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL())
    const whole = page.getByRole('button', { name: 'Xem cả khoảng' })
    expect(await whole.isDisabled()).toBe(true)
    const before = await picture()
    await page.getByRole('button', { name: 'Phóng to biểu đồ' }).press('Enter')
    await expect.poll(() => whole.isDisabled()).toBe(false)
    expect(await picture()).not.toBe(before)
    await whole.press('Enter')
    await expect.poll(() => whole.isDisabled()).toBe(true)
    await expect.poll(picture).toBe(before)
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
