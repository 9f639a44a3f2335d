import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Parcel, Units } from '../src/api/types'
import { ask, axe, desktop, open, phone, someParcel, title, useBrowser } from './browser'

useBrowser()

const run = promisify(execFile)
/** The command line beside the running server, on its data folder. */
const sotay = async (...args: string[]): Promise<string> => (await run('../../bin/sotay', args)).stdout

const password = 'một câu dễ nhớ của cán bộ'
let parcel: Parcel
/** Makes an account and gives the address of its one-time link. */
async function account(login: string, role: string): Promise<string> {
  const said = await sotay('user', 'add', login, '--name', `${login} (hư cấu)`, '--role', role, '--json')
  return `/#reset=${(JSON.parse(said) as { link: string }).link}`
}
beforeAll(async () => {
  parcel = await someParcel()
})

describe('an officer', () => {
  it.each([
    ['desktop', desktop],
    ['phone', phone],
  ])(
    '%s: sets a password by the link, signs in, reads the owner for a purpose and signs out',
    async (name, options) => {
      const login = `officer.${name}`
      const page = await open(await account(login, 'land_officer'), options, /40[01]/)
      await page.getByRole('heading', { name: 'Đặt mật khẩu' }).waitFor()
      expect(page.url()).not.toContain('reset')
      expect(await axe(page)).toEqual([])
      await page.getByLabel('Mật khẩu mới').fill(password)
      await page.getByRole('button', { name: 'Đặt mật khẩu' }).click()
      await page.getByRole('heading', { name: 'Đăng nhập' }).waitFor()
      await page.getByLabel('Tên đăng nhập').fill(login)
      await page.getByLabel('Mật khẩu').fill('sai mật khẩu rồi nhé')
      const submit = page.getByRole('dialog').getByRole('button', { name: 'Đăng nhập' })
      await submit.click()
      await page.getByText('Tên đăng nhập hoặc mật khẩu không đúng.').waitFor()
      expect(await axe(page)).toEqual([])
      await page.getByLabel('Mật khẩu').fill(password)
      await submit.click()
      await page.getByRole('dialog').waitFor({ state: 'detached' })

      await page.goto(new URL(`/?parcel=${parcel.id}`, page.url()).href)
      await title(page).filter({ hasText: 'Thửa' }).waitFor()
      await page.getByRole('heading', { name: 'Dành cho cán bộ' }).waitFor()
      const staff = page.locator('.staff')
      expect(await staff.innerText()).toContain('Diện tích pháp lý')
      await staff.getByRole('button', { name: 'Xem người sử dụng đất', exact: true }).click()
      await staff.getByLabel('Mục đích xem').fill('Giải quyết hồ sơ 12/2026')
      await staff.getByRole('button', { name: 'Ghi nhật ký và xem' }).click()
      await staff.getByText('(hư cấu)').first().waitFor()
      await staff.getByText(/Đã có \d+ lượt xem/).click()
      await staff.getByText('Giải quyết hồ sơ 12/2026').first().waitFor()
      expect(await axe(page)).toEqual([])

      expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true)
      await page
        .getByRole('banner')
        .getByTitle(/cán bộ địa chính/)
        .click()
      expect(await axe(page)).toEqual([])
      await page.getByRole('button', { name: 'Đăng xuất' }).click()
      await staff.waitFor({ state: 'detached' })
      expect(await page.locator('.panel').innerText()).not.toContain('Diện tích pháp lý')
    },
  )

  it('looks for an owner from the search box: for a purpose, and what was typed is in no address', async () => {
    const page = await open(await account('officer.search', 'land_officer'))
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    await page.getByLabel('Mật khẩu mới').fill(password)
    await page.getByRole('button', { name: 'Đặt mật khẩu' }).click()
    await page.getByRole('heading', { name: 'Đăng nhập' }).waitFor()
    await page.getByLabel('Tên đăng nhập').fill('officer.search')
    await page.getByLabel('Mật khẩu').fill(password)
    await page.getByRole('dialog').getByRole('button', { name: 'Đăng nhập' }).click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.locator('#search').fill('CS 01234567')
    await page.getByRole('button', { name: 'Tìm giấy chứng nhận CS 01234567' }).waitFor()
    await page.locator('#search').fill('Công ty CP 621')
    await page.getByRole('button', { name: 'Tìm người sử dụng đất “Công ty CP 621”' }).waitFor()
    await page.goto(new URL(`/?parcel=${parcel.id}`, page.url()).href)
    await title(page).filter({ hasText: 'Thửa' }).waitFor()
    await page.locator('#search').fill('nguyen')
    await page.getByRole('button', { name: 'Tìm người sử dụng đất “nguyen”' }).click()
    const dialog = page.getByRole('dialog')
    expect(await axe(page)).toEqual([])
    const commune = dialog.getByLabel('Xã, phường')
    expect(await commune.inputValue()).toBe(`${parcel.commune.name} (${parcel.commune.code})`)
    await dialog.getByLabel('Mục đích xem').fill('Giải quyết hồ sơ 13/2026')
    // A commune that is nowhere in view, by its name alone; then one that is none.
    const { units } = await ask<Units>('/api/communes?limit=200')
    const far = units.find(({ code, name }) => code !== parcel.commune.code && /^(?:Xã|Đặc khu) /.test(name))
    await commune.fill(far?.name ?? '')
    const sent = page.waitForRequest('**/api/owners')
    await dialog.getByRole('button', { name: 'Ghi nhật ký và tìm' }).click()
    expect((await sent).postDataJSON()).toMatchObject({ commune: far?.code, name: 'nguyen' })
    await dialog.getByRole('status').waitFor()
    await commune.fill('Xã Không Hề Có')
    await dialog.getByRole('button', { name: 'Ghi nhật ký và tìm' }).click()
    await dialog.getByText('Chưa rõ là xã, phường nào.').waitFor()
    await commune.fill(parcel.commune.name)
    asked.length = 0
    await dialog.getByRole('button', { name: 'Ghi nhật ký và tìm' }).click()
    const found = dialog.getByRole('listitem').first()
    await found.waitFor()
    expect(await found.innerText()).toMatch(/Thửa [\s\S]*Nguyễn [\s\S]*\(hư cấu\)/)
    expect(await axe(page)).toEqual([])
    expect(asked.filter((url) => /nguyen/i.test(url))).toEqual([])
    await found.getByRole('button').click()
    await title(page).filter({ hasText: 'Thửa' }).waitFor()
    expect(await dialog.count()).toBe(0)
  })

  it('the link works once', async () => {
    const link = await account('officer.once', 'land_officer')
    const set = async () => {
      const page = await open(link, desktop, /422/)
      await page.getByLabel('Mật khẩu mới').fill(password)
      await page.getByRole('button', { name: 'Đặt mật khẩu' }).click()
      return page
    }
    await (await set()).getByRole('heading', { name: 'Đăng nhập' }).waitFor()
    await (await set()).getByText('Liên kết đã dùng hoặc đã hết hạn').waitFor()
  })
})

it('nobody else sees more: signed out there is no section for staff', async () => {
  const page = await open(`/?parcel=${parcel.id}`)
  await title(page).filter({ hasText: 'Thửa' }).waitFor()
  expect(await page.locator('.staff').count()).toBe(0)
  expect(Object.keys(await ask<Parcel>(`/api/parcels/${parcel.id}`))).not.toContain('staff')
})
