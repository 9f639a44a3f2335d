// Tells how smoothly a year of hourly values moves, at SOTAY_URL, while the chart is read by mouse, zoomed by dragging and
// by button, and read on by keyboard inside a part: the pause between two pictures and how long the page itself worked
// for each, milliseconds. The rest of a pause is the browser's painting, slow without a graphics card.
//   SOTAY_URL=http://127.0.0.1:8080 node e2e/chart-frames.mjs

import { chromium } from 'playwright-core'

const base = process.env.SOTAY_URL
if (!base) throw new Error('Set SOTAY_URL to the address of a running sotay with the demo province.')

const { stations } = await (await fetch(new URL('/api/stations', base))).json()
const air = stations.find(({ kind, parameters }) => kind === 'air' && parameters.length > 3)
const parameters = air.parameters.slice(0, 3)

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--disable-background-networking'],
})
const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
const query = `station=${air.id}&tab=chart&period=1y&step=hour&wide=1&parameters=${parameters.join(',')}`
await page.goto(new URL(`/environment?${query}`, base).href)
await page.locator('[data-test=chart]:not([aria-busy=true]) .uplot canvas').waitFor({ timeout: 60_000 })
await page.waitForSelector('.canvas[data-drawn]', { timeout: 60_000 })
// The limits come after the lines.
await page.waitForTimeout(3000)
const slider = page.locator('.reader')
const points = Number(await slider.getAttribute('max')) + 1

const client = await page.context().newCDPSession(page)
await client.send('Performance.enable')
/** How long the page has worked so far, milliseconds. */
async function worked() {
  const { metrics } = await client.send('Performance.getMetrics')
  return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1000
}

/** The pauses between the pictures while something is done. */
async function frames(name, act) {
  const before = await worked()
  await page.evaluate(() => {
    const times = []
    const next = (time) => {
      times.push(time)
      window.frame = requestAnimationFrame(next)
    }
    window.times = times
    window.frame = requestAnimationFrame(next)
  })
  await act()
  const work = (await worked()) - before
  const times = await page.evaluate(() => {
    cancelAnimationFrame(window.frame)
    return window.times
  })
  const pauses = times.slice(1).map((time, n) => time - times[n])
  pauses.sort((a, b) => a - b)
  const at = (share) => (pauses[Math.min(pauses.length - 1, Math.floor(share * pauses.length))] ?? 0).toFixed(0)
  const each = (work / Math.max(1, pauses.length)).toFixed(1)
  console.log(
    `${name}: ${pauses.length} pictures, p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, longest ${at(1)} ms; the page worked ${each} ms for each`,
  )
}

console.log(`${points} hours, ${parameters.length} parameters`)
const over = page.locator('.u-over')
const box = await over.boundingBox()
const y = box.y + box.height / 2
const at = (share) => box.x + box.width * share
await frames('at rest', () => page.waitForTimeout(2000))
await frames('read by mouse', async () => {
  for (let n = 0; n <= 120; n++) await page.mouse.move(at(n / 120), y)
})
await frames('zoomed by dragging', async () => {
  await page.mouse.move(at(0.2), y)
  await page.mouse.down()
  for (let n = 0; n <= 40; n++) await page.mouse.move(at(0.2 + n / 100), y)
  await page.mouse.up()
  await page.waitForTimeout(200)
})
await frames('read on inside a part by keyboard', async () => {
  await slider.focus()
  for (let n = 0; n < 120; n++) await page.keyboard.press('PageDown')
})
await frames('zoomed by button and back', async () => {
  const [closer, whole] = await page.locator('.chart-zoom button').all()
  for (let n = 0; n < 5; n++) {
    await whole.evaluate((button) => button.click())
    for (let m = 0; m < 5; m++) {
      await closer.evaluate((button) => button.click())
      await page.waitForTimeout(50)
    }
  }
})
await browser.close()
