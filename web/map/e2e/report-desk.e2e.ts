import { beforeAll, expect, it } from 'vitest'
import { signedIn } from './accounts'
import { axe, desktop, open, phone, useBrowser } from './browser'
import { pngOf } from './picture'
import { fits, moves, queueOf, quiet, report, state, submit, type Who } from './report-desk'

useBrowser()

const code = `thu-${process.pid}`
const unit = `Đơn vị thử ${process.pid} (hư cấu)`
let officer: Who
let agency: Who

beforeAll(async () => {
  officer = await signedIn(`truc.${process.pid}`, 'ioc', 'Cán bộ trực (hư cấu)')
}, 120_000)

it('an agency and its route are made at the desk', async () => {
  const page = await open('/desk/reports?part=routing', { ...desktop, storageState: officer }, quiet)
  await page.getByRole('button', { name: 'Thêm đơn vị' }).click()
  await page.getByLabel('Mã', { exact: true }).fill(code)
  await page.getByLabel('Tên tiếng Việt').fill(unit)
  await page.getByRole('button', { name: 'Lưu' }).click()
  await page.locator(`[data-agency="${code}"]`).waitFor()
  await page.getByRole('button', { name: 'Thêm tuyến' }).click()
  await page.locator('.move-form').getByLabel('Loại việc').selectOption('roads')
  await page.locator('.move-form').getByLabel('Đơn vị').selectOption(code)
  expect(await axe(page)).toEqual([])
  await page.getByRole('button', { name: 'Lưu' }).click()
  await page.getByText(`mọi nơi: ${unit}`).waitFor()
  agency = await signedIn(`dv.${process.pid}`, 'agency', 'Cán bộ đơn vị (hư cấu)', [], ['--agency', code])
}, 120_000)

it('a report goes its whole way: verified, assigned, waiting, resolved, and not fixed', async () => {
  const { number, follow } = await report({ words: `Vỉa hè sụt trước cổng trường ${process.pid}`, photo: true })
  const desk = await queueOf(officer, number)
  expect(await axe(desk)).toEqual([])
  // By keys alone: the row, the report, the form.
  await desk.locator('h1').first().focus()
  await desk.keyboard.press('j')
  await desk.locator('.queue-open:focus').waitFor()
  await desk.keyboard.press('Enter')
  await moves(desk).waitFor()
  expect(await axe(desk)).toEqual([])
  // Who sent it is told for a purpose.
  await desk.getByLabel('Mục đích').fill('Hỏi thêm vị trí sụt lún')
  await desk.getByRole('button', { name: 'Xem liên hệ' }).click()
  await desk.locator('[data-test=contact]').getByText('0900 000 001').waitFor()
  // What the public must not see is covered.
  await desk.getByRole('button', { name: 'Che bớt ảnh 1' }).click()
  const stage = desk.locator('.stage')
  await stage.scrollIntoViewIfNeeded()
  const box = await stage.boundingBox()
  if (!box) throw new Error('no stage')
  await desk.mouse.move(box.x + 40, box.y + 40)
  await desk.mouse.down()
  await desk.mouse.move(box.x + 160, box.y + 120, { steps: 4 })
  await desk.mouse.up()
  await desk.getByRole('button', { name: 'Ô 1' }).waitFor()
  expect(await axe(desk)).toEqual([])
  await desk.getByRole('button', { name: 'Che 1 ô' }).click()
  await desk.getByText(/đã che/).waitFor()

  await desk.locator('h1').first().focus()
  await desk.keyboard.press('v')
  // What the reporter wrote is gone through before everybody reads it.
  expect(await desk.getByLabel('Lời công khai').inputValue()).toContain('Vỉa hè sụt trước cổng trường')
  await desk.getByLabel('Lời công khai').fill('')
  await submit(desk, 'Xác minh')
  expect(await desk.getByLabel('Lời công khai').evaluate((field: HTMLTextAreaElement) => field.validity.valid)).toBe(
    false,
  )
  await desk.getByLabel('Lời công khai').fill('Vỉa hè bị sụt trước cổng trường.')
  await desk.getByLabel('Cho công chúng thấy ảnh 1').check()
  expect(await axe(desk)).toEqual([])
  await submit(desk, 'Xác minh')
  await state(desk, 'verified')
  await moves(desk).getByRole('button', { name: 'Chuyển đơn vị' }).click()
  await submit(desk, 'Chuyển đơn vị')
  await state(desk, 'assigned')

  const theirs = await queueOf(agency, number, phone)
  await theirs.locator('.queue-open').first().click()
  await moves(theirs).waitFor()
  expect(await axe(theirs)).toEqual([])
  expect(await fits(theirs)).toBe(true)
  expect(await theirs.getByText('Xem liên hệ').count()).toBe(0)
  await moves(theirs).getByRole('button', { name: 'Bắt đầu xử lý' }).click()
  await submit(theirs, 'Bắt đầu xử lý')
  await state(theirs, 'in_progress')
  await moves(theirs).getByRole('button', { name: 'Tạm chờ' }).click()
  await theirs.getByLabel('Lý do').selectOption('budget')
  await theirs.getByLabel('Nơi quyết định').fill('Sở Tài chính')
  await theirs.getByLabel('Ngày xem lại').fill('2027-01-15')
  await theirs.getByLabel('Lời công khai').fill('Đang chờ bố trí kinh phí sửa vỉa hè.')
  await submit(theirs, 'Tạm chờ')
  await state(theirs, 'waiting')
  const citizen = await open(`/report/${number}#${follow}`, phone, quiet)
  await citizen.getByText('Sở Tài chính').waitFor()
  await citizen.getByText('15/01/2027').waitFor()
  await moves(theirs).getByRole('button', { name: 'Tiếp tục' }).click()
  await submit(theirs, 'Tiếp tục')
  await state(theirs, 'in_progress')
  await moves(theirs).getByRole('button', { name: 'Báo đã xử lý' }).click()
  await theirs.getByLabel('Lời công khai').fill('Đã lát lại vỉa hè.')
  const result = { name: 'xong.png', mimeType: 'image/png', buffer: pngOf(640, 480) }
  await theirs.getByLabel('Ảnh', { exact: true }).setInputFiles(result)
  await submit(theirs, 'Báo đã xử lý')
  await state(theirs, 'resolved')

  // The public sees the photo of the result when the desk has looked at it.
  await citizen.reload()
  await citizen.getByText('Đã lát lại vỉa hè.').first().waitFor()
  await citizen.getByText('Ảnh sau xử lý được cán bộ trực xem lại').waitFor()
  await state(desk, 'resolved')
  await desk.getByText('Ảnh kết quả chưa công khai').waitFor()
  await moves(desk).getByRole('button', { name: 'Đóng', exact: true }).click()
  await desk.getByLabel('Cho công chúng thấy ảnh 2').check()
  await submit(desk, 'Đóng')
  await state(desk, 'closed')

  // The reporter sees it and says that it is not done.
  await citizen.reload()
  await citizen.getByRole('heading', { name: 'Ảnh sau xử lý' }).waitFor()
  expect(await axe(citizen)).toEqual([])
  expect(await fits(citizen)).toBe(true)
  await citizen.getByRole('button', { name: 'Việc chưa xong' }).click()
  await citizen.getByLabel('Còn gì chưa xong?').fill('Vẫn còn một hố.')
  await citizen.getByRole('button', { name: 'Báo chưa xong' }).click()
  await citizen.locator('[data-state=assigned]').waitFor()
}, 300_000)

it('of two who act at once the second is told who was first', async () => {
  const { number } = await report({ words: `Nắp cống mất ${process.pid}` })
  const [one, two] = [await queueOf(officer, number), await queueOf(officer, number)]
  // The second hears nothing of the first's action, as on a line that is down for a moment.
  await two.route(/\/events/, (route) => route.abort())
  await two.reload()
  for (const page of [one, two]) {
    await page.locator('.queue-open').first().click()
    await moves(page).waitFor()
    await moves(page).getByRole('button', { name: 'Không tiếp nhận' }).click()
    await page.getByLabel('Lời công khai').fill('Không rõ địa điểm.')
  }
  await submit(one, 'Không tiếp nhận')
  await state(one, 'rejected')
  await submit(two, 'Không tiếp nhận')
  await two.locator('[data-test=conflict]').getByText(`truc.${process.pid}`).waitFor()
  await state(two, 'rejected')
  expect(await axe(two)).toEqual([])
}, 120_000)

it('what another officer changes under a form is said, and nothing of either is lost', async () => {
  const { number } = await report({ words: `Cây đổ ${process.pid}` })
  const [one, two] = [await queueOf(officer, number), await queueOf(officer, number)]
  for (const page of [one, two]) {
    await page.locator('.queue-open').first().click()
    await moves(page).getByRole('button', { name: 'Sửa', exact: true }).click()
  }
  await two.getByLabel('Lời công khai').fill('Cây đổ chắn đường.')
  await one.getByLabel('Chỗ cụ thể').fill('Trước chợ Bà Rịa')
  await submit(one, 'Sửa')
  await two.locator('[data-test=meanwhile]').waitFor()
  await submit(two, 'Sửa')
  await two.getByRole('alert').getByText('Phản ánh đã thay đổi trong lúc bạn viết').waitFor()
  expect(await two.getByLabel('Lời công khai').inputValue()).toBe('Cây đổ chắn đường.')
  expect(await axe(two)).toEqual([])
  await two.getByRole('button', { name: 'Đã xem, làm tiếp' }).click()
  await submit(two, 'Sửa')
  await two.locator('[data-action=edit]').nth(1).waitFor()
  await two.locator('.facts').getByText('Cây đổ chắn đường.').waitFor()
  await two.locator('.facts').getByText('Trước chợ Bà Rịa').waitFor()
}, 120_000)

it('counts are shown as numbers and bars, of communes by their names', async () => {
  const page = await open('/desk/reports?part=statistics', { ...phone, storageState: officer }, quiet)
  await page.getByRole('heading', { name: 'Theo đơn vị' }).waitFor()
  await page
    .getByRole('region', { name: 'Theo xã, phường' })
    .getByText(/^(Phường|Xã|Đặc khu) /)
    .first()
    .waitFor()
  expect(await axe(page)).toEqual([])
  expect(await fits(page)).toBe(true)
}, 120_000)
