import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { Map as MapLibre } from 'maplibre-gl'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { signedIn } from './accounts'
import { desktop, open } from './browser'
import { sotay } from './program'
import { edited } from './shapefile'

/** What the tests of the desk's imports have in common. */

export const folder = mkdtempSync(join(tmpdir(), 'sotay-desk-'))
/** Where the demo province is written as files, or will be. */
const files = process.env.SOTAY_DEMO_FILES ?? folder
export const commune = join(files, 'xa', '26545_xa_long_son')
export const kinds = ['shp', 'dbf', 'shx'] as const
/** How long a step may take on a machine that does other things too, and a whole journey, milliseconds. */
export const PATIENCE = 60_000
export const LONG = 400_000

/** Another each time, so that the tests can be run again on one database. */
export const self = `desk.${process.pid}`
let officer: BrowserContextOptions['storageState']

/** Writes the demo province as files where nobody did, and makes the officer's account. */
export async function prepare(): Promise<void> {
  if (files === folder) await sotay('demo', '--write', folder)
  officer = await signedIn(self, 'land_officer')
}

export const at = (path: string, options: BrowserContextOptions = desktop, quiet?: RegExp) =>
  open(path, { ...options, storageState: officer }, quiet)

/** Drags files onto the page, as a hand does. */
export async function drop(page: Page, paths: readonly string[]): Promise<void> {
  const files = paths.map((path) => [basename(path), readFileSync(path).toString('base64')] as const)
  const held = await page.evaluateHandle((list) => {
    const transfer = new DataTransfer()
    for (const [name, text] of list) {
      transfer.items.add(new File([Uint8Array.from(atob(text), (c) => c.charCodeAt(0))], name))
    }
    return transfer
  }, files)
  await page.dispatchEvent('[data-test=drop]', 'dragover', { dataTransfer: held })
  await page.dispatchEvent('[data-test=drop]', 'drop', { dataTransfer: held })
}

export const go = (page: Page) => page.getByRole('button', { name: 'Tiếp tục' }).click()
export const tab = (page: Page, name: RegExp) => page.getByRole('tab', { name })
export const staged = (page: Page) => page.getByRole('tablist').waitFor({ timeout: PATIENCE })
export const narrowEnough = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)

/** How many features a layer of the map shows. */
export const shows = (page: Page, layer: string) =>
  page.locator('.canvas').evaluate((element, id) => {
    const { map } = element as unknown as { map: MapLibre }
    return map.getLayer(id) ? map.queryRenderedFeatures({ layers: [id] }).length : 0
  }, layer)

/** Four parcels of the commune otherwise: another use, another shape, another number, use and shape. */
export const changed = (name: string) =>
  edited(commune, join(folder, name), [
    { row: 1, values: { KHLOAIDAT: 'CLN' } },
    { row: 2, shift: [2, 1] },
    { row: 3, values: { SHTHUA: '9901' } },
    { row: 4, values: { KHLOAIDAT: 'NTS' }, shift: [0.5, 0] },
  ])

/** Brings a file of the commune in, in the province's own zone, as far as its difference. */
export async function stage(page: Page, paths: readonly string[]): Promise<void> {
  await page.setInputFiles('.drop input[type=file]', [...paths])
  await page.locator('[data-question=crs]').waitFor({ timeout: PATIENCE })
  await page.locator('[data-question=crs] input').first().check()
  await go(page)
  await staged(page)
}

/** Imports a file of the commune by the command line, and gives the address of the import. */
export async function imported(paths: readonly string[]): Promise<string> {
  const shapes = paths.find((path) => path.endsWith('.shp')) ?? ''
  const { stdout } = await sotay('import', shapes, '--layer', 'parcels', '--crs', '107.75', '--yes', '--json')
  return `/desk/imports/${(JSON.parse(stdout) as { id: number }).id}`
}

export async function undo(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Hoàn tác…' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Hoàn tác' }).click()
}
