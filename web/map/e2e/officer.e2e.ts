import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { beforeAll, expect, it } from 'vitest'
import { signedIn } from './accounts'
import { axe, desktop, open, phone, useBrowser } from './browser'
import { sotay } from './program'
import { edited } from './shapefile'

useBrowser()

const folder = mkdtempSync(join(tmpdir(), 'sotay-officer-'))
const commune = join(folder, 'xa', '26545_xa_long_son')
/** How long a step may take on a machine that does other things too, and a whole journey, milliseconds. */
const PATIENCE = 60_000
const LONG = 400_000

/** Another each time, so that the tests can be run again on one database. */
const self = `officer.${process.pid}`
type State = BrowserContextOptions['storageState']
let here: State
let elsewhere: State

beforeAll(async () => {
  await sotay('demo', '--write', folder)
  here = await signedIn(self, 'land_officer', undefined, ['26545'])
  elsewhere = await signedIn(`${self}.elsewhere`, 'land_officer', undefined, ['26506'])
}, LONG)

const tab = (page: Page, name: RegExp) => page.getByRole('tab', { name })

/** Brings a file of the commune in, in the province's own zone, as far as its difference. */
async function stage(page: Page, name: string): Promise<void> {
  const paths = edited(commune, join(folder, name), [{ row: 1, values: { KHLOAIDAT: 'CLN' } }])
  await page.setInputFiles('.drop input[type=file]', [...paths])
  await page.locator('[data-question=crs]').waitFor({ timeout: PATIENCE })
  await page.locator('[data-question=crs] input').first().check()
  await page.getByRole('button', { name: 'Tiếp tục' }).click()
  await page.getByRole('tablist').waitFor({ timeout: PATIENCE })
}

it.each([
  ['desktop', desktop],
  ['phone', phone],
])(
  '%s: an officer of a commune brings its file in, and undoes it',
  async (name, options) => {
    const page = await open('/desk', { ...options, storageState: here })
    await page.getByText('Tài khoản của bạn nhập được thửa đất của xã 26545.').waitFor()
    expect(await axe(page)).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true)
    await stage(page, `${name}.xa`)
    const missing = page.getByLabel('Bản ghi không có trong tệp')
    expect(await missing.locator('option').allInnerTexts()).toContain('xóa, trong các xã của tài khoản')
    await tab(page, /Khác biệt/).click()
    await page.locator('[data-change="26545/10/1"]', { hasText: 'CLN' }).waitFor()
    await page.getByRole('button', { name: 'Áp dụng…' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Áp dụng' }).click()
    await page.getByRole('heading', { name: 'Đã áp dụng' }).waitFor({ timeout: PATIENCE })
    await page.getByRole('button', { name: 'Hoàn tác…' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Hoàn tác' }).click()
    await page.getByRole('heading', { name: 'Đã hoàn tác' }).waitFor({ timeout: PATIENCE })
  },
  LONG,
)

it(
  'an officer of another commune sees nothing of it, and brings none of its rows in',
  async () => {
    const page = await open('/desk', { ...desktop, storageState: elsewhere })
    await page.getByText('Tài khoản của bạn nhập được thửa đất của xã 26506.').waitFor()
    // Other tests may have brought in what lies in this commune: of those of above there is none.
    const imports = (of: Page) => of.locator('.former', { hasText: '.xa' })
    await page.getByText('Chưa có lần nhập nào.').or(page.locator('.former').first()).waitFor()
    expect(await imports(page).count()).toBe(0)
    await imports(await open('/desk', { ...desktop, storageState: here }))
      .first()
      .waitFor()
    await stage(page, 'khac.xa')
    await page.getByText(/dòng có lỗi nên chưa áp dụng được/).waitFor()
    await page.getByRole('button', { name: 'Xem các lỗi' }).click()
    const foreign = page.locator('[data-problem=foreign_commune]')
    expect(await foreign.innerText()).toContain('ngoài phạm vi tài khoản của bạn')
    expect(await foreign.innerText()).not.toMatch(/skip_bad|--/)
    expect(await axe(page)).toEqual([])
    await tab(page, /Khác biệt/).click()
    expect(await page.getByRole('button', { name: 'Áp dụng…' }).count()).toBe(0)
    await page.getByRole('button', { name: 'Bỏ lần nhập này' }).click()
    await page.getByRole('heading', { name: 'Đã bỏ lần nhập này' }).waitFor()
  },
  LONG,
)
