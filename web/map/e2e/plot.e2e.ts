import { beforeAll, expect, it } from 'vitest'
import type { Parcel } from '../src/api/types'
import { axe, desktop, drawn, open, phone, someParcel, title, useBrowser } from './browser'

useBrowser()

let parcel: Parcel
/** The parcel's own corners as a table, as somebody copies it from an extract. */
let list: string
beforeAll(async () => {
  parcel = await someParcel()
  list = (parcel.vertices.rings[0]?.points ?? [])
    .map((p) => `${p.n}\t${p.x_north.toFixed(2)}\t${p.y_east.toFixed(2)}\t${p.edge.toFixed(2)}`)
    .join('\n')
})

/** A DXF with the same corners. */
const dxf = (): string => {
  const corners = list
    .split('\n')
    .map((line) => line.split('\t'))
    .map(([, north, east]) => `10\n${east}\n20\n${north}\n`)
  return `0\nSECTION\n2\nENTITIES\n0\nLWPOLYLINE\n8\n0\n70\n1\n${corners.join('')}0\nENDSEC\n0\nEOF\n`
}

it.each([
  ['desktop', desktop],
  ['phone', phone],
])('%s: a list pasted into the search box is drawn, measured and compared', async (_name, options) => {
  const page = await open('/', options)
  await drawn(page)
  await page.locator('#search').focus()
  await page.evaluate((text) => {
    const data = new DataTransfer()
    data.setData('text', text)
    document.activeElement?.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true }))
  }, list)
  await title(page).filter({ hasText: 'Khu đất từ tọa độ' }).waitFor()
  const row = page.getByRole('button', { name: `Thửa ${parcel.parcel_no}, tờ ${parcel.sheet_no}` }).first()
  await row.waitFor()
  expect(await row.innerText()).toContain('100')
  expect(await page.locator('.panel').innerText()).toContain('Tọa độ không ghi kinh tuyến trục; hiểu là KTT 107°45′.')
  await drawn(page)
  expect(await axe(page)).toEqual([])
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true)
  await row.click()
  await title(page).filter({ hasText: 'Thửa' }).waitFor()
  await page.locator('.panel-head').getByRole('button', { name: 'Đóng' }).click()
  await title(page).filter({ hasText: 'Khu đất từ tọa độ' }).waitFor()
  await page.locator('.panel-head').getByRole('button', { name: 'Đóng' }).click()
  await title(page).filter({ hasText: 'Tra cứu thửa đất' }).waitFor()
})

it('a DXF dropped on the map is drawn; another file is named', async () => {
  const page = await open('/')
  await drawn(page)
  const drop = (name: string, text: string) =>
    page.evaluate(
      ([name, text]) => {
        const data = new DataTransfer()
        data.items.add(new File([text ?? ''], name ?? ''))
        document.querySelector('.canvas')?.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true }))
      },
      [name, text],
    )
  await drop('ban-ve.dwg', 'AC1027')
  await page.getByText('không vẽ được ban-ve.dwg').waitFor()
  await drop('ban-ve.dxf', dxf())
  await page
    .getByRole('button', { name: `Thửa ${parcel.parcel_no}, tờ ${parcel.sheet_no}` })
    .first()
    .waitFor()
})

it('the form says what cannot be read', async () => {
  const page = await open('/', desktop, /422/)
  await page.getByRole('button', { name: 'Vẽ khu đất từ tọa độ hoặc tệp' }).click()
  await page.getByLabel('Tọa độ các đỉnh').fill('1 2 3\n4 5 6')
  expect(await axe(page)).toEqual([])
  await page.getByRole('button', { name: 'Vẽ lên bản đồ' }).click()
  await page.getByText('Không đọc được đỉnh nào.').waitFor()
  await page.getByLabel('Tọa độ các đỉnh').fill(list)
  await page.getByRole('button', { name: 'Vẽ lên bản đồ' }).click()
  await page.getByRole('heading', { name: 'Thửa đất chồng lên' }).waitFor()
})
