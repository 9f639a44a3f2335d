import { readFileSync } from 'node:fs'
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
  // The form has the cursor as soon as it is there: nothing that is typed at once goes elsewhere.
  const first = await page.getByRole('button', { name: 'Thêm trạm' }).evaluate(async (button: HTMLElement) => {
    button.click()
    for (let turn = 0; turn < 100 && !document.querySelector('.station-form'); turn++) await Promise.resolve()
    return document.activeElement?.getAttribute('name')
  })
  expect(first).toBe('code')
  // The same code again is refused, with the reason.
  await page.getByLabel('Mã trạm').fill(code)
  await page.getByLabel('Tên trạm').fill('Trùng mã')
  await page.getByLabel('Vị trí', { exact: true }).fill('10,346 107,084')
  await page.getByRole('button', { name: 'Lưu', exact: true }).click()
  await page.locator('.station-form [role=alert]').waitFor()
}, 120_000)

it('a station is changed with all that it has, and closed', async () => {
  const page = await open('/desk/stations', { ...phone, storageState: officer }, /ERR_FAILED|Failed to load/)
  await page.getByPlaceholder('Tìm theo mã').fill(code)
  const edit = page.getByRole('button', { name: `Sửa trạm ${name}` })
  // While the station cannot be read there is nothing to be saved.
  await page.route(/\/api\/stations\/\d+$/, (route) => route.abort())
  await edit.click()
  await page.getByRole('button', { name: 'Thử lại' }).waitFor()
  expect(await page.getByRole('button', { name: 'Lưu', exact: true }).count()).toBe(0)
  expect(await axe(page)).toEqual([])
  await page.unroute(/\/api\/stations\/\d+$/)
  await page.getByRole('button', { name: 'Thử lại' }).click()
  const device = page.getByRole('group', { name: 'Thiết bị 1' })
  await device.waitFor()
  expect(await page.getByLabel('Chu kỳ gửi, giây').inputValue()).toBe('3600')
  expect(await fits(page)).toBe(true)
  expect(await axe(page)).toEqual([])
  await page.getByLabel('Chu kỳ gửi, giây').fill('')
  await device.getByLabel('Phương pháp').fill('Hấp thụ tia beta')
  await page.getByRole('button', { name: 'Lưu', exact: true }).click()
  await page.getByText(`Đã lưu trạm ${name}.`).first().waitFor()

  await edit.click()
  await device.waitFor()
  expect(await device.getByLabel('Phương pháp').inputValue()).toBe('Hấp thụ tia beta')
  expect(await page.getByLabel('Chu kỳ gửi, giây').inputValue()).toBe('')
  await page.getByLabel('Ngừng từ').fill('2026-01-05')
  await page.getByLabel('Hoạt động từ').fill('2025-01-05')
  await page.getByRole('button', { name: 'Lưu', exact: true }).click()
  const row = page.locator(`[data-station="${code}"]`)
  await row.getByText('ngừng từ 05/01/2026').waitFor()
  await edit.click()
  await device.waitFor()
  expect(await page.getByLabel('Chu kỳ gửi, giây').inputValue()).toBe('')
  await page.getByLabel('Ngừng từ').fill('')
  await page.getByRole('button', { name: 'Lưu', exact: true }).click()
  await row.getByText('ngừng từ').waitFor({ state: 'detached' })
  const stored = await page.evaluate(async (which) => {
    const { stations } = await (await fetch('/api/stations')).json()
    const { id } = stations.find((one: { code: string }) => one.code === which)
    return (await fetch(`/api/stations/${id}`)).json()
  }, code)
  expect(stored.sensors.map((one: { method: string }) => one.method)).toEqual(['Hấp thụ tia beta'])
  expect(stored.interval_s).toBeNull()
}, 180_000)

it('sensors of many stations are taken in as a table, or each faulty line is told', async () => {
  const page = await open('/desk/stations', { ...phone, storageState: officer }, /422/)
  await page.getByText('Nhập thiết bị đo của nhiều trạm').click()
  const table = async (text: string): Promise<void> => {
    await page
      .getByLabel('Tệp CSV')
      .setInputFiles({ name: 'thiet-bi.csv', mimeType: 'text/csv', buffer: Buffer.from(text) })
    await page.getByRole('button', { name: 'Nhập thiết bị', exact: true }).click()
  }
  await table(`Mã trạm;Thông số;Đơn vị\n${code};SO2;ppb\nKK-khong-co;SO2;ppb\n`)
  const faults = page.locator('[data-test=faults]')
  await faults.getByText('Dòng 3').waitFor()
  expect(await faults.locator('li').count()).toBe(1)
  expect(await fits(page)).toBe(true)
  expect(await axe(page)).toEqual([])
  await table(`Mã trạm;Thông số;Đơn vị\n${code};SO2;ppb\n`)
  await page.getByText('Đã thêm 1 và sửa 0 thiết bị của 1 trạm.').first().waitFor()
  expect(await faults.count()).toBe(0)
}, 120_000)

it('files are sent, and what is set aside is read again', async () => {
  const page = await open('/desk/quarantine', { ...phone, storageState: officer })
  await page.getByRole('heading', { name: 'Tải tệp quan trắc lên' }).waitFor()
  await send(page, 30, [
    ['PM2,5', '21,5', 'µg/m3'],
    ['OZON', '60', 'µg/m3'],
  ])
  const report = page.locator('[data-file]').first()
  await report.getByText('1 mới, 1 tạm giữ').waitFor()
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

it('a rule raises an alarm, which is taken on, assigned and closed', async () => {
  const rule = `PM2.5 ở ${code}`
  const page = await open('/desk/alarms', { ...desktop, storageState: officer })
  await page.getByRole('button', { name: 'Thêm quy tắc' }).click()
  await page.getByLabel('Tên quy tắc').fill(rule)
  await page.getByLabel('Giá trị xét').selectOption('raw')
  await page.getByLabel(/^Ngưỡng/).fill('150.5')
  await page.getByText('Không đọc được ngưỡng này.').waitFor()
  await page.getByLabel(/^Ngưỡng/).fill('150,5')
  await page.getByLabel('Ở đâu').selectOption('stations')
  await page.getByRole('button', { name: 'Lưu', exact: true }).click()
  await page.getByRole('alert').filter({ hasText: 'Hãy chọn ít nhất một trạm.' }).waitFor()
  await page.getByLabel(name).check()
  await page.locator('.rule-sentence').getByText(`Cảnh báo khi từng giá trị PM2.5 vượt 150,5 µg/m³`).waitFor()
  expect(await axe(page)).toEqual([])
  await page.getByRole('button', { name: 'Lưu', exact: true }).click()
  await page.locator(`[data-rule="${rule}"]`).waitFor()

  await page.goto(new URL('/desk/quarantine', page.url()).href)
  await page.getByRole('heading', { name: 'Tải tệp quan trắc lên' }).waitFor()
  await send(page, 1, [['PM2,5', '212', 'µg/m3']])
  await page.getByText('1 mới').waitFor()

  await page.goto(new URL('/environment', page.url()).href)
  const alarm = page.locator('[data-alarm]').filter({ hasText: rule })
  await alarm.getByText('212,0 µg/m³, ngưỡng 150,5 µg/m³').waitFor({ timeout: 60_000 })
  await alarm.getByRole('button', { name: /^Nhận: / }).click()
  await alarm.getByText('đã nhận').first().waitFor()
  await alarm.getByRole('button', { name: /^Giao: / }).click()
  await alarm.getByLabel('Giao cho ai').selectOption(self)
  expect(await axe(page)).toEqual([])
  await alarm.locator('form').getByRole('button', { name: 'Giao', exact: true }).click()
  await alarm.getByText('đã giao').first().waitFor()
  await alarm.getByRole('button', { name: /^Đóng: / }).click()
  await alarm.getByLabel('Vì sao đóng').fill('Đốt rơm gần trạm, đã nhắc.')
  expect(await axe(page)).toEqual([])
  await alarm.locator('form').getByRole('button', { name: 'Đóng', exact: true }).click()
  await alarm.waitFor({ state: 'detached' })
  await page.locator('[data-test=alarms]').getByRole('button', { name: 'Tất cả', exact: true }).click()
  await alarm.getByText('đã đóng').waitFor()
  await alarm.getByText('Diễn biến').click()
  await alarm.getByText('Đốt rơm gần trạm, đã nhắc.').waitFor()
}, 180_000)

it('alarms are sent to another program, whose key is told once', async () => {
  const receiver = `Nền tảng IOC ${process.pid}`
  for (const options of [desktop, phone]) {
    const page = await open('/desk/alarms', { ...options, storageState: officer }, /422/)
    await page.getByRole('button', { name: 'Thêm địa chỉ' }).click()
    await page.getByLabel('Tên phần mềm nhận').fill(receiver)
    await page.getByLabel('Địa chỉ (https://…)').fill('https://ioc.example/canh-bao')
    expect(await fits(page)).toBe(true)
    expect(await axe(page)).toEqual([])
    await page.getByRole('button', { name: 'Thêm', exact: true }).click()
    const hook = page.locator('[data-hook="https://ioc.example/canh-bao"]')
    await hook.getByText(/^whsec_/).waitFor()
    expect(await axe(page)).toEqual([])
    await hook.getByRole('button', { name: 'Gửi thử' }).click()
    const sent = hook.locator('.deliveries')
    await sent.waitFor()
    const toggle = hook.getByRole('button', { name: 'Các lần gửi' })
    expect(await toggle.getAttribute('aria-expanded')).toBe('true')
    expect(await fits(page)).toBe(true)
    expect(await axe(page)).toEqual([])
    await toggle.click()
    await sent.waitFor({ state: 'detached' })
    expect(await toggle.getAttribute('aria-expanded')).toBe('false')
    await page.reload()
    await hook.waitFor()
    expect(await page.getByText(/whsec_/).count()).toBe(0)
    await hook.getByRole('button', { name: `Xóa địa chỉ của ${receiver}` }).click()
    await hook.getByRole('group').getByRole('button', { name: 'Xóa', exact: true }).click()
    await hook.waitFor({ state: 'detached' })
  }
}, 180_000)

it('the numbers of a station go into a workbook', async () => {
  const page = await open('/environment', { ...desktop, storageState: officer, acceptDownloads: true })
  const id = await page.evaluate(async () => {
    const { stations } = await (await fetch('/api/stations')).json()
    return stations.find((one: { kind: string; last_at: string | null }) => one.kind === 'air' && one.last_at).id
  })
  await page.goto(new URL(`/environment?station=${id}&tab=chart`, page.url()).href)
  const link = page.getByRole('link', { name: /Excel/ }).first()
  await link.waitFor({ timeout: 60_000 })
  const [file] = await Promise.all([page.waitForEvent('download', { timeout: 60_000 }), link.click()])
  expect(file.suggestedFilename()).toMatch(/\.xlsx$/)
  // A workbook is a ZIP.
  expect(readFileSync(await file.path()).subarray(0, 4)).toEqual(Buffer.from('PK\u0003\u0004'))
}, 180_000)
