import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Map as MapLibre } from 'maplibre-gl'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import type { Config, Parcel } from '../src/api/types'

/** The server under test; the whole program, not the pages alone. */
export const base = process.env.SOTAY_URL ?? ''
if (!base) throw new Error('Set SOTAY_URL to the address of a running sotay with the demo province.')

let browser: Browser
const pages: { page: Page; wrong: string[] }[] = []

export const desktop: BrowserContextOptions = { viewport: { width: 1440, height: 900 } }
export const phone: BrowserContextOptions = { viewport: { width: 360, height: 640 }, isMobile: true, hasTouch: true }

/** Starts a browser for the tests of a file, and fails each that left an error in the console. */
export function useBrowser(): void {
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--use-angle=swiftshader',
        '--enable-unsafe-swiftshader',
        '--disable-background-networking',
      ],
    })
  })
  afterAll(() => browser.close())
  afterEach(async () => {
    const wrong = pages.flatMap((open) => open.wrong)
    await Promise.all(pages.splice(0).map(({ page }) => page.context().close()))
    expect(wrong).toEqual([])
  })
}

/** Opens an address in a fresh context. `quiet` names console errors that the test itself provokes. */
export async function open(path = '/', options: BrowserContextOptions = desktop, quiet?: RegExp): Promise<Page> {
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options })
  const page = await context.newPage()
  const wrong: string[] = []
  pages.push({ page, wrong })
  page.on('pageerror', (error) => wrong.push(`page error: ${error.stack ?? error.message}`))
  page.on('console', (message) => {
    if (message.type() !== 'error' && message.type() !== 'warning') return
    // Drawing without a graphics card is slow, and Chromium says so.
    if (/GPU stall|GL Driver Message|swiftshader/i.test(message.text()) || quiet?.test(message.text())) return
    wrong.push(`${message.type()}: ${message.text()}`)
  })
  await page.goto(new URL(path, base).href)
  return page
}

/** Waits until the map has drawn all that it was asked for: what the page asked before counts, and no more. */
export const drawn = (page: Page) => page.waitForSelector('.canvas[data-drawn]', { timeout: 45_000 })

/** Asks the server, as the page would. */
export async function ask<T>(path: string): Promise<T> {
  const answer = await fetch(new URL(path, base))
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as T
}

/** Some parcel of the province, large enough to be hit and small enough to have others beside it in the view. */
export async function someParcel(): Promise<Parcel> {
  const { bounds } = await ask<Config>('/api/config')
  const { features } = await ask<{ features: { id: number; properties: { map_area: number } }[] }>(
    `/api/layers/parcels/features?bbox=${bounds.join(',')}&limit=200`,
  )
  const chosen = features.find(({ properties: { map_area } }) => map_area > 300 && map_area < 1000) ?? features[0]
  if (!chosen) throw new Error('The province has no parcels.')
  return ask<Parcel>(`/api/parcels/${chosen.id}`)
}

/** The address that shows a parcel in the middle of what the panel leaves free. */
export const around = ({ point }: Parcel, zoom = 19): string => `/?map=${point[0]},${point[1]},${zoom}`

/** The middle of the map that the panel leaves free, on the screen. */
export const middle = { desktop: [400 + (1440 - 400) / 2, 450], phone: [180, 48 + (640 - 48 - 96) / 2] } as const

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What axe finds wrong, as short lines. */
export async function axe(page: Page): Promise<string[]> {
  await page.evaluate(axeSource)
  return page.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }> }
    }
    const { violations } = await axe.run()
    return violations.flatMap(({ id, nodes }) => nodes.map((n) => `${id}: ${n.html.slice(0, 160)} ${n.failureSummary}`))
  })
}

/** Waits until a text is on the clipboard, and returns it: it gets there some time after the click. */
export async function copied(page: Page, what: string | RegExp): Promise<string> {
  const text = () => page.evaluate(() => navigator.clipboard.readText())
  await expect.poll(text, { timeout: 10_000 }).toMatch(what)
  return text()
}

/** Waits until the phone's sheet stands at a stop. */
export const atStop = (page: Page, stop: string) => page.waitForSelector(`body[data-stop=${stop}]`)

/** Where a place of the ground is on the map's canvas, pixels from its left upper corner. */
export const onCanvas = (page: Page, at: readonly [number, number]) =>
  page.locator('.canvas').evaluate((element, [lon, lat]) => {
    const { x, y } = (element as unknown as { map: MapLibre }).map.project([lon, lat])
    return { x, y }
  }, at)

/** The title of the panel. */
export const title = (page: Page) => page.locator('[data-panel-title]')
