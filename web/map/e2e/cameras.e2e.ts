import type { BrowserContextOptions } from 'playwright-core'
import { beforeAll, expect, it } from 'vitest'
import { signedIn } from './accounts'
import { axe, desktop, open, phone, useBrowser } from './browser'

useBrowser()

const code = `CAM-E2E-${process.pid}`
const name = `Camera thử ${process.pid}`
let ioc: BrowserContextOptions['storageState']

beforeAll(async () => {
  ioc = await signedIn(`truc.camera.${process.pid}`, 'ioc', 'Trực IOC (hư cấu)')
}, 120_000)

const shot = process.env.E2E_SHOTS

it('a camera is added, aimed, its stream told for a purpose, and what it sees counted', async () => {
  const page = await open('/desk/cameras', { ...desktop, storageState: ioc }, /400|422/)
  await page.getByRole('button', { name: 'Thêm camera' }).click()
  await page.getByLabel('Mã camera').fill(code)
  await page.getByLabel('Tên, vị trí lắp').fill(name)
  await page.getByLabel('Vị trí', { exact: true }).fill('10,346 107,084')
  await page.getByLabel('Hướng nhìn').fill('90')
  await page.getByLabel('Góc nhìn').fill('90')
  await page.getByLabel('Tầm nhìn, m').fill('250')
  await page.getByLabel('Đơn vị quản lý').fill('Trung tâm thử (hư cấu)')
  await page.getByLabel('Địa chỉ luồng mới').fill('rtsp://camera.example/thu')
  expect(await axe(page)).toEqual([])
  await page.getByRole('button', { name: 'Lưu', exact: true }).click()
  await page.getByPlaceholder('Tìm theo mã, tên').fill(code)
  const row = page.locator(`[data-camera="${code}"]`)
  await row.getByText('Trung tâm thử (hư cấu)').waitFor()
  await row.getByRole('button', { name: 'Xem địa chỉ luồng' }).click()
  await row.getByLabel('Mục đích xem').fill('Kiểm tra camera mới lắp')
  await row.getByRole('button', { name: 'Xem', exact: true }).click()
  expect(await row.locator('[data-test=stream]').textContent()).toBe('rtsp://camera.example/thu')
  // The map goes to it, and it looks another way where somebody points.
  await row.getByRole('button', { name: `Sửa camera ${name}` }).click()
  await page.locator('.canvas[data-drawn]').waitFor()
  await page.getByRole('button', { name: 'Chỉ hướng trên bản đồ' }).click()
  const map = page.locator('.canvas')
  const box = await map.boundingBox()
  if (!box) throw new Error('no map')
  await map.click({ position: { x: box.width / 2 + 300, y: box.height - 120 } })
  const aimed = Number(await page.getByLabel('Hướng nhìn').inputValue())
  expect(aimed).toBeGreaterThan(90)
  expect(aimed).toBeLessThan(270)
  await page.waitForTimeout(500)
  if (shot) await page.screenshot({ path: `${shot}/camera-form.png` })
  await page.getByRole('button', { name: 'Lưu', exact: true }).click()
  await page.getByText('Vùng camera nhìn thấy').click()
  await page.getByRole('button', { name: 'Tính', exact: true }).click()
  const told = await page
    .locator('[data-test=coverage]')
    .getByText(/camera; thấy/)
    .textContent()
  expect(Number(/thấy ([\d.]+) trong/.exec(told ?? '')?.[1])).toBeGreaterThan(5)
  await page.locator('.canvas[data-drawn]').waitFor()
  if (shot) await page.screenshot({ path: `${shot}/camera-coverage.png` })
}, 120_000)

it('a list with a faulty line is refused with the line', async () => {
  const page = await open('/desk/cameras', { ...phone, storageState: ioc }, /422/)
  await page.getByText('Gửi danh sách camera').click()
  await page.locator('input[type=file]').setInputFiles({
    name: 'cam.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from('ma,kinh_do,vi_do\nA1,107.1,10.4\nA2,10.4,107.1\n'),
  })
  await page.getByRole('button', { name: 'Gửi', exact: true }).click()
  await page.locator('[data-test=faults]').getByText('Dòng 3').waitFor()
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true)
  await page.getByPlaceholder('Tìm theo mã, tên').fill('A1 ')
  expect(await page.locator('[data-camera=A1]').count()).toBe(0)
}, 120_000)

it('values of an indicator are brought in and drawn by commune', async () => {
  const page = await open('/desk/indicators', { ...desktop, storageState: ioc })
  await page.getByLabel('Chỉ tiêu', { exact: true }).selectOption('dengue_cases')
  await page.getByText('Gửi bảng số liệu').click()
  const file = 'ma_xa,ky,gia_tri\n26506,2026-09,12\n26526,2026-09,3\n'
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'sxh.csv', mimeType: 'text/csv', buffer: Buffer.from(file) })
  await page.getByRole('button', { name: 'Gửi', exact: true }).click()
  await page.locator('[data-test=classes] li').nth(1).waitFor()
  expect(await axe(page)).toEqual([])
  await page.locator('.canvas[data-drawn]').waitFor()
  if (shot) await page.screenshot({ path: `${shot}/indicators.png` })
}, 120_000)
