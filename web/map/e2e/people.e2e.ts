import type { BrowserContextOptions } from 'playwright-core'
import { beforeAll, expect, it } from 'vitest'
import { signedIn } from './accounts'
import { axe, base, desktop, open, phone, useBrowser } from './browser'

useBrowser()

/** Another each time, so that the tests can be run again on one database. */
const self = `people.${process.pid}`
let administrator: BrowserContextOptions['storageState']

beforeAll(async () => {
  administrator = await signedIn(self, 'administrator', 'Quản trị (hư cấu)')
}, 120_000)

it.each([
  ['desktop', desktop],
  ['phone', phone],
])(
  '%s: an administrator makes an account, limits it, gives its link, disables it',
  async (name, options) => {
    const login = `${self}.${name}`
    const who = `Người ${name} ${process.pid} (hư cấu)`
    const page = await open('/desk/accounts', { ...options, storageState: administrator }, /422/)
    await page.getByRole('button', { name: 'Thêm tài khoản' }).click()
    expect(await axe(page)).toEqual([])
    await page.getByLabel('Tên đăng nhập').fill(login)
    await page.getByLabel('Họ tên').fill(who)
    await page.getByLabel('Mã xã phụ trách').fill('26506; 26526')
    await page.getByRole('button', { name: 'Lưu' }).click()
    const line = page.locator(`[data-user="${login}"]`)
    await line.getByText('cán bộ địa chính, xã 26506, 26526').waitFor()
    await line.getByText('chưa đặt mật khẩu').waitFor()

    await page.getByRole('button', { name: `Liên kết mật khẩu cho ${who}` }).click()
    const link = await page.locator('[data-test=secret] .secret-text').innerText()
    expect(link).toMatch(/#reset=[\w-]{20,}$/)
    expect(await axe(page)).toEqual([])
    const theirs = await open(new URL(link).hash ? `/${new URL(link).hash}` : '/')
    await theirs.getByLabel('Mật khẩu mới').waitFor()
    await page.locator('[data-test=secret]').getByRole('button', { name: 'Đóng' }).click()
    expect(await page.content()).not.toContain(link)

    await page.getByRole('button', { name: `Sửa tài khoản ${who}` }).click()
    await page.getByLabel('Mã xã phụ trách').fill('')
    await page.getByRole('button', { name: 'Lưu' }).click()
    await line.getByText('toàn tỉnh').waitFor()
    await page.getByRole('button', { name: `Khóa tài khoản ${who}` }).click()
    await line.getByText('bị đăng xuất ngay').waitFor()
    expect(await axe(page)).toEqual([])
    await line.getByRole('button', { name: 'Khóa', exact: true }).click()
    await line.getByText('đã khóa').waitFor()
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true)
    expect(await axe(page)).toEqual([])

    await page.getByRole('button', { name: 'Thêm tài khoản' }).click()
    await page.getByLabel('Tên đăng nhập').fill(login)
    await page.getByLabel('Họ tên').fill('Trùng tên')
    await page.getByRole('button', { name: 'Lưu' }).click()
    await page.locator('.person-form [role=alert]').waitFor()
  },
  180_000,
)

it('a token is shown once and ends at once', async () => {
  const name = `Nhập hằng đêm ${process.pid}`
  const page = await open('/desk/accounts', { ...desktop, storageState: administrator })
  await page.getByRole('button', { name: 'Tạo mã truy cập' }).click()
  await page.getByLabel('Dùng cho việc gì').fill(name)
  await page.getByRole('button', { name: 'Tạo mã truy cập' }).click()
  const token = await page.locator('[data-test=secret] .secret-text').innerText()
  const asked = () => fetch(new URL('/api/imports', base), { headers: { Authorization: `Bearer ${token}` } })
  expect((await asked()).status).toBe(200)
  expect(await axe(page)).toEqual([])
  const line = page.locator(`[data-token="${name}"]`)
  await line.getByText('không thời hạn').waitFor()
  await page.getByRole('button', { name: `Thu hồi mã ${name}` }).click()
  await line.getByRole('button', { name: 'Thu hồi', exact: true }).click()
  await page.getByText(/Mã đã thu hồi hoặc hết hạn/).click()
  await line.getByText('đã thu hồi').waitFor()
  expect((await asked()).status).toBe(401)
})

it('nobody else sees accounts', async () => {
  const page = await open('/desk/accounts')
  await page.getByText('Hãy đăng nhập bằng tài khoản được cấp.').waitFor()
  expect(await page.getByRole('button', { name: 'Thêm tài khoản' }).count()).toBe(0)
})
