import { readFile } from 'node:fs/promises'
import type { APIRequestContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { signedIn } from './accounts'
import { axe, base, desktop, open, phone, useBrowser } from './browser'
import { act, clientOf, deskOf, fits, moves, quiet, report, state, type Who } from './report-desk'
import { unzipped } from './unzip'

useBrowser()

let officer: Who
let duty: APIRequestContext

beforeAll(async () => {
  officer = await signedIn(`hang.${process.pid}`, 'ioc', 'Cán bộ trực (hư cấu)')
  duty = await clientOf(officer)
}, 300_000)
afterAll(() => duty.dispose())

it('the filters are in the address, and the files hold what they choose', async () => {
  const { number } = await report({ words: `Cống nghẹt ${process.pid}`, category: 'water' })
  const { reports } = await (await duty.get(`/api/desk/reports?q=${number}`)).json()
  const { communes } = await (await duty.get('/api/desk/report-communes')).json()
  const { name } = communes.find((one: { code: string }) => one.code === reports[0].commune)
  const page = await open('/desk/reports', { ...desktop, storageState: officer }, quiet)
  await page.locator('.queue-row').first().waitFor()
  await page.getByLabel('Tình trạng').selectOption('received')
  await page.getByText('Lọc thêm').click()
  await page.getByLabel('Loại việc').selectOption('water')
  await page.locator('.more-filters').getByLabel('Xã, phường').selectOption({ label: name })
  await page.getByLabel('Sắp xếp').selectOption('newest')
  await page.waitForURL(/state=received.*category=water.*commune=\d{5}.*sort=newest/)
  await page.reload()
  const row = page.locator(`[data-report="${number}"]`)
  await row.getByText(name).waitFor()
  await row.getByText(/còn \d+ (giờ|ngày) làm việc/).waitFor()
  expect(await page.locator('.more-filters').getByLabel('Xã, phường').locator('option:checked').textContent()).toBe(
    name,
  )
  expect(await axe(page)).toEqual([])

  const save = async (link: string): Promise<Buffer> => {
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: link }).click()])
    return readFile(await file.path())
  }
  const csv = (await save('Tải CSV')).toString('utf8').trim().split('\n')
  const here = await page.locator('.queue-row').count()
  expect(csv).toHaveLength(1 + here)
  expect(csv.find((line) => line.includes(number))).toContain(name)
  const sheet = unzipped(await save('Tải Excel'), 'xl/worksheets/sheet1.xml')
  expect(sheet).toContain(number)
  expect(sheet.match(/<row /g)).toHaveLength(1 + here)

  await page.getByRole('button', { name: 'Bỏ mọi bộ lọc' }).click()
  await page.waitForURL(({ searchParams }) => !searchParams.has('commune') && !searchParams.has('state'))
}, 300_000)

it('what a citizen sends and others do is there at once, and a browser has one feed for its tabs', async () => {
  const page = await open('/desk/reports?sort=newest', { ...desktop, storageState: officer }, quiet)
  await page.locator('.queue-row').first().waitFor()
  // The first tab has its feed; the second shall need none.
  let feeds = 0
  const other = await page.context().newPage()
  other.on('request', (request) => {
    if (new URL(request.url()).pathname === '/events') feeds++
  })
  await other.goto(new URL('/desk/reports?sort=newest', base).href)
  await other.locator('.queue-row').first().waitFor()
  const { number } = await report({ words: `Đèn đường tắt ${process.pid}`, category: 'lighting' })
  for (const tab of [page, other]) await tab.locator(`[data-report="${number}"]`).waitFor()
  await other.locator(`[data-report="${number}"] .queue-open`).click()
  await state(other, 'received')
  await act(duty, number, { action: 'verify', public_words: 'Đèn đường tắt.', publish: true })
  await state(other, 'verified')
  expect(feeds).toBe(0)
}, 300_000)

/** The colour of a photo as the desk shows it, at parts of its width and height. */
const colour = (page: Page, photo: number, x: number, y: number) =>
  page.evaluate(
    async ([id, u, v]) => {
      const answer = await fetch(`/api/report-photos/${id}.jpg?size=full&now=${Math.random()}`)
      const picture = await createImageBitmap(await answer.blob())
      const context = new OffscreenCanvas(picture.width, picture.height).getContext('2d')
      context?.drawImage(picture, 0, 0)
      const at = [Math.round((u as number) * picture.width), Math.round((v as number) * picture.height)] as const
      return [...(context?.getImageData(at[0], at[1], 1, 1).data ?? [])].slice(0, 3)
    },
    [photo, x, y],
  )
const grey = ([r, g, b]: readonly number[]) => [r, g, b].every((one) => Math.abs((one ?? 0) - 0x50) < 6)

it('a photo is covered by keys, and by a finger anew from the original', async () => {
  const { number } = await report({ words: `Xe đậu chắn lối ${process.pid}`, photo: true })
  const page = await deskOf(officer, number, phone)
  const id = Number(await page.locator('[data-photo]').getAttribute('data-photo'))
  const thumb = page.locator('[data-photo] img')
  const before = await thumb.getAttribute('src')
  await page.getByRole('button', { name: 'Che bớt ảnh 1' }).click()
  // By keys: a box in the middle is carried to the left, made larger; another is taken away.
  await page.getByRole('button', { name: 'Thêm ô ở giữa' }).click()
  await page.locator('.cover:focus').waitFor()
  for (let n = 0; n < 10; n++) await page.keyboard.press('ArrowLeft')
  for (let n = 0; n < 3; n++) await page.keyboard.press('Shift+ArrowDown')
  await page.getByRole('button', { name: 'Thêm ô ở giữa' }).click()
  await page.getByRole('button', { name: 'Ô 2' }).press('Delete')
  await page.getByRole('button', { name: 'Ô 1' }).and(page.locator(':focus')).waitFor()
  expect(await axe(page)).toEqual([])
  expect(await fits(page)).toBe(true)
  await page.getByRole('button', { name: 'Che 1 ô' }).click()
  await page
    .getByText(/đã che/)
    .first()
    .waitFor()
  await page.waitForFunction((src) => document.querySelector('[data-photo] img')?.getAttribute('src') !== src, before)
  expect(grey(await colour(page, id, 0.3, 0.5))).toBe(true)
  expect(grey(await colour(page, id, 0.9, 0.9))).toBe(false)

  await page.getByRole('button', { name: 'Che bớt ảnh 1' }).click()
  await page.getByText('Đây là ảnh gốc').waitFor()
  expect(await page.locator('.stage img').getAttribute('src')).toContain('original=true')
  const stage = page.locator('.stage')
  await stage.scrollIntoViewIfNeeded()
  const box = await stage.boundingBox()
  if (!box) throw new Error('no stage')
  const finger = await page.context().newCDPSession(page)
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', u = 0, v = 0) =>
    finger.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: type === 'touchEnd' ? [] : [{ x: box.x + u * box.width, y: box.y + v * box.height }],
    })
  await touch('touchStart', 0.75, 0.75)
  await touch('touchMove', 0.85, 0.85)
  await touch('touchMove', 0.97, 0.97)
  await touch('touchEnd')
  await page.getByRole('button', { name: 'Che 1 ô' }).click()
  await page.locator('[data-test=redact]').waitFor({ state: 'detached' })
  expect(grey(await colour(page, id, 0.9, 0.9))).toBe(true)
  expect(grey(await colour(page, id, 0.3, 0.5))).toBe(false)
  await moves(page).waitFor()
}, 300_000)

it('deadlines of a category and days off are set at the desk', async () => {
  const page = await open('/desk/reports?part=deadlines', { ...phone, storageState: officer }, quiet)
  const row = page.locator('[data-category=noise]')
  await row.getByRole('button', { name: 'Sửa' }).click()
  await row.getByLabel('Xử lý trong').fill('24')
  await row.getByRole('button', { name: 'Lưu' }).click()
  await row.getByText('tiếp nhận trong 8 giờ, xử lý trong 24 giờ').waitFor()
  const year = new Date().getFullYear() + 1
  await page.getByRole('button', { name: String(year), exact: true }).click()
  const before = await page.locator('[data-day]').count()
  await page.getByRole('button', { name: 'Thêm ngày' }).click()
  await page.getByLabel('Ngày', { exact: true }).fill(`${year}-03-16`)
  await page.getByLabel('Tên', { exact: true }).fill('Nghỉ thử')
  await page.getByLabel('Theo văn bản').fill('Văn bản thử (hư cấu)')
  expect(await axe(page)).toEqual([])
  expect(await fits(page)).toBe(true)
  await page.getByRole('button', { name: 'Lưu' }).click()
  const day = page.locator(`[data-day="${year}-03-16"]`)
  await day.getByText('chưa đối chiếu').waitFor()
  expect(await page.locator('[data-day]').count()).toBe(before + 1)
  await day.getByRole('button', { name: 'Sửa' }).click()
  await day.getByLabel('Bỏ ngày này').check()
  await day.getByRole('button', { name: 'Lưu' }).click()
  await day.waitFor({ state: 'detached' })
  expect(await page.locator('[data-day]').count()).toBe(before)
}, 300_000)
