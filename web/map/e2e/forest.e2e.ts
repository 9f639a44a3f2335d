import { readFileSync } from 'node:fs'
import type { Map as MapLibre } from 'maplibre-gl'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FireDanger, ForestStatistics, Hotspots } from '../src/api/schema.gen'
import { signedIn } from './accounts'
import { ask, axe, desktop, open, phone, useBrowser } from './browser'
import { sql } from './officer'

useBrowser()

const LONG = 180_000
const issuer = `Hạt Kiểm lâm thử ${process.pid} (hư cấu)`
const number = `${process.pid}/BT`
let officer: BrowserContextOptions['storageState']

beforeAll(async () => {
  officer = await signedIn(`forest.${process.pid}`, 'environment')
}, LONG)
// Bulletins stay as they were issued: only who owns the data takes this one away again.
afterAll(() => sql(`DELETE FROM data.fire_bulletins WHERE issuer = '${issuer}'`))

const fits = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)
const day = (ahead: number) => new Date(Date.now() + (7 + 24 * ahead) * 3_600_000).toISOString().slice(0, 10)
const said = (iso: string) => iso.split('-').reverse().join('/')

/** Opens a part of the section about forest, and gives it. */
async function part(page: Page, title: string) {
  const summary = page.locator('summary', { hasText: title })
  await summary.click()
  return page.locator('details', { has: summary })
}

describe.each([
  ['on a desktop', desktop],
  ['on a phone', phone],
] as const)('forest, %s', (_, options) => {
  it(
    'how likely it burns, by commune and by our own index',
    async () => {
      const danger = await ask<FireDanger>('/api/fire-danger')
      expect(danger.communes.length).toBeGreaterThan(0)
      expect(danger.own.length).toBeGreaterThan(0)
      const page = await open('/environment', options)
      const box = await part(page, 'Nguy cơ cháy rừng')
      await box.locator('[data-test=own-danger]').waitFor()
      const bulletin = box.locator('[data-test=bulletin]').first()
      expect(await bulletin.innerText()).toMatch(/Bản tin: .*, số .*; hiệu lực (từ|trong ngày) \d\d\/\d\d\/\d{4}/)
      expect(await box.locator('[data-test=bulletin] li').count()).toBe(danger.communes.length)
      expect(await box.innerText()).not.toContain('00:00')
      // The worst first.
      const worst = Math.max(...danger.communes.map(({ level }) => level))
      const roman = danger.levels.find(({ level }) => level === worst)?.roman
      expect(await bulletin.locator('li').first().innerText()).toContain(`Cấp ${roman},`)
      expect(await box.locator('[data-test=own-danger]').innerText()).toMatch(/P = [\d.]+/)
      expect(await fits(page)).toBe(true)
      expect(await axe(page)).toEqual([])
    },
    LONG,
  )

  it(
    'where it burnt: a hot spot is shown on the map',
    async () => {
      const { hotspots } = await ask<Hotspots>(`/api/hotspots?from=${day(-7)}`)
      const page = await open('/environment', options)
      const box = await part(page, 'Điểm cháy do vệ tinh phát hiện')
      const rows = box.getByRole('button')
      await rows.first().waitFor()
      expect(await rows.count()).toBe(hotspots.length)
      expect(await box.innerText()).toMatch(/tiểu khu \S+, khoảnh \S+, lô \S+/)
      expect(await fits(page)).toBe(true)
      expect(await axe(page)).toEqual([])
      await rows.first().click()
      const away = () =>
        page.locator('.canvas').evaluate(
          (element, [lon, lat]) => {
            const bounds = (element as unknown as { map: MapLibre }).map.getBounds()
            return bounds.contains([lon, lat]) ? bounds.getEast() - bounds.getWest() : 180
          },
          [hotspots[0]?.lon ?? 0, hotspots[0]?.lat ?? 0] as const,
        )
      await expect.poll(away).toBeLessThan(0.5)
    },
    LONG,
  )

  it(
    'how much there is of which, in a table and as a file',
    async () => {
      const byCommune = await ask<ForestStatistics>('/api/forest/statistics?by=commune')
      const byType = await ask<ForestStatistics>('/api/forest/statistics?by=type')
      const page = await open('/environment', { ...options, acceptDownloads: true })
      const box = await part(page, 'Rừng theo xã, theo loại đất và loại rừng')
      const lines = box.locator('tbody tr')
      await lines.first().waitFor()
      expect(await lines.count()).toBe(byCommune.rows.length)
      expect(await axe(page)).toEqual([])
      await box.getByRole('button', { name: 'Theo loại đất, loại rừng' }).click()
      await box.getByRole('columnheader', { name: 'Loại đất, loại rừng' }).waitFor()
      expect(await lines.count()).toBe(byType.rows.length)
      const total = new Intl.NumberFormat('vi-VN', { minimumFractionDigits: 1, maximumFractionDigits: 1 })
      expect(await box.locator('tfoot').innerText()).toContain(total.format(byType.total.area))
      expect(await fits(page)).toBe(true)
      expect(await axe(page)).toEqual([])
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        box.getByRole('link', { name: 'Tải bảng (CSV)' }).click(),
      ])
      const text = readFileSync(await file.path(), 'utf8')
      expect(text.startsWith('\uFEFF')).toBe(true)
      expect(text.trim().split(/\r?\n/).length).toBeGreaterThan(byType.rows.length)
    },
    LONG,
  )
})

describe.each([
  ['on a desktop', desktop, 2],
  ['on a phone', phone, 3],
] as const)('a bulletin, %s', (_, options, ahead) => {
  const csv = (level: string) =>
    Buffer.from(
      `\uFEFFXã;Cấp;Từ ngày;Đến ngày\r\nPhường Vũng Tàu;II;${day(0)};${day(ahead)}\r\nXã Long Sơn;${level};${day(0)};${day(ahead)}\r\n`,
    )

  it(
    'is refused line by line, recorded as it was issued, and seen by everybody',
    async () => {
      const page = await open('/desk/quarantine', { ...options, storageState: officer }, /422/)
      await page.locator('summary', { hasText: 'Bản tin nguy cơ cháy rừng' }).click()
      await page.getByLabel('Tệp CSV').setInputFiles({ name: 'ban-tin.csv', mimeType: 'text/csv', buffer: csv('VI') })
      await page.getByLabel('Số văn bản').fill(`${number}-${ahead}`)
      const send = page.getByRole('button', { name: 'Ghi bản tin' })
      await send.click()
      const faults = page.locator('[data-test=faults]')
      await faults.waitFor()
      expect(await faults.innerText()).toMatch(/Dòng 2: Thiếu cơ quan ban hành[\s\S]*Dòng 3: Cấp "VI" không phải/)
      expect(await fits(page)).toBe(true)
      expect(await axe(page)).toEqual([])
      await page.getByLabel('Cơ quan ban hành').fill(issuer)
      await page.getByLabel('Tệp CSV').setInputFiles({ name: 'ban-tin.csv', mimeType: 'text/csv', buffer: csv('V') })
      await send.click()
      await page.getByText('Đã ghi bản tin: 2 dòng.').first().waitFor()
      expect(await faults.count()).toBe(0)

      await page.goto(new URL('/environment', page.url()).href)
      const box = await part(page, 'Nguy cơ cháy rừng')
      const bulletin = box.locator('[data-test=bulletin]', { hasText: `số ${number}-${ahead}` })
      await bulletin.waitFor()
      const text = await bulletin.innerText()
      expect(text).toContain(`từ ${said(day(0))} đến hết ${said(day(ahead))}`)
      expect(text).toMatch(/Xã Long Sơn\s+Cấp V, cực kỳ nguy hiểm[\s\S]*Phường Vũng Tàu\s+Cấp II, trung bình/)
    },
    LONG,
  )
})
