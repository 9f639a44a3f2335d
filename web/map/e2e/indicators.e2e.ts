import type { BrowserContextOptions } from 'playwright-core'
import { beforeAll, expect, it } from 'vitest'
import { signedIn } from './accounts'
import { axe, desktop, drawn, open, phone, useBrowser } from './browser'

useBrowser()

const code = `thu_${process.pid}`
const name = `Chỉ tiêu thử ${process.pid}`
const shot = process.env.E2E_SHOTS
let ioc: BrowserContextOptions['storageState']

beforeAll(async () => {
  ioc = await signedIn(`truc.chitieu.${process.pid}`, 'ioc', 'Trực IOC (hư cấu)')
}, 120_000)

it('an indicator is defined, its values brought in, told by line, and anybody sees them', async () => {
  const page = await open('/desk/indicators', { ...desktop, storageState: ioc }, /422/)
  await drawn(page)
  await page.getByRole('button', { name: 'Thêm chỉ tiêu' }).click()
  await page.getByLabel('Mã chỉ tiêu').fill(code)
  await page.getByLabel('Tên', { exact: true }).fill(name)
  await page.getByLabel('Lĩnh vực').selectOption('health')
  await page.getByLabel('Đơn vị đo').fill('%')
  await page.getByLabel('Giá trị nhỏ nhất có thể').fill('0')
  await page.getByLabel('Giá trị lớn nhất có thể').fill('100')
  await page.locator('[name=source]').fill('Đơn vị thử (hư cấu)')
  await page.getByLabel('Ngưỡng chia nhóm').fill('80; 50')
  expect(await axe(page)).toEqual([])
  await page.getByRole('button', { name: 'Lưu', exact: true }).click()
  await page.getByText('Các ngưỡng phải tăng dần.').waitFor()
  await page.getByLabel('Ngưỡng chia nhóm').fill('50; 80')
  await page.getByRole('button', { name: 'Lưu', exact: true }).click()
  await page.getByText('Chưa có số liệu của chỉ tiêu này.').waitFor()
  const send = async (rows: string): Promise<void> => {
    const table = page.getByText('Gửi bảng số liệu')
    if (!(await page.locator('input[type=file]').isVisible())) await table.click()
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'bang.csv', mimeType: 'text/csv', buffer: Buffer.from(`ma_xa,ky,gia_tri\n${rows}`) })
    await page.getByRole('button', { name: 'Gửi', exact: true }).click()
  }
  await send('26506,9/2026,40\n26526,9/2026,140\n')
  await page.locator('[data-test=faults]').getByText('Dòng 3').waitFor()
  await send('26506,9/2026,40\n26526,9/2026,85\n')
  await page.locator('[data-test=classes]').getByText('từ 50 đến dưới 80 %').waitFor()
  await send('26506,9/2026,45\n26526,9/2026,85\n')
  await page.locator('[data-test=changes]').getByText('Dòng 2: xã 26506, Tháng 9/2026: 40 → 45').waitFor()
  expect(await axe(page)).toEqual([])
  await drawn(page)
  if (shot) await page.screenshot({ path: `${shot}/indicators-desk.png` })

  const anybody = await open(`/indicators?indicator=${code}&period=2026-09`, desktop)
  await anybody.locator('[data-test=classes]').getByText('dưới 50 %').waitFor()
  await anybody.locator('[data-test=missing]').waitFor()
  await anybody.getByText('Nguồn: Đơn vị thử (hư cấu)').waitFor()
  await anybody.getByRole('button', { name: 'Phường Vũng Tàu' }).click()
  await anybody.locator('[data-test=chosen]').getByText('nhóm 1/3').waitFor()
  expect(new URL(anybody.url()).search).toContain('commune=26506')
  await drawn(anybody)
  // The map shows the two communes filled, and all others hatched.
  const found = await anybody.locator('.canvas').evaluate((element) => {
    const { map } = element as unknown as {
      map: { queryRenderedFeatures(options: { layers: string[] }): { properties: { code: string } }[] }
    }
    const codes = (layer: string): string[] => [
      ...new Set(map.queryRenderedFeatures({ layers: [layer] }).map(({ properties }) => properties.code)),
    ]
    return { filled: codes('extra-communes-fill').sort(), hatched: codes('extra-communes-missing') }
  })
  expect(found.filled).toEqual(['26506', '26526'])
  expect(found.hatched.length).toBeGreaterThan(10)
  expect(found.hatched).not.toContain('26506')
  expect(await axe(anybody)).toEqual([])
  if (shot) await anybody.screenshot({ path: `${shot}/indicators-missing.png` })
}, 300_000)

it('the map of indicators is reached from the layers of the map, and works on a phone', async () => {
  const page = await open('/', phone)
  await page.getByRole('button', { name: 'Lớp bản đồ' }).click()
  await page.getByRole('link', { name: 'Mở bản đồ chỉ tiêu' }).click()
  await page.locator('[data-test=classes] li').nth(4).waitFor()
  await page.getByLabel('Chỉ tiêu', { exact: true }).selectOption('tourists')
  await page.getByLabel('Kỳ', { exact: true }).selectOption({ index: 1 })
  await page.waitForURL(/indicator=tourists&period=\d{4}-\d\d/)
  await page.goBack()
  await page.waitForURL((url) => !url.search.includes('period='))
  await drawn(page)
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true)
  expect(await axe(page)).toEqual([])
  if (shot) await page.screenshot({ path: `${shot}/indicators-phone.png` })
}, 120_000)
