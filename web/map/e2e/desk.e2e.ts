import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Map as MapLibre } from 'maplibre-gl'
import type { BrowserContextOptions } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { signedIn } from './accounts'
import { axe, desktop, drawn, onCanvas, open, phone, title, useBrowser } from './browser'
import {
  at,
  changed,
  commune,
  drop,
  folder,
  go,
  kinds,
  LONG,
  narrowEnough,
  PATIENCE,
  prepare,
  self,
  shows,
  stage,
  staged,
  tab,
  undo,
} from './desk'
import { edited } from './shapefile'

useBrowser()

let citizen: BrowserContextOptions['storageState']

beforeAll(async () => {
  await prepare()
  citizen = await signedIn(`${self}.citizen`, 'citizen')
}, LONG)

describe('an officer', () => {
  it(
    'brings a file in: drop, meridian on the map, columns, difference, apply, look it up, undo',
    async () => {
      const page = await at('/desk')
      await page.getByRole('heading', { name: 'Nhập dữ liệu' }).waitFor()
      expect(await axe(page)).toEqual([])
      await drop(page, changed('moi'))

      const question = page.locator('[data-question=crs]')
      await question.waitFor({ timeout: PATIENCE })
      await drawn(page)
      expect(await axe(page)).toEqual([])
      await go(page)
      await page.getByText('Hãy trả lời hết các câu hỏi trên.').waitFor()
      expect(await question.locator('input:checked').count()).toBe(0) // nothing is guessed
      // The first proposal lies on the island of Long Sơn; its number is on the map.
      const number = await page.locator('.canvas').evaluate((element) => {
        const { map } = element as unknown as { map: MapLibre }
        const found = map.queryRenderedFeatures({ layers: ['extra-proposals-mark'] })
        const first = found.find(({ properties }) => properties.n === '1')?.geometry
        return first?.type === 'Point' ? (first.coordinates as [number, number]) : null
      })
      expect(number).not.toBeNull()
      const { x, y } = await onCanvas(page, number ?? [0, 0])
      await page.mouse.click(x, y)
      expect(await question.locator('input').first().isChecked()).toBe(true)
      await go(page)

      await staged(page)
      const address = page.locator('[data-column=DIACHI]')
      const raw = await address.locator('.raw').first().innerText()
      const read = await address.locator('td[lang=vi]').first().innerText()
      expect(raw).not.toBe(read)
      expect(read).toMatch(/[ạ-ỹđơư]/)
      expect(await address.innerText()).toContain('TCVN3')
      const owner = page.locator('[data-column=TENCHU]')
      expect(await owner.innerText()).toContain('Thông tin riêng')
      expect(await page.content()).not.toContain('(hư cấu)</td>')
      expect(await page.locator('.desk').innerText()).not.toMatch(/Mẫu(?! số)/)
      expect(await axe(page)).toEqual([])
      await page.getByLabel('Trường nhận cột SOTOCU').selectOption('')
      await page.getByText('Bạn đã đổi 1 mục').waitFor()
      await page.getByRole('button', { name: 'Bỏ các thay đổi' }).click()
      await page.locator('[data-test=reread]').waitFor({ state: 'detached' })

      await page.getByRole('button', { name: 'Đúng, xem khác biệt' }).click()
      await page.locator('[data-change="26545/10/2"]').waitFor()
      expect(await page.locator('[data-change="26545/10/1"]').innerText()).toContain('RPH → CLN')
      expect(await page.locator('[data-change="26545/10/2"]').innerText()).toContain('Ranh giới lệch tới 2,24 m')
      await drawn(page)
      for (const layer of ['extra-added-fill', 'extra-removed-fill', 'extra-changed-fill', 'extra-former']) {
        await expect.poll(() => shows(page, layer), { timeout: PATIENCE, message: layer }).toBeGreaterThan(0)
      }
      await page.getByRole('button', { name: 'Xem Thửa 2, tờ 10 trên bản đồ' }).click()
      await expect.poll(() => shows(page, 'extra-selected'), { timeout: PATIENCE }).toBeGreaterThan(0)
      await page.getByText('Xóa (1)').click()
      await expect.poll(() => page.locator('.changes tbody tr').count()).toBe(1)
      expect(await axe(page)).toEqual([])

      await page.getByRole('button', { name: 'Áp dụng…' }).click()
      const dialog = page.getByRole('dialog')
      expect(await dialog.innerText()).toMatch(/Thửa đất[\s\S]*thêm 1 bản ghi[\s\S]*sửa 3 bản ghi[\s\S]*xóa 1 bản ghi/)
      expect(await axe(page)).toEqual([])
      await dialog.getByRole('button', { name: 'Áp dụng' }).click()
      await page.getByRole('heading', { name: 'Đã áp dụng' }).waitFor({ timeout: PATIENCE })
      expect(await axe(page)).toEqual([])

      await page.fill('#search', 'thửa 9901 tờ 10 Long Sơn')
      await page.keyboard.press('Enter')
      await title(page).filter({ hasText: 'Thửa 9901, tờ 10' }).waitFor()
      await page.getByRole('button', { name: 'Đóng' }).click()
      await page.getByRole('heading', { name: 'Đã áp dụng' }).waitFor()
      await undo(page)
      await page.getByRole('heading', { name: 'Đã hoàn tác' }).waitFor({ timeout: PATIENCE })
      await page.getByRole('button', { name: 'Về danh sách lần nhập' }).click()
      const first = page.locator('.former').first()
      await first.getByText('moi.shp').waitFor()
      expect(await first.innerText()).toMatch(/đã hoàn tác[\s\S]*thêm 1, sửa 3, xóa 1/)
      expect(await first.innerText()).toContain(self)
    },
    LONG,
  )

  it(
    'brings in what is there already: nothing changes, and nothing can be applied',
    async () => {
      const page = await at('/desk')
      await page.setInputFiles(
        '.drop input[type=file]',
        [...kinds, 'prj'].map((kind) => `${commune}.${kind}`),
      )
      await staged(page)
      await page.locator('[data-test=same]').waitFor()
      await tab(page, /Khác biệt \(0\)/).click()
      await page.getByText('Không có bản ghi nào thuộc loại này.').waitFor()
      expect(await page.getByRole('button', { name: 'Áp dụng…' }).count()).toBe(0)
      await page.getByRole('button', { name: 'Bỏ lần nhập này' }).click()
      await page.getByRole('heading', { name: 'Đã bỏ lần nhập này' }).waitFor()
    },
    LONG,
  )

  it(
    'a file with faults: what, where, what to do; left out only when that is said',
    async () => {
      const page = await at('/desk')
      const faults = edited(commune, join(folder, 'loi'), [
        { row: 1, knot: true },
        { row: 2, values: { KHLOAIDAT: 'XYZ' } },
        { row: 5, values: { SHTHUA: '' } },
      ])
      await stage(page, faults)
      await page.getByText('2 dòng có lỗi nên chưa áp dụng được.').waitFor()
      await page.getByRole('button', { name: 'Xem các lỗi' }).click()
      const knot = page.locator('[data-problem=invalid_geometry]')
      await knot.getByRole('button').first().click()
      await knot.getByRole('button', { name: 'Xem dòng 1 trên bản đồ' }).click()
      await expect.poll(() => shows(page, 'extra-problems-point'), { timeout: PATIENCE }).toBe(1)
      const text = await page.locator('.problem-list').innerText()
      expect(text).toContain('Mã "XYZ" không có trong danh mục.')
      expect(text).not.toMatch(/CỘT=|--/)
      expect(await axe(page)).toEqual([])
      const [file] = await Promise.all([page.waitForEvent('download'), page.getByText('Tải bảng lỗi (CSV)').click()])
      expect(readFileSync(await file.path(), 'utf8')).toMatch(/^\uFEFFdòng,cột,giá trị/)
      await tab(page, /Khác biệt/).click()
      expect(await page.getByRole('button', { name: 'Áp dụng…' }).count()).toBe(0)
      await tab(page, /Kiểm tra/).click()
      await page.getByText('Bỏ qua 2 dòng lỗi').click()
      await page.getByRole('button', { name: 'Đọc lại tệp' }).click()
      await staged(page)
      await tab(page, /Khác biệt/).click()
      await page.getByRole('button', { name: 'Áp dụng…' }).click()
      await page.getByRole('dialog').getByText('bỏ qua 2 dòng lỗi').waitFor()
      await page.getByRole('dialog').getByRole('button', { name: 'Chưa' }).click()
      await page.getByRole('button', { name: 'Bỏ lần nhập này' }).click()
      await page.getByRole('heading', { name: 'Đã bỏ lần nhập này' }).waitFor()
    },
    LONG,
  )

  it(
    'on a phone: the same way, in one column',
    async () => {
      const page = await at('/desk', phone)
      await page.getByRole('heading', { name: 'Nhập dữ liệu' }).waitFor()
      expect(await narrowEnough(page)).toBe(true)
      expect(await axe(page)).toEqual([])
      await page.setInputFiles('.drop input[type=file]', changed('dienthoai'))
      await page.locator('[data-question=crs]').waitFor({ timeout: PATIENCE })
      expect(await narrowEnough(page)).toBe(true)
      expect(await axe(page)).toEqual([])
      await page.locator('[data-question=crs] input').first().check()
      await go(page)
      await staged(page)
      expect(await narrowEnough(page)).toBe(true)
      expect(await axe(page)).toEqual([])
      await page.getByRole('button', { name: 'Đúng, xem khác biệt' }).click()
      await page.locator('[data-change="26545/10/2"]').waitFor()
      expect(await narrowEnough(page)).toBe(true)
      expect(await axe(page)).toEqual([])
      await page.getByRole('button', { name: 'Bỏ lần nhập này' }).click()
      await page.getByRole('heading', { name: 'Đã bỏ lần nhập này' }).waitFor()
    },
    LONG,
  )
})

describe('everybody else', () => {
  it('who is not signed in is told whom the desk is for, and can sign in', async () => {
    const page = await open('/desk')
    await page.getByText('dành cho cán bộ địa chính').waitFor()
    expect(await page.locator('.drop').count()).toBe(0)
    expect(await axe(page)).toEqual([])
    await page.locator('.desk').getByRole('button', { name: 'Đăng nhập' }).click()
    await page.getByRole('dialog').getByLabel('Tên đăng nhập').waitFor()
  })

  it('a citizen is refused', async () => {
    const page = await open('/desk', { ...desktop, storageState: citizen })
    await page.getByText('Tài khoản này không có quyền nhập dữ liệu.').waitFor()
    expect(await page.locator('.drop').count()).toBe(0)
    const answer = await page.evaluate(async () => (await fetch('/api/session')).json())
    expect(answer.permissions).not.toContain('import')
  })

  it('the page of a citizen does not load the desk', async () => {
    const page = await open('/')
    await drawn(page)
    const names = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name))
    expect(names.filter((name) => /Desk/.test(name))).toEqual([])
    expect(await page.getByRole('banner').getByText('Bàn làm việc').count()).toBe(0)
  })
})
