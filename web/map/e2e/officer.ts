import type { BrowserContextOptions, Page } from 'playwright-core'
import { signedIn } from './accounts'
import { open } from './browser'
import { sotay } from './program'

/** A land officer of the whole province. */
export class Officer {
  readonly login: string
  private readonly state: BrowserContextOptions['storageState']

  private constructor(login: string, state: BrowserContextOptions['storageState']) {
    this.login = login
    this.state = state
  }

  /** Makes the account; `name` is what others see, `of` tells whose test it is. */
  static async make(of: string, name: string): Promise<Officer> {
    const login = `officer.${of}.${Date.now()}`
    return new Officer(login, await signedIn(login, 'land_officer', name))
  }

  /** Opens an address, signed in. `quiet` is as of open. */
  signedIn(path: string, options: BrowserContextOptions, quiet = /40[014]/): Promise<Page> {
    return open(path, { ...options, storageState: this.state }, quiet)
  }
}

/** Runs SQL as the owner of the data, as another program beside the server would, and returns what it selects. */
export const sql = async (text: string): Promise<string> => (await sotay('psql', '--', '-qAtc', text)).stdout
