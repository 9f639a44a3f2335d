import type { Server } from 'node:http'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { axe, desktop, open, phone, useBrowser } from './browser'
import { startProvider } from './provider'

useBrowser()

const issuer = process.env.SOTAY_OIDC_ISSUER
const site = process.env.SOTAY_URL
if (!issuer || !site)
  throw new Error('Set SOTAY_OIDC_ISSUER as the server under test has it: a free port of 127.0.0.1.')

let provider: Server
beforeAll(async () => {
  provider = await startProvider(issuer, new URL('/api/session/elsewhere/back', site).href, {
    name: 'Lê Thị Nơi Khác (hư cấu)',
    email: 'noi.khac@tinh.example',
    email_verified: true,
  })
})
afterAll(() => {
  provider.closeAllConnections()
  provider.close()
})

it.each([
  ['desktop', desktop],
  ['phone', phone],
])('%s: signs in with the account of another place and comes back to what was shown', async (_name, options) => {
  const page = await open('/?map=107.0843,10.346,15', options, /./)
  await page.getByRole('banner').getByRole('button', { name: 'Đăng nhập' }).click()
  const way = page.getByRole('dialog').getByRole('link', { name: 'Đăng nhập bằng tài khoản tỉnh' })
  await way.waitFor()
  expect(await axe(page)).toEqual([])
  await way.click()
  await page.locator('input[name=login]').fill('person-1')
  await page.locator('input[name=password]').fill('any')
  await page.locator('button[type=submit]').click()
  await page.locator('button[type=submit]').click() // to let the handbook know the name
  await page.waitForURL((url) => url.origin === new URL(site).origin)
  expect(page.url()).toContain('map=107.08')
  await page
    .getByRole('banner')
    .getByTitle(/Lê Thị Nơi Khác \(hư cấu\), người dân/)
    .click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('Tài khoản này đăng nhập bằng tài khoản tỉnh, không có mật khẩu ở đây.').waitFor()
  await dialog.locator('.place[data-current=true]').waitFor()
  expect(await dialog.getByRole('button', { name: 'Đổi mật khẩu' }).count()).toBe(0)
  expect(await axe(page)).toEqual([])
})

it('says so when the person refuses there', async () => {
  const page = await open('/', desktop, /./)
  await page.getByRole('banner').getByRole('button', { name: 'Đăng nhập' }).click()
  await page
    .getByRole('dialog')
    .getByRole('link', { name: /tài khoản tỉnh/ })
    .click()
  await page.getByRole('link', { name: /cancel/i }).click()
  await page.getByText('Nơi đăng nhập không xác nhận bạn.').waitFor()
  expect(page.url()).not.toContain('sign-in')
  expect(await axe(page)).toEqual([])
})
