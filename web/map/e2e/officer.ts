import type { BrowserContextOptions, Page } from 'playwright-core'
import { open } from './browser'
import { sotay } from './program'

const password = 'một câu dễ nhớ của cán bộ'

/** A land officer of the whole province, who has yet to choose a password. */
export class Officer {
  readonly login: string
  private link: string

  private constructor(login: string, link: string) {
    this.login = login
    this.link = link
  }

  /** Makes the account; `name` is what others see, `of` tells whose test it is. */
  static async make(of: string, name: string): Promise<Officer> {
    const login = `officer.${of}.${Date.now()}`
    const { stdout } = await sotay('user', 'add', login, '--name', name, '--role', 'land_officer', '--json')
    return new Officer(login, `/#reset=${(JSON.parse(stdout) as { link: string }).link}`)
  }

  /** Signs in, the first time by the one-time link, and opens an address. `quiet` is as of open. */
  async signedIn(path: string, options: BrowserContextOptions, quiet = /40[014]/): Promise<Page> {
    const page = await open(this.link || '/', options, quiet)
    if (this.link) {
      await page.getByLabel('Mật khẩu mới').fill(password)
      await page.getByRole('button', { name: 'Đặt mật khẩu' }).click()
      this.link = ''
    } else {
      await page.getByRole('button', { name: 'Đăng nhập' }).first().click()
    }
    await page.getByLabel('Tên đăng nhập').fill(this.login)
    await page.getByLabel('Mật khẩu').fill(password)
    await page.getByRole('dialog').getByRole('button', { name: 'Đăng nhập' }).click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.goto(new URL(path, page.url()).href)
    return page
  }
}

/** Runs SQL as the owner of the data, as another program beside the server would, and returns what it selects. */
export const sql = async (text: string): Promise<string> => (await sotay('psql', '--', '-qAtc', text)).stdout
