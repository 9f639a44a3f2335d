import { deflateSync } from 'node:zlib'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { atStop, axe, base, copied, desktop, drawn, open, useBrowser } from './browser'
import { aPicture, beginAt, next, pass, somewhere, step, tell } from './reports'

useBrowser()

const fits = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)

/** Opens the form at a place of its own. */
const begin = async (n: number, quiet?: RegExp): Promise<Page> => beginAt(await somewhere(n), quiet)

/** Writes a whole report up to the last step; `words` say what it is. */
async function write(page: Page, category: string, words: string, photo = true): Promise<void> {
  await tell(page, category, words)
  await pass(page)
  await step(page, 'photos')
  if (photo) {
    await page.getByLabel('Chọn ảnh có sẵn').setInputFiles(aPicture)
    await page.locator('.photo').waitFor()
  }
  await next(page)
  await step(page, 'contact')
  await page.getByLabel('Điện thoại').fill('0900 000 000')
  await next(page)
  await step(page, 'check')
}

const send = (page: Page) => page.locator('.write').getByRole('button', { name: 'Gửi phản ánh' }).click()
const number = (page: Page) => page.locator('.sent [data-test=number]').innerText()

it('a report is written on a phone, sent once, and followed by its number', async () => {
  const page = await begin(1)
  await atStop(page, 'half')
  await drawn(page)
  expect(await axe(page)).toEqual([])
  // Nobody goes on without a pin.
  await next(page)
  const missing = page.getByText('Hãy đặt ghim trên bản đồ trước.')
  await missing.waitFor()
  const box = await missing.boundingBox()
  expect(box && box.y + box.height).toBeLessThan(640)
  // A touch of the map is a pin, the device's own place another.
  await page.touchscreen.tap(180, 200)
  await page.getByText(/Ghim ở/).waitFor()
  await write(page, 'Hạ tầng giao thông', 'Ổ gà lớn giữa đường, xe máy dễ ngã')
  await pass(page)
  expect(await axe(page)).toEqual([])
  expect(await fits(page)).toBe(true)
  const posted = page.waitForRequest((request) => request.method() === 'POST' && /\/api\/reports$/.test(request.url()))
  await send(page)
  const request = await posted
  expect(request.postDataJSON()).toMatchObject({
    category: 'roads',
    accuracy_m: 12,
    contact: { phone: '0900 000 000' },
  })
  expect(request.postDataJSON().photos).toHaveLength(1)
  await page.getByRole('heading', { name: 'Đã gửi phản ánh' }).waitFor()
  expect(await axe(page)).toEqual([])
  const mine = await number(page)
  expect(mine).toMatch(/^PA\d\d-[0-9A-Z]{4}-[0-9A-Z]{4}$/)
  await page.getByRole('button', { name: 'Sao chép liên kết theo dõi' }).click()
  const link = await copied(page, /\/report\/PA.*#/)
  // The same key and text again are the same report.
  const again = await fetch(new URL('/api/reports', base), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': request.headers()['idempotency-key'] ?? '' },
    body: request.postData() ?? '',
  })
  expect((await again.json()).number).toBe(mine)

  await page.getByRole('button', { name: 'Xem tình trạng' }).click()
  await page.locator('[data-state=received]').waitFor()
  await page.locator('[data-action=send]').waitFor()
  expect(await axe(page)).toEqual([])
  expect(await fits(page)).toBe(true)

  // Somebody else who has the number sees its state; the key leaves the address at once.
  const other = await open(link, desktop)
  await other.locator('[data-state=received]').waitFor()
  expect(new URL(other.url()).hash).toBe('')
  await other.goto(new URL('/report', base).href)
  await other.getByText('Phản ánh của tôi trên máy này').waitFor()
  await other.getByLabel('Tra cứu phản ánh').fill(mine.toLowerCase().replaceAll('-', ' '))
  await other.getByRole('button', { name: 'Xem', exact: true }).click()
  await other.locator('[data-state=received]').waitFor()
}, 180_000)

it('a number that does not exist is said, and so is what is no number', async () => {
  const page = await open('/report', desktop, /404|400/)
  await page.getByLabel('Tra cứu phản ánh').fill('PA26')
  await page.getByRole('button', { name: 'Xem', exact: true }).click()
  await page.getByText('Mã này không đúng').waitFor()
  await page.goto(new URL('/report/PA26-0000-0000', base).href)
  await page.getByText('Không có phản ánh mang mã này').waitFor()
  expect(await axe(page)).toEqual([])
})

it('without a network the report waits on the device, and goes on when the page is opened again', async () => {
  const page = await begin(2, /ERR_INTERNET_DISCONNECTED|ERR_FAILED|Failed to load/)
  await drawn(page)
  await write(page, 'Cây xanh', `Cây nghiêng sau bão, chắn lối đi ${Date.now()}`)
  await pass(page)
  const keys: string[] = []
  await page.route(/\/api\/reports$/, (route) => {
    keys.push(route.request().headers()['idempotency-key'] ?? '')
    return route.abort()
  })
  await send(page)
  await page.getByRole('button', { name: 'Thử lại ngay' }).waitFor()
  expect(await axe(page)).toEqual([])
  // The tab is closed; another of the same browser takes it up.
  const context = page.context()
  await page.close()
  const later = await context.newPage()
  later.on('request', (request) => {
    if (request.method() === 'POST' && /\/api\/reports$/.test(request.url())) {
      keys.push(request.headers()['idempotency-key'] ?? '')
    }
  })
  await later.goto(new URL('/report', base).href)
  await later.getByRole('heading', { name: 'Đã gửi phản ánh' }).waitFor()
  expect(keys.length).toBeGreaterThanOrEqual(2)
  expect(new Set(keys).size).toBe(1)
  // What has arrived is not offered again.
  await later.reload()
  await later.getByText('Phản ánh của tôi trên máy này').waitFor()
  expect(await later.getByText('Bạn có một bản nháp').count()).toBe(0)
}, 180_000)

it('a draft is offered again with its photos, and can be discarded', async () => {
  const page = await begin(3)
  await drawn(page)
  await write(page, 'Chiếu sáng công cộng', 'Đèn đường tắt ba đêm nay')
  await expect.poll(() => page.evaluate(() => indexedDB.databases().then((list) => list.length))).toBe(1)
  await page.waitForTimeout(600)
  await page.goto(new URL('/report', base).href)
  await page.getByText('Bạn có một bản nháp').waitFor()
  expect(await axe(page)).toEqual([])
  await page.getByRole('button', { name: 'Viết tiếp' }).click()
  await step(page, 'where')
  await next(page)
  expect(await page.getByLabel('Mô tả ngắn').inputValue()).toBe('Đèn đường tắt ba đêm nay')
  await next(page)
  await pass(page)
  await step(page, 'photos')
  await page.locator('.photo').first().waitFor()
  expect(await page.locator('.photo').count()).toBe(1)
  await page.getByRole('button', { name: 'Bỏ bản nháp' }).click()
  await page.getByRole('button', { name: 'Bỏ', exact: true }).click()
  await page.getByRole('button', { name: 'Gửi phản ánh mới' }).waitFor()
  await page.waitForTimeout(600) // until the device has forgotten it
  await page.reload()
  await page.getByRole('button', { name: 'Gửi phản ánh mới' }).waitFor()
  await page.waitForTimeout(300)
  expect(await page.getByText('Bạn có một bản nháp').count()).toBe(0)
}, 120_000)

it('what is no picture is refused with a reason, HEIC with another', async () => {
  const page = await begin(4)
  await write(page, 'Cây xanh', 'Cành khô sắp rơi', false)
  await page.getByRole('button', { name: 'Sửa: Ảnh' }).click()
  await step(page, 'photos')
  const chooser = page.getByLabel('Chọn ảnh có sẵn')
  const heic = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic'), Buffer.alloc(64)])
  await chooser.setInputFiles({ name: 'a.heic', mimeType: 'image/heic', buffer: heic })
  await page.getByText('không đọc được ảnh HEIC').waitFor()
  await chooser.setInputFiles({ name: 'b.jpg', mimeType: 'image/jpeg', buffer: deflateSync(Buffer.alloc(100)) })
  await page.getByText('Không đọc được tệp b.jpg').waitFor()
  expect(await page.locator('.photo').count()).toBe(0)
}, 120_000)
