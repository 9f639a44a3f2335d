import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { axe, base, desktop, useBrowser } from './browser'
import {
  at,
  changed,
  commune,
  folder,
  go,
  imported,
  LONG,
  PATIENCE,
  prepare,
  shows,
  stage,
  staged,
  tab,
  undo,
} from './desk'
import { edited, textOf } from './shapefile'

useBrowser()

beforeAll(prepare, LONG)

describe('an officer who goes on with an import', () => {
  it(
    'reads a column in another encoding, and the file anew',
    async () => {
      const page = await at('/desk')
      await stage(page, changed('bangma'))
      const address = page.locator('[data-column=DIACHI]')
      await address.getByRole('button', { name: 'So sánh các bảng mã' }).click()
      await address.getByLabel('VNI-Windows').check()
      await page.getByRole('button', { name: 'Đọc lại tệp' }).click()
      await page.locator('[data-column=DIACHI] .encoding', { hasText: 'VNI' }).waitFor({ timeout: PATIENCE })
      await tab(page, /Khác biệt/).click()
      await page.locator('[data-change="26545/10/1"]', { hasText: 'Địa chỉ thửa đất' }).waitFor()
      await page.getByRole('button', { name: 'Bỏ lần nhập này' }).click()
    },
    LONG,
  )

  it(
    'what was changed again cannot be undone, and the parcels are named',
    async () => {
      // The way through the pages is walked above; here it matters what was applied on top of what.
      const former = await imported(changed('dau'))
      const later = await imported(edited(commune, join(folder, 'sau'), [{ row: 1, values: { KHLOAIDAT: 'ODT' } }]))
      const page = await at(former, desktop, /409/)
      await undo(page)
      await page.getByRole('alert').filter({ hasText: '26545/10/1' }).waitFor({ timeout: PATIENCE })
      for (const address of [later, former]) {
        await page.goto(new URL(address, base).href)
        await undo(page)
        await page.getByRole('heading', { name: 'Đã hoàn tác' }).waitFor({ timeout: PATIENCE })
      }
      expect(textOf(commune, 1, 'KHLOAIDAT')).toBe('RPH')
    },
    LONG,
  )

  it(
    'makes a new layer of a file, and takes it back',
    async () => {
      const page = await at('/desk')
      const wells = join(folder, 'gieng.geojson')
      const points = [10.43, 10.44, 10.45].map((lat, n) => ({
        type: 'Feature',
        properties: { ten: `Giếng ${n + 1}`, sau: 12.5 + n },
        geometry: { type: 'Point', coordinates: [107.1, lat] },
      }))
      writeFileSync(wells, JSON.stringify({ type: 'FeatureCollection', features: points }))
      await page.setInputFiles('.drop input[type=file]', wells)
      await page.getByLabel('Tạo lớp mới').check()
      await page.getByLabel('Tên tiếng Việt').fill('Giếng quan trắc')
      expect(await page.getByLabel('Tên kỹ thuật').inputValue()).toBe('gieng_quan_trac')
      await page.getByLabel('Tên tiếng Anh').fill('Monitoring wells')
      await page.getByLabel('Chủ đề').selectOption('water')
      expect(await axe(page)).toEqual([])
      await go(page)
      await staged(page)
      await tab(page, /Khác biệt \(3\)/).click()
      await page.getByRole('button', { name: 'Áp dụng…' }).click()
      expect(await page.getByRole('dialog').innerText()).toContain('Tạo lớp mới Giếng quan trắc')
      await page.getByRole('dialog').getByRole('button', { name: 'Áp dụng' }).click()
      await page.getByRole('heading', { name: 'Đã áp dụng' }).waitFor({ timeout: PATIENCE })
      await page.getByRole('button', { name: 'Xem trên bản đồ' }).click({ timeout: PATIENCE })
      await expect.poll(() => shows(page, 'gieng_quan_trac-point'), { timeout: PATIENCE }).toBe(3)
      await undo(page)
      await page.getByRole('heading', { name: 'Đã hoàn tác' }).waitFor({ timeout: PATIENCE })
    },
    LONG,
  )

  it(
    'comes back to an import after a reload: the file is asked for again',
    async () => {
      const page = await at('/desk')
      await page.setInputFiles('.drop input[type=file]', changed('lai'))
      await page.locator('[data-question=crs]').waitFor({ timeout: PATIENCE })
      await page.reload()
      await page.locator('[data-question=crs] input').first().check()
      expect(await page.getByRole('button', { name: 'Tiếp tục' }).isDisabled()).toBe(true)
      await page.setInputFiles('.drop input[type=file]', changed('khac'))
      await page.getByText('Tệp vừa chọn không phải lai.shp.').waitFor()
      await page.setInputFiles('.drop input[type=file]', changed('lai'))
      await go(page)
      await staged(page)
      await page.getByRole('button', { name: 'Bỏ lần nhập này' }).click()
      await page.getByRole('heading', { name: 'Đã bỏ lần nhập này' }).waitFor()
    },
    LONG,
  )

  it(
    'going back while a file is sent leaves it behind: the next one is what is seen',
    async () => {
      const page = await at('/desk')
      await page.setInputFiles('.drop input[type=file]', changed('cham'))
      await page.locator('[data-question=crs] input').first().check({ timeout: PATIENCE })
      const held: (() => void)[] = []
      await page.route('**/api/imports', async (route) => {
        await new Promise<void>((release) => held.push(release))
        await route.continue().catch(() => {}) // the page may have ended it
      })
      await go(page)
      await page.locator('[data-test=progress]').waitFor()
      await expect.poll(() => held.length).toBe(1)
      const ended = page.waitForEvent('requestfailed', (request) => request.method() === 'POST')
      await page.getByRole('button', { name: 'Về danh sách lần nhập' }).click()
      await page.setInputFiles('.drop input[type=file]', changed('nhanh'))
      await expect.poll(() => held.length).toBe(2)
      held[0]?.()
      await ended
      held[1]?.()
      await page.locator('[data-question=crs]').waitFor({ timeout: PATIENCE })
      expect(await page.locator('.desk').innerText()).toContain('nhanh.shp')
      await page.unroute('**/api/imports')
      await page.locator('[data-question=crs] input').first().check()
      await go(page)
      await staged(page)
      await page.getByRole('button', { name: 'Bỏ lần nhập này' }).click()
      await page.getByRole('heading', { name: 'Đã bỏ lần nhập này' }).waitFor()
    },
    LONG,
  )
})
