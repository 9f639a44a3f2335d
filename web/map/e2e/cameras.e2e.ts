import type { BrowserContextOptions } from 'playwright-core'
import { beforeAll, expect, it } from 'vitest'
import { signedIn } from './accounts'
import { ask, axe, desktop, drawn, open, phone, useBrowser } from './browser'

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
  await drawn(page)
  await page.getByRole('button', { name: 'Thêm camera' }).click()
  await page.getByLabel('Mã camera').fill(code)
  await page.getByLabel('Tên, vị trí lắp').fill(name)
  await page.getByLabel('Vị trí', { exact: true }).fill('10,346 107,084')
  await page.getByLabel('Hướng nhìn, độ').fill('90')
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
  const aimed = Number(await page.getByLabel('Hướng nhìn, độ').inputValue())
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
}, 240_000)

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

it('a camera is turned and moved on the map by mouse and by keys, and who comes second is told', async () => {
  const made = `CAM-KEO-${process.pid}`
  const page = await open('/desk/cameras', { ...desktop, storageState: ioc }, /409/)
  await drawn(page)
  await page.getByRole('button', { name: 'Thêm camera' }).click()
  await page.getByLabel('Mã camera').fill(made)
  await page.getByLabel('Tên, vị trí lắp').fill(made)
  await page.getByLabel('Vị trí', { exact: true }).fill('10,346 107,084')
  await page.getByLabel('Hướng nhìn, độ').fill('0')
  await page.getByRole('button', { name: 'Lưu', exact: true }).click()
  await page.getByPlaceholder('Tìm theo mã, tên').fill(made)
  const edit = page.locator(`[data-camera="${made}"]`).getByRole('button', { name: `Sửa camera ${made}` })
  await edit.click()
  await drawn(page)
  const turn = page.getByRole('slider', { name: /Hướng nhìn/ })
  const stand = page.getByRole('button', { name: /Vị trí camera/ })
  const middle = async (grip: typeof turn): Promise<{ x: number; y: number }> => {
    const box = await grip.boundingBox()
    if (!box) throw new Error('no handle')
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
  }
  const direction = async (): Promise<number> => Number(await page.getByLabel('Hướng nhìn, độ').inputValue())
  const [from, centre] = [await middle(turn), await middle(stand)]
  expect(from.x).toBeCloseTo(centre.x, -1) // north: above it
  expect(centre.y - from.y).toBeGreaterThan(40)
  // To the east of the camera, with a hand that passes over the map.
  await page.mouse.move(from.x, from.y)
  await page.mouse.down()
  await page.mouse.move(centre.x + 100, centre.y - 40, { steps: 4 })
  await page.mouse.move(centre.x + 150, centre.y, { steps: 4 })
  await page.mouse.up()
  expect(Math.abs((await direction()) - 90)).toBeLessThan(4)
  const before = await direction()
  await turn.focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Shift+ArrowLeft')
  expect(await direction()).toBe(before + 1 - 15)
  expect(await turn.getAttribute('aria-valuetext')).toContain('Nhìn về hướng đông')
  const place = page.getByLabel('Vị trí', { exact: true })
  const stood = await place.inputValue()
  await stand.focus()
  await page.keyboard.press('Shift+ArrowUp')
  expect(await place.inputValue()).not.toBe(stood)
  const at = await middle(stand)
  await page.mouse.move(at.x, at.y)
  await page.mouse.down()
  await page.mouse.move(at.x + 60, at.y + 30, { steps: 4 })
  await page.mouse.up()
  expect((await middle(stand)).x - at.x).toBeCloseTo(60, -1)
  expect(await axe(page)).toEqual([])
  if (shot) await page.screenshot({ path: `${shot}/camera-handles.png` })

  // Meanwhile somebody else renames it.
  const other = await open('/desk/cameras', { ...desktop, storageState: ioc })
  await other.getByPlaceholder('Tìm theo mã, tên').fill(made)
  await other.getByRole('button', { name: `Sửa camera ${made}` }).click()
  await other.getByLabel('Địa chỉ', { exact: true }).fill('Số 9 đường Thử')
  await other.getByRole('button', { name: 'Lưu', exact: true }).click()
  await other.getByText(`Đã lưu ${made}`).first().waitFor()
  await page.getByRole('button', { name: 'Lưu', exact: true }).click()
  const clash = page.locator('[data-test=clash]')
  await clash.getByText('Số 9 đường Thử').waitFor()
  await page.getByText('vừa được người khác sửa').first().waitFor()
  expect(await axe(page)).toEqual([])
  if (shot) await page.screenshot({ path: `${shot}/camera-clash.png` })
  await clash.getByRole('button', { name: 'Lấy bản mới' }).click()
  expect(await page.getByLabel('Địa chỉ', { exact: true }).inputValue()).toBe('Số 9 đường Thử')
  await page.getByRole('button', { name: 'Lưu', exact: true }).click()
  await page.getByText(`Đã lưu ${made}`).first().waitFor()
}, 400_000)

it('a finger turns a camera on a phone', async () => {
  const page = await open('/desk/cameras', { ...phone, storageState: ioc })
  await page.getByPlaceholder('Tìm theo mã, tên').fill('CAM-KEO')
  await page
    .getByRole('button', { name: /Sửa camera CAM-KEO/ })
    .first()
    .click()
  await page.getByRole('button', { name: 'Kéo trên bản đồ' }).click()
  const turn = page.getByRole('slider', { name: /Hướng nhìn/ })
  await turn.waitFor()
  await drawn(page)
  const before = Number(await turn.getAttribute('aria-valuenow'))
  const box = await turn.boundingBox()
  if (!box) throw new Error('no handle')
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
  const client = await page.context().newCDPSession(page)
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', points: { x: number; y: number }[]) =>
    client.send('Input.dispatchTouchEvent', { type, touchPoints: points })
  await touch('touchStart', [{ x, y }])
  for (const step of [15, 40, 70]) await touch('touchMove', [{ x: x + step, y: y + step / 2 }])
  await touch('touchEnd', [])
  expect(Number(await turn.getAttribute('aria-valuenow'))).not.toBe(before)
  if (shot) await page.screenshot({ path: `${shot}/camera-phone.png` })
}, 120_000)

it('anybody sees on the map which cameras show nothing, and reads it in the panel', async () => {
  const { cameras } = await ask<{ cameras: { lon: number; lat: number; silent: boolean; state: string }[] }>(
    '/api/cameras?limit=500',
  )
  const off = cameras.find(({ state }) => state === 'off')
  if (!off) throw new Error('no camera is off')
  const page = await open(`/?map=${off.lon},${off.lat},16&layers=basemap,roads,cameras`, desktop)
  await drawn(page)
  await page.locator('.canvas').click({ position: { x: 400 + (1440 - 400) / 2, y: 450 } })
  await page.locator('.here').getByText('Đã tắt').waitFor()
  await page
    .locator('.here')
    .getByText(/Nhìn (về hướng|toàn cảnh)/)
    .waitFor()
  expect(await page.locator('.here').textContent()).not.toMatch(/rtsp|hư cấu/)
  await page.getByRole('button', { name: 'Lớp bản đồ' }).click()
  await page.getByText('đã tắt: chỉ có viền').waitFor()
  await page.waitForTimeout(300)
  expect(await axe(page)).toEqual([])
  if (shot) await page.screenshot({ path: `${shot}/cameras-public.png` })
}, 120_000)
