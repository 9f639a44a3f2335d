// Takes the pictures of the README from the program at SOTAY_URL: a parcel with its vertices on a desktop, and on a
// phone. Same data, same pictures.

import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'

const base = process.env.SOTAY_URL
if (!base) throw new Error('Set SOTAY_URL to the address of a running sotay with the demo province.')

const ask = async (path) => (await fetch(new URL(path, base))).json()
const target = (name) => fileURLToPath(new URL(`../../../docs/${name}.png`, import.meta.url))

/** A parcel of a town, in the middle of others like it. */
async function model() {
  const { groups } = await ask(`/api/search?${new URLSearchParams({ q: 'thửa 45 tờ 12 Vũng Tàu', limit: '1' })}`)
  const found = groups.find(({ kind }) => kind === 'parcel')?.items[0]
  if (found) return found.id
  const { bounds } = await ask('/api/config')
  const { features } = await ask(`/api/layers/parcels/features?bbox=${bounds.join(',')}&limit=1`)
  return features[0].id
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--disable-background-networking'],
})
const id = await model()
const shots = [
  ['handbook', { viewport: { width: 1440, height: 1200 } }, true],
  ['handbook-phone', { viewport: { width: 360, height: 640 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true }],
]
for (const [name, options, table] of shots) {
  const page = await browser.newPage({ ...options, reducedMotion: 'reduce' })
  await page.goto(new URL(`/?parcel=${id}`, base).href)
  await page.locator('button.disclose:has-text("Tọa độ đỉnh")').waitFor()
  if (table) {
    await page.locator('button.disclose:has-text("Tọa độ đỉnh")').click()
    await page.locator('.vertices table').waitFor()
  }
  await page.waitForTimeout(500)
  await page.waitForSelector('.canvas[data-drawn]')
  await page.screenshot({ path: target(name) })
  await page.close()
}
await browser.close()
