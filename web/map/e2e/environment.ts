import type { GeoJSONSource, Map as MapLibre } from 'maplibre-gl'
import type { BrowserContextOptions, Page } from 'playwright-core'
import type { Station, Stations } from '../src/environment/types'
import { signedIn } from './accounts'
import { ask } from './browser'
import { sql } from './officer'

// What the tests of the environment map have in common.

/** How long a step may take on a machine that does other things too, and a whole journey, milliseconds. */
export const PATIENCE = 60_000
export const LONG = 300_000

export const stations = async (): Promise<readonly Station[]> => (await ask<Stations>('/api/stations')).stations

/** Waits until the server says something of the stations that a test needs. */
export async function until(what: (list: readonly Station[]) => boolean): Promise<readonly Station[]> {
  for (const end = Date.now() + PATIENCE; ; ) {
    const list = await stations()
    if (what(list)) return list
    if (Date.now() > end) throw new Error('The stations are not as the test needs them.')
    await new Promise((resolve) => setTimeout(resolve, 1000))
  }
}

/** The account of a monitoring officer, once `prepare` has made it. */
export let officer: BrowserContextOptions['storageState']

/** Makes the stations ones that go on sending, and the officer's account. */
export async function prepare(): Promise<void> {
  // The demo's stations sent until it was loaded. That they are silent since is not what is tested.
  await sql(`UPDATE data.stations s SET interval_s = 43200
    WHERE (SELECT max(at) FROM data.readings_latest l WHERE l.station = s.id) > now() - interval '6 hours'`)
  await until((list) => list.some((each) => each.kind === 'air' && each.state === 'ok' && each.index !== null))
  officer = await signedIn(`environment.${process.pid}`, 'environment')
}

export const restore = () => sql('UPDATE data.stations SET interval_s = 300 WHERE interval_s = 43200')

export const wide = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)
export const tab = (page: Page, name: string) => page.getByRole('tab', { name, exact: true }).click()
export const readout = (page: Page) => page.locator('[data-test=readout]')
export const rows = (page: Page) => page.locator('[data-test=stations] .station-row')

/** Waits until the chart is drawn. */
export const chart = async (page: Page): Promise<void> => {
  await page.locator('[data-test=chart]:not([aria-busy=true]) .uplot canvas').waitFor({ timeout: PATIENCE })
}

/** What the map draws of the stations. */
export const marks = (page: Page): Promise<{ station: number; text: string; large: string; alarm: boolean }[]> =>
  page.locator('.canvas').evaluate(async (element) => {
    const { map } = element as unknown as { map: MapLibre }
    const data = await map.getSource<GeoJSONSource>('extra-stations')?.getData()
    const features = data && 'features' in data ? data.features : []
    return features.map(
      ({ properties }) => properties as { station: number; text: string; large: string; alarm: boolean },
    )
  })
