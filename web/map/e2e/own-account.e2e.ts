import type { BrowserContextOptions, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import type { Session, SignedIn } from '../src/api/types'
import { axe, base, desktop, open, phone, useBrowser } from './browser'
import { sotay } from './program'

useBrowser()

const password = 'một câu dễ nhớ của cán bộ'
const another = 'một câu dễ nhớ khác hẳn'
/** Another each time, so that the tests can be run again on one database. */
const self = `own.${process.pid}`

const chrome =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36'
const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0'
const safari =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1'
const edge = `${chrome} Edg/143.0.0.0`

const asking = (path: string, headers: Record<string, string>, method = 'GET', body?: unknown) =>
  fetch(new URL(path, base), {
    method,
    headers: { 'Content-Type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })

/** Makes an account with a password. */
async function account(login: string): Promise<void> {
  const { stdout } = await sotay(
    'user',
    'add',
    login,
    '--name',
    `${login} (hư cấu)`,
    '--role',
    'land_officer',
    '--json',
  )
  const { link } = JSON.parse(stdout) as { link: string }
  expect((await asking('/api/password/reset', {}, 'POST', { link, password })).status).toBe(200)
}

/** Signs in as a browser does that calls itself so, and gives the cookie that it keeps. */
async function signIn(login: string, agent: string, by = password): Promise<string> {
  const answer = await asking('/api/session', { 'User-Agent': agent }, 'POST', { login, password: by })
  expect(answer.status).toBe(200)
  return (answer.headers.getSetCookie()[0] ?? '').split(';')[0] ?? ''
}

/** Whether a session is still open. */
async function isOpen(cookie: string): Promise<boolean> {
  const answer = await asking('/api/session', { Cookie: cookie })
  return answer.ok && ((await answer.json()) as Session).user !== null
}

/** The page of somebody who is signed in there, with the account's dialog open. */
async function openAccount(cookie: string, options: BrowserContextOptions, quiet?: RegExp): Promise<Page> {
  const [name = '', value = ''] = cookie.split('=')
  const kept = { name, value, domain: '127.0.0.1', path: '/', expires: -1, httpOnly: true, secure: true }
  const storageState = { cookies: [{ ...kept, sameSite: 'Lax' as const }], origins: [] }
  const page = await open('/', { ...options, storageState }, quiet)
  await page
    .getByRole('banner')
    .getByTitle(/cán bộ địa chính/)
    .click()
  return page
}

const narrowEnough = (page: Page) =>
  page.evaluate(() => {
    const dialog = document.querySelector('dialog')
    return !!dialog && dialog.scrollWidth <= dialog.clientWidth && document.documentElement.scrollWidth <= innerWidth
  })

describe.each([
  ['desktop', desktop],
  ['phone', phone],
])('%s: the own account', (name, options) => {
  it('tells where it is open, and signs out there', async () => {
    const login = `${self}.places.${name}`
    await account(login)
    const here = await signIn(login, chrome)
    const others = [await signIn(login, firefox), await signIn(login, safari), await signIn(login, edge)]
    const page = await openAccount(here, options)
    const dialog = page.getByRole('dialog')
    const places = dialog.locator('.place')
    await places.nth(3).waitFor()
    expect(await places.first().innerText()).toMatch(/Chrome trên Windows\s*thiết bị này/)
    expect(await places.first().innerText()).toContain('127.0.0.1')
    expect(await places.first().getByRole('button').count()).toBe(0)
    expect(await axe(page)).toEqual([])
    expect(await narrowEnough(page)).toBe(true)

    await dialog.getByRole('button', { name: 'Đăng xuất Firefox trên Linux' }).click()
    await dialog.getByText('Đã đăng xuất Firefox trên Linux.').waitFor()
    await places.filter({ hasText: 'Firefox' }).waitFor({ state: 'detached' })
    expect(await Promise.all([here, ...others].map(isOpen))).toEqual([true, false, true, true])

    await dialog.getByRole('button', { name: 'Đăng xuất mọi nơi khác' }).click()
    await dialog.getByText('Tài khoản này không đăng nhập ở nơi nào khác.').waitFor()
    expect(await places.count()).toBe(1)
    expect(await Promise.all([here, ...others].map(isOpen))).toEqual([true, false, false, false])
    expect(await axe(page)).toEqual([])
  })

  it('gets another password, and all other places end', async () => {
    const login = `${self}.password.${name}`
    await account(login)
    const here = await signIn(login, chrome)
    const other = await signIn(login, firefox)
    const page = await openAccount(here, options, /401/)
    const dialog = page.getByRole('dialog')
    await dialog.locator('.place').nth(1).waitFor()
    await dialog.getByRole('button', { name: 'Đổi mật khẩu' }).click()
    const now = dialog.getByLabel('Mật khẩu hiện nay')
    const fresh = dialog.getByLabel('Mật khẩu mới')
    const submit = dialog.getByRole('button', { name: 'Đổi mật khẩu' })
    expect(await now.evaluate((field) => field === document.activeElement)).toBe(true)
    expect(await narrowEnough(page)).toBe(true)

    await now.fill('sai mật khẩu rồi nhé')
    await fresh.fill(another)
    await submit.click()
    await dialog.getByText('Mật khẩu hiện nay không đúng. Mật khẩu chưa được đổi.').waitFor()
    expect(await axe(page)).toEqual([])
    expect(await isOpen(other)).toBe(true)

    await now.fill(password)
    await fresh.fill('quá ngắn')
    await submit.click()
    await dialog.getByText('Mật khẩu mới cần từ 15 đến 200 ký tự. Mật khẩu chưa được đổi.').waitFor()

    await fresh.fill(another)
    await dialog.getByLabel('Hiện mật khẩu').check()
    expect(await fresh.getAttribute('type')).toBe('text')
    await submit.click()
    await dialog.getByText('Đã đổi mật khẩu. Mọi nơi khác đã bị đăng xuất.').waitFor()
    await dialog.getByText('Tài khoản này không đăng nhập ở nơi nào khác.').waitFor()
    expect(await Promise.all([here, other].map(isOpen))).toEqual([false, false])
    expect(await axe(page)).toEqual([])
    await page.reload()
    await page
      .getByRole('banner')
      .getByTitle(/cán bộ địa chính/)
      .waitFor() // signed in here, by a new session
    expect((await asking('/api/session', {}, 'POST', { login, password })).status).toBe(401)
    expect(await isOpen(await signIn(login, firefox, another))).toBe(true)
  })
})

it('who was signed out from another place is asked to sign in again, and told why', async () => {
  const login = `${self}.ended`
  await account(login)
  const here = await signIn(login, chrome)
  const page = await openAccount(here, desktop, /401/)
  await page.getByRole('dialog').locator('.place').waitFor()
  await page.getByRole('dialog').getByRole('button', { name: 'Đóng' }).click()
  const elsewhere = { Cookie: await signIn(login, firefox) }
  const { sessions } = (await (await asking('/api/sessions', elsewhere)).json()) as { sessions: SignedIn[] }
  for (const { id } of sessions.filter(({ current }) => !current)) {
    expect((await asking(`/api/sessions/${id}`, elsewhere, 'DELETE')).status).toBe(200)
  }
  await page
    .getByRole('banner')
    .getByTitle(/cán bộ địa chính/)
    .click()
  await page.getByText('Phiên đăng nhập đã bị kết thúc từ nơi khác. Hãy đăng nhập lại.').waitFor()
  await page.getByRole('dialog').getByLabel('Tên đăng nhập').waitFor()
  expect(await axe(page)).toEqual([])
})
