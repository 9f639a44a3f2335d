import type { BrowserContextOptions, Page } from 'playwright-core'
import { beforeAll, expect, it } from 'vitest'
import { signedIn } from './accounts'
import { axe, desktop, open, phone, useBrowser } from './browser'

useBrowser()

const self = `moi.truong.${process.pid}`
const code = `KK-${process.pid}`
const name = `Trạm thử ${process.pid}`
let officer: BrowserContextOptions['storageState']

beforeAll(async () => {
  officer = await signedIn(self, 'environment', 'Cán bộ môi trường (hư cấu)')
}, 120_000)

const fits = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)

/** A time in Việt Nam as monitoring files write it. */
const stamp = (ago: number): string =>
  new Date(Date.now() - ago * 60_000 + 7 * 3_600_000).toISOString().replace(/\D/g, '').slice(0, 14)

/** Sends a monitoring file of lines `parameter value unit`, measured some minutes ago. */
async function send(page: Page, ago: number, lines: readonly (readonly [string, string, string])[]): Promise<void> {
  const at = stamp(ago)
  const text = lines.map(([parameter, value, unit]) => `${parameter}\t${value}\t${unit}\t${at}\t00\r\n`).join('')
  await page
    .locator('.drop input[type=file]')
    .setInputFiles({ name: `${code}_${at}.txt`, mimeType: 'text/plain', buffer: Buffer.from(text) })
}

it('a station is added, and found again', async () => {
  const page = await open('/desk/stations', { ...desktop, storageState: officer }, /400|422|409/)
  await page.getByRole('button', { name: 'Thêm trạm' }).click()
  await page.getByLabel('Mã trạm').fill(code)
  await page.getByLabel('Tên trạm').fill(name)
  await page.getByLabel('Vị trí', { exact: true }).fill('đâu đó')
  await page.getByRole('button', { name: 'Thêm thiết bị' }).click()
  expect(await axe(page)).toEqual([])
  await page.getByRole('button', { name: 'Lưu', exact: true }).click()
  await page.getByText('Không đọc được vị trí này').waitFor()
  await page.getByLabel('Vị trí', { exact: true }).fill('1144200,50 426902,37')
  await page.getByLabel('Chu kỳ gửi, giây').fill('3600')
  await page.getByRole('button', { name: 'Lưu', exact: true }).click()
  await page.getByPlaceholder('Tìm theo mã').fill(code)
  await page.locator(`[data-station="${code}"]`).getByText('chưa có số liệu').waitFor()
  // The same code again is refused, with the reason.
  await page.getByRole('button', { name: 'Thêm trạm' }).click()
  await page.getByLabel('Mã trạm').fill(code)
  await page.getByLabel('Tên trạm').fill('Trùng mã')
  await page.getByLabel('Vị trí', { exact: true }).fill('10,346 107,084')
  await page.getByRole('button', { name: 'Lưu', exact: true }).click()
  await page.locator('.station-form [role=alert]').waitFor()
}, 120_000)

it('files are sent, and what is set aside is read again', async () => {
  const page = await open('/desk/quarantine', { ...phone, storageState: officer })
  await page.getByRole('heading', { name: 'Tải tệp quan trắc lên' }).waitFor()
  await send(page, 30, [
    ['PM2,5', '21,5', 'µg/m3'],
    ['OZON', '60', 'µg/m3'],
  ])
  const report = page.locator('[data-file]').first()
  await report.getByText('1 mới, 1 để riêng').waitFor()
  expect(await fits(page)).toBe(true)
  expect(await axe(page)).toEqual([])
  await page.getByLabel(new RegExp(`Chọn dòng ${code} OZON`)).check()
  await page.getByRole('button', { name: 'Đọc lại với…' }).click()
  await page.getByLabel('Thông số đúng').fill('O3')
  expect(await axe(page)).toEqual([])
  await page.locator('.doing form').getByRole('button', { name: 'Đọc lại', exact: true }).click()
  await page.getByText('Đã đưa 1 dòng vào số liệu.').waitFor()
  expect(await page.getByLabel(new RegExp(`Chọn dòng ${code} OZON`)).count()).toBe(0)
}, 120_000)

it('a rule raises an alarm, which is taken on and closed', async () => {
  const rule = `PM2.5 ở ${code}`
  const page = await open('/desk/alarms', { ...desktop, storageState: officer })
  await page.getByRole('button', { name: 'Thêm quy tắc' }).click()
  await page.getByLabel('Tên quy tắc').fill(rule)
  await page.getByLabel('Giá trị xét').selectOption('raw')
  await page.getByLabel('Vượt quá').fill('150,5')
  await page.getByLabel('Ở đâu').selectOption('stations')
  await page.getByLabel(name).check()
  await page.getByText(`Báo động khi từng giá trị PM2.5 vượt 150,50 µg/m³`).waitFor()
  expect(await axe(page)).toEqual([])
  await page.getByRole('button', { name: 'Lưu', exact: true }).click()
  await page.locator(`[data-rule="${rule}"]`).waitFor()

  await page.goto(new URL('/desk/quarantine', page.url()).href)
  await page.getByRole('heading', { name: 'Tải tệp quan trắc lên' }).waitFor()
  await send(page, 1, [['PM2,5', '212', 'µg/m3']])
  await page.getByText('1 mới').waitFor()

  await page.goto(new URL('/environment', page.url()).href)
  const alarm = page.locator('[data-alarm]').filter({ hasText: rule })
  await alarm.getByText('212 µg/m³, ngưỡng 150,5 µg/m³').waitFor({ timeout: 60_000 })
  await alarm.getByRole('button', { name: 'Nhận', exact: true }).click()
  await alarm.getByText('đã nhận').first().waitFor()
  await alarm.getByRole('button', { name: 'Đóng', exact: true }).click()
  await alarm.getByLabel('Vì sao đóng').fill('Đốt rơm gần trạm, đã nhắc.')
  expect(await axe(page)).toEqual([])
  await alarm.locator('form').getByRole('button', { name: 'Đóng', exact: true }).click()
  await alarm.waitFor({ state: 'detached' })
  await page.locator('[data-test=alarms]').getByRole('button', { name: 'Tất cả', exact: true }).click()
  await alarm.getByText('đã đóng').waitFor()
  await alarm.getByText('Diễn biến').click()
  await alarm.getByText('Đốt rơm gần trạm, đã nhắc.').waitFor()
}, 180_000)
