// Takes the pictures of the README from the program at SOTAY_URL: a parcel with its vertices on a desktop, and on a
// phone; the environment map with a station; the wall; a report on a phone. Where SOTAY_SCREENSHOTS names a folder, those to be
// looked at go into it: the environment map on a wide screen, the desks. Same data, same pictures.

import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'

const base = process.env.SOTAY_URL
if (!base || !process.env.SOTAY_DATA) {
  throw new Error(
    'Set SOTAY_URL to the address of a running sotay with the demo province, SOTAY_DATA to its data folder.',
  )
}

const ask = async (path) => (await fetch(new URL(path, base))).json()
const docs = fileURLToPath(new URL('../../../docs', import.meta.url))
const looked = process.env.SOTAY_SCREENSHOTS

/** A parcel of a town, in the middle of others like it. */
async function model() {
  const { groups } = await ask(`/api/search?${new URLSearchParams({ q: 'thửa 45 tờ 12 Vũng Tàu', limit: '1' })}`)
  const found = groups.find(({ kind }) => kind === 'parcel')?.items[0]
  if (found) return found.id
  const { bounds } = await ask('/api/config')
  const { features } = await ask(`/api/layers/parcels/features?bbox=${bounds.join(',')}&limit=1`)
  return features[0].id
}

/** A station of air that has an index, the worst by it: there is something to be seen. */
async function sending() {
  const { stations } = await ask('/api/stations')
  const known = stations.filter(({ kind, index, state }) => kind === 'air' && index && state !== 'silent')
  return known.sort((a, b) => b.index.value - a.index.value || a.id - b.id)[0]
}

let officers = 0
/** Makes an account of a role and gives a context that is signed in with it. */
async function officer(role, options) {
  const password = 'một câu dễ nhớ của cán bộ'
  const login = `anh.man.hinh.${++officers}.${process.pid}`
  const about = ['--name', 'Nguyễn Văn A (hư cấu)', '--role', role, '--password-stdin']
  execFileSync(fileURLToPath(new URL('../../../bin/sotay', import.meta.url)), ['user', 'add', login, ...about], {
    input: password,
  })
  const context = await browser.newContext(options)
  await context.request.post(new URL('/api/session', base).href, { data: { login, password } })
  return context
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--disable-background-networking'],
})
const desktop = { viewport: { width: 1440, height: 900 } }
const phone = { viewport: { width: 360, height: 640 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true }
const wall = { viewport: { width: 1920, height: 1080 } }

async function take(context, file, path, ready) {
  const page = await context.newPage()
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.goto(new URL(path, base).href)
  await ready(page)
  await page.waitForTimeout(500)
  await page.waitForSelector('.canvas[data-drawn]', { timeout: 60_000 })
  await page.screenshot({ path: file })
  await page.close()
}
const vertices = (page) => page.locator('button.disclose:has-text("Tọa độ đỉnh")')

const id = await model()
const { id: station, lon, lat } = await sending()
/** The station with what lies east and south of it, degrees: it stands at the edge of the province. */
const open = (east, south) =>
  `/environment?station=${station}&map=${(lon + east).toFixed(5)},${(lat - south).toFixed(5)},10.3`
const index = (page) => page.locator('[data-test=index]').waitFor({ timeout: 60_000 })
const list = (page) => page.locator('.station-row').first().waitFor({ timeout: 60_000 })
const staff = await officer('environment', desktop)
const duty = await officer('ioc', desktop)
const screen = await officer('ioc', wall)
const shots = [
  [
    'handbook',
    { viewport: { width: 1440, height: 1200 } },
    `/?parcel=${id}`,
    async (page) => {
      await vertices(page).click()
      await page.locator('.vertices table').waitFor()
    },
  ],
  ['handbook-phone', phone, `/?parcel=${id}`, (page) => vertices(page).waitFor()],
  ['environment', desktop, open(0.17, 0.07), index],
  ['environment-phone', phone, open(0, 0), index],
  ['wall', screen, '/wall', (page) => page.locator('[data-test=sources]').waitFor({ timeout: 60_000 })],
]
const others = [
  ['environment-wide', wall, '/environment', list],
  ['monitoring-stations', staff, '/desk/stations', (page) => page.locator('[data-station]').first().waitFor()],
  ['monitoring-readings', staff, '/desk/quarantine', (page) => page.locator('.drop').waitFor()],
  ['monitoring-alarms', staff, '/desk/alarms', (page) => page.locator('[data-rule]').first().waitFor()],
  ['reports-desk', duty, '/desk/reports', (page) => page.locator('[data-report]').first().waitFor()],
]
for (const [folder, list] of [
  [docs, shots],
  [looked, looked ? others : []],
]) {
  for (const [name, options, path, ready] of list) {
    const context = 'newPage' in options ? options : await browser.newContext(options)
    await take(context, join(folder, `${name}.png`), path, ready)
  }
}
await browser.close()
