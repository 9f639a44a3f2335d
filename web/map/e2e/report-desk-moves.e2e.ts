import type { APIRequestContext } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { signedIn } from './accounts'
import { ask, axe, open, phone, someParcel, useBrowser } from './browser'
import {
  act,
  begin,
  clientOf,
  deskOf,
  fact,
  makeAgency,
  moves,
  queueOf,
  quiet,
  report,
  state,
  submit,
  token,
  type Who,
} from './report-desk'

useBrowser()

const code = `viec-${process.pid}`
const unit = `Đơn vị việc ${process.pid} (hư cấu)`
let officer: Who
let agency: Who
let duty: APIRequestContext
let unitClient: APIRequestContext

beforeAll(async () => {
  officer = await signedIn(`viec.${process.pid}`, 'ioc', 'Cán bộ trực (hư cấu)')
  duty = await clientOf(officer)
  await makeAgency(duty, code, unit)
  agency = await signedIn(`dvv.${process.pid}`, 'agency', 'Cán bộ đơn vị (hư cấu)', [], ['--agency', code])
  unitClient = await clientOf(agency)
}, 300_000)
afterAll(() => Promise.all([duty.dispose(), unitClient.dispose()]))

/** A report that the agency works on. */
async function worked(words: string) {
  const sent = await report({ words })
  await act(duty, sent.number, { action: 'verify', public_words: words, publish: true })
  await act(duty, sent.number, { action: 'assign', agency: code })
  return sent
}

it('what was told twice is merged, and what is two matters is split', async () => {
  const [lon, lat] = (await someParcel()).point
  const first = await report({ words: `Cây đổ chắn đường ${process.pid}`, category: 'trees', at: [lon, lat] })
  const again = await report({ words: `Cây ngã, rác đầy ${process.pid}`, category: 'trees', at: [lon + 0.0003, lat] })
  const desk = await deskOf(officer, again.number)
  // The other one is not published yet, and is offered all the same.
  const offer = desk.locator('[data-test=similar] li', { hasText: first.number })
  await offer.getByText(/cách \d+ m/).waitFor()
  await offer.getByRole('button', { name: `Gộp vào việc này: ${first.number}` }).click()
  expect(await desk.getByLabel('Mã phản ánh giữ lại').inputValue()).toBe(first.number)
  expect(await axe(desk)).toEqual([])
  await submit(desk, 'Gộp')
  await state(desk, 'rejected')
  // From the one to the other.
  await fact(desk, 'Đã gộp vào').getByRole('button', { name: first.number }).click()
  await fact(desk, 'Đã gộp vào đây').getByText(again.number).waitFor()
  await desk.getByText('Có phản ánh khác gộp vào đây').waitFor()
  const { merged_into } = await ask<{ merged_into: string }>(`/api/reports/${again.number}`)
  expect(merged_into).toBe(first.number)

  await begin(desk, 'Tách')
  await desk.locator('.move-form').getByLabel('Loại việc').selectOption('waste')
  await desk.locator('.move-form').getByLabel('Lời công khai').fill(`Rác đầy bên đường ${process.pid}`)
  await submit(desk, 'Tách')
  const step = desk.locator('.time-line [data-action=split]')
  const part = /PA\d\d-\w{4}-\w{4}/.exec((await step.textContent()) ?? '')?.[0] ?? ''
  const other = await deskOf(officer, part)
  await fact(other, 'Tách từ').getByText(first.number).waitFor()
  await state(other, 'received')
  expect(await other.locator('h1').last().textContent()).toMatch(/Rác/)
}, 300_000)

it('an agency asks for time and gets it, and returns what is not its own', async () => {
  const { number } = await worked(`Cột đèn nghiêng ${process.pid}`)
  const theirs = await deskOf(agency, number, phone)
  await begin(theirs, 'Gia hạn')
  await theirs.getByText('hạn chỉ đổi khi bàn trực đồng ý').waitFor()
  await theirs.getByLabel('Hạn mới').fill('2027-06-15T09:30')
  await theirs.getByLabel('Lời nội bộ').fill('Chờ cột mới về.')
  await submit(theirs, 'Gia hạn')
  await fact(theirs, 'Đơn vị xin đến').getByText('15/06/2027 09:30').waitFor()

  const desk = await deskOf(officer, number)
  await begin(desk, 'Gia hạn')
  expect(await desk.getByLabel('Hạn mới').inputValue()).toBe('2027-06-15T09:30')
  await desk.getByLabel('Lời nội bộ').fill('Đồng ý.')
  await submit(desk, 'Gia hạn')
  await desk.locator('.row-foot').getByText('hạn 15/06/2027 09:30').waitFor()
  await desk
    .locator('[data-deadline=far]')
    .getByText(/còn \d+ ngày làm việc/)
    .waitFor()
  await desk.getByText('đến 15/06/2027 09:30').first().waitFor()

  await theirs.locator('.row-foot').getByText('hạn 15/06/2027 09:30').waitFor()
  await begin(theirs, 'Trả lại')
  await theirs.getByLabel('Lời nội bộ').fill('Cột của điện lực.')
  await submit(theirs, 'Trả lại')
  // It is not theirs any more.
  await theirs.getByText('Không có phản ánh nào khớp bộ lọc.').waitFor()
  await state(desk, 'verified')
  await desk.getByText('Cột của điện lực.').waitFor()
}, 300_000)

it('what is resolved is rated, closed by a key, and opened again', async () => {
  const { number, follow } = await worked(`Vạch sơn mờ ${process.pid}`)
  await act(unitClient, number, { action: 'start' })
  const photos = [await token(unitClient)]
  await act(unitClient, number, { action: 'resolve', public_words: 'Đã sơn lại vạch.', photos })
  const citizen = await open(`/report/${number}#${follow}`, phone, quiet)
  await citizen.locator('label', { has: citizen.locator('[value=satisfied]') }).click()
  await citizen.getByLabel('Góp ý thêm').fill('Sơn đẹp.')
  await citizen.getByRole('button', { name: 'Gửi đánh giá' }).click()
  await citizen.getByText('Bạn đã đánh giá: Hài lòng.').waitFor()

  const desk = await deskOf(officer, number)
  await fact(desk, 'Đánh giá').getByText('Hài lòng').waitFor()
  await desk.locator('h1').first().focus()
  await desk.keyboard.press('c')
  await submit(desk, 'Đóng')
  await state(desk, 'closed')
  await begin(desk, 'Mở lại')
  await desk.getByLabel('Lời nội bộ').fill('Kiểm tra: vạch lại mờ.')
  await submit(desk, 'Mở lại')
  await state(desk, 'assigned')
  await queueOf(agency, number, phone)
}, 300_000)

it('others’ reports are not there for an agency', async () => {
  const mine = await worked(`Của đơn vị này ${process.pid}`)
  const other = await report({ words: `Của ai khác ${process.pid}` })
  const { reports } = await (await duty.get(`/api/desk/reports?q=${other.number}`)).json()
  const page = await open(`/desk/reports?report=${reports[0].id}`, { ...phone, storageState: agency }, quiet)
  await page.getByText('Không có phản ánh này, hoặc bạn không được xem.').waitFor()
  await page.getByRole('button', { name: 'Về hàng chờ' }).click()
  await page.locator(`[data-report="${mine.number}"]`).waitFor()
  expect(await page.locator('.queue-row').count()).toBeLessThan(6)
  expect(await page.locator(`[data-report="${other.number}"]`).count()).toBe(0)
  // Nor the desk's other pages, nor in a file.
  expect(await page.getByRole('button', { name: 'Thống kê' }).count()).toBe(0)
  const csv = await (await unitClient.get('/api/desk/reports.csv')).text()
  expect(csv).toContain(mine.number)
  expect(csv).not.toContain(other.number)
  expect(await moves(page).count()).toBe(0)
}, 300_000)
