// Takes the pictures of the README from a running sotay with the demo province: SOTAY_URL says where.
import { chromium } from 'playwright-core'

const base = process.env.SOTAY_URL
if (!base) throw new Error('Set SOTAY_URL to the address of a running sotay with the demo province.')

const search = await (
  await fetch(new URL('/api/search?q=th%E1%BB%ADa+45+t%E1%BB%9D+12+V%C5%A9ng+T%C3%A0u', base))
).json()
const parcel = search.groups.find((group) => group.kind === 'parcel').items[0]
const [lon, lat] = parcel.point

const pictures = [
  { file: 'handbook.png', path: `/?map=${lon},${lat},18.2`, viewport: { width: 1440, height: 900 }, click: true },
  { file: 'province.png', path: '/', viewport: { width: 1440, height: 900 } },
  { file: 'phone.png', path: `/?map=${lon},${lat},18`, viewport: { width: 360, height: 640 }, deviceScaleFactor: 2 },
]

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--disable-background-networking'],
})
for (const { file, path, click, ...options } of pictures) {
  const page = await browser.newPage({ reducedMotion: 'reduce', ...options })
  await page.goto(new URL(path, base).href)
  await page.waitForSelector('.canvas[data-drawn]', { timeout: 45_000 })
  if (click) {
    await page.mouse.click(920, 450)
    await page.waitForSelector('[data-panel-title]')
    await page.waitForTimeout(1500)
  }
  await page.screenshot({ path: new URL(`../../../docs/${file}`, import.meta.url).pathname })
  await page.close()
}
await browser.close()
