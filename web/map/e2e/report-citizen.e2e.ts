import { type APIRequestContext, type Page, request } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { signedIn } from './accounts'
import { axe, base, desktop, drawn, onCanvas, open, phone, useBrowser } from './browser'
import { aPicture, beginAt, next, pass, sent, somewhere, step, tell, uploaded } from './reports'

useBrowser()

const code = `thu-dan-${process.pid}`
let officer: APIRequestContext
let agency: APIRequestContext

const fits = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)

/** What the desk knows of a report. */
async function atDesk(who: APIRequestContext, number: string): Promise<{ id: number; version: number; state: string }> {
  const answer = await who.get('/api/desk/reports', { params: { q: number } })
  return (await answer.json()).reports[0]
}

/** Does something at the desk or for the agency. */
async function act(who: APIRequestContext, number: string, action: string, more: object = {}): Promise<void> {
  const { id, version } = await atDesk(who, number)
  const answer = await who.post(`/api/desk/reports/${id}/actions`, { data: { action, version, ...more } })
  if (!answer.ok()) throw new Error(`${action}: ${answer.status()} ${await answer.text()}`)
}

/** A published report that the agency works on. */
async function published(at: readonly [number, number], category: string, words: string) {
  const report = await sent(at, category, words)
  await act(officer, report.number, 'verify', { public_words: words, publish: true })
  await act(officer, report.number, 'assign', { agency: code })
  await act(agency, report.number, 'start')
  return report
}

beforeAll(async () => {
  const as = async (login: string, role: string, more: string[] = []) =>
    request.newContext({ baseURL: base, storageState: await signedIn(login, role, undefined, [], more) })
  officer = await as(`truc.dan.${process.pid}`, 'ioc')
  const made = await officer.put('/api/desk/agencies', {
    data: { code, name: { vi: `Đơn vị ${code} (hư cấu)`, en: `Agency ${code} (fictional)` }, active: true },
  })
  if (!made.ok()) throw new Error(`no agency: ${made.status()} ${await made.text()}`)
  agency = await as(`dv.dan.${process.pid}`, 'agency', ['--agency', code])
}, 120_000)

afterAll(async () => {
  await officer?.dispose()
  await agency?.dispose()
})

it('who sees the same says so, before photos and contact, instead of sending another', async () => {
  const at = await somewhere(11)
  const known = await published(at, 'trees', `Cây nghiêng ${process.pid} (hư cấu)`)
  const page = await beginAt(at)
  await tell(page, 'Cây xanh', 'Cây sắp đổ ra đường')
  await page.getByRole('heading', { name: 'Có phải một trong những việc này?' }).waitFor()
  await step(page, 'photos')
  expect(await axe(page)).toEqual([])
  expect(await fits(page)).toBe(true)
  await page.getByRole('button', { name: `Tôi cũng gặp ${known.number}` }).click()
  await page.locator('.facts').getByText('Người cũng gặp').waitFor()
  expect(new URL(page.url()).pathname).toBe(`/report/${known.number}`)
  expect(await page.locator('.facts').innerText()).toMatch(/Người cũng gặp\s*1/)
  // Nothing is left of the draft.
  await page.goto(new URL('/report', base).href)
  await page.getByRole('button', { name: 'Gửi phản ánh mới' }).waitFor()
  await page.waitForTimeout(300)
  expect(await page.getByText('Bạn có một bản nháp').count()).toBe(0)
}, 120_000)

it('a photo that did not go through is sent when the page is opened again, with its report', async () => {
  const page = await beginAt(await somewhere(12), /ERR_FAILED|Failed to load/)
  const context = page.context()
  let lost = 0
  await page.route(/\/api\/report-photos$/, (route) => {
    lost++
    return route.abort()
  })
  await tell(page, 'Việc khác', `Bảng tên đường gãy ${process.pid}`)
  await pass(page)
  await step(page, 'photos')
  await page.getByLabel('Chọn ảnh có sẵn').setInputFiles(aPicture)
  await page.getByText('Chưa gửi được').waitFor()
  expect(await axe(page)).toEqual([])
  await next(page)
  await step(page, 'contact')
  await next(page)
  await step(page, 'check')
  await page.locator('.write').getByRole('button', { name: 'Gửi phản ánh' }).click()
  await page.getByRole('button', { name: 'Thử lại ngay' }).waitFor()
  expect(lost).toBeGreaterThanOrEqual(2)
  await page.close()
  const later = await context.newPage()
  const posted = later.waitForRequest((one) => one.method() === 'POST' && /\/api\/reports$/.test(one.url()))
  await later.goto(new URL('/report', base).href)
  expect((await posted).postDataJSON().photos).toHaveLength(1)
  await later.getByRole('heading', { name: 'Đã gửi phản ánh' }).waitFor()
}, 120_000)

it('the sender rates the result, and what is not fixed is opened again and reaches the agency', async () => {
  const { number, follow } = await published(await somewhere(13), 'roads', `Nắp cống vỡ ${process.pid} (hư cấu)`)
  await act(agency, number, 'resolve', { public_words: 'Đã thay nắp cống.', photos: [await uploaded()] })
  // Nobody else is asked.
  const other = await open(`/report/${number}`, desktop)
  await other.locator('[data-state=resolved]').waitFor()
  await other.getByText('Ảnh sau xử lý được cán bộ trực xem lại').waitFor()
  expect(await other.getByText('Kết quả thế nào?').count()).toBe(0)

  const page = await open(`/report/${number}#${follow}`, phone)
  await page.getByRole('heading', { name: 'Kết quả thế nào?' }).waitFor()
  expect(await axe(page)).toEqual([])
  await page.getByText('Tạm được', { exact: true }).click()
  await page.locator('.feedback').getByRole('button', { name: 'Gửi đánh giá' }).click()
  await page.getByText('Bạn đã đánh giá: Tạm được.').waitFor()
  await page.getByRole('button', { name: 'Việc chưa xong' }).click()
  await page.locator('.feedback textarea:focus').waitFor()
  await page.getByLabel('Còn gì chưa xong?').fill('Nắp mới vẫn kênh, xe đi qua kêu to.')
  await page.getByLabel('Thêm ảnh').setInputFiles(aPicture)
  expect(await axe(page)).toEqual([])
  expect(await fits(page)).toBe(true)
  await page.getByRole('button', { name: 'Báo chưa xong' }).click()
  await page.locator('[data-state=assigned]').waitFor()
  await page.locator('[data-action=reopen]').waitFor()
  expect((await atDesk(agency, number)).state).toBe('assigned')
}, 120_000)

it('the public sees reports as marks that open them, on their own map and as a layer of the handbook', async () => {
  const at = await somewhere(14)
  const words = `Rác chất đống ${process.pid} (hư cấu)`
  const { number } = await published(at, 'waste', words)
  // A touch of the mark opens the report; the list says the same.
  const page = await open(`/report?map=${at.join(',')},17`, phone)
  await page.locator(`[data-report="${number}"]`).getByText(words).waitFor()
  await drawn(page)
  await expect
    .poll(async () => {
      const { x, y } = await onCanvas(page, at)
      await page.locator('.canvas').tap({ position: { x, y } })
      return new URL(page.url()).pathname
    })
    .toBe(`/report/${number}`)
  await page.getByText(words).waitFor()

  const map = await open(`/?map=${at.join(',')},17&layers=reports`, desktop)
  await drawn(map)
  const mark = await onCanvas(map, at)
  await map.locator('.canvas').click({ position: mark })
  await map.getByRole('link', { name: number }).click()
  await map.locator('[data-state=in_progress]').waitFor()
  expect(new URL(map.url()).pathname).toBe(`/report/${number}`)
}, 120_000)

it('on a phone the bar of screens shows where one is, each name large enough for a thumb', async () => {
  for (const [path, who] of [
    ['/', undefined],
    ['/environment', undefined],
    ['/report', undefined],
    ['/desk/reports', officer],
  ] as const) {
    const page = await open(path, { ...phone, storageState: await who?.storageState() })
    await page.locator('.view[aria-current]').waitFor()
    const wrong = () =>
      page.locator('.viewbar').evaluate((bar) => {
        const room = bar.querySelector('nav')?.getBoundingClientRect()
        const here = bar.querySelector('[aria-current]')?.getBoundingClientRect()
        const hidden = !room || !here || here.left < room.left - 1 || here.right > room.right + 1
        const small = [...bar.querySelectorAll('a, button')].filter((one) => {
          const { width } = one.getBoundingClientRect()
          return width > 0 && width < 32
        })
        return [...small.map((one) => one.outerHTML), ...(hidden ? ['hidden'] : [])]
      })
    await expect.poll(wrong).toEqual([])
    expect(await fits(page)).toBe(true)
  }
}, 60_000)
