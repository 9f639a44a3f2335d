import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { signedIn } from './accounts'
import { ask, axe, base, desktop, open, useBrowser } from './browser'
import { sql } from './officer'

useBrowser()

const LONG = 120_000
const PATIENCE = 30_000
const screen = { viewport: { width: 1920, height: 1080 } }

let ioc: Awaited<ReturnType<typeof signedIn>>
beforeAll(async () => {
  ioc = await signedIn(`wall.${Date.now()}`, 'ioc')
})

/** Makes a link at the desk, as the duty staff do, and gives the page and the address. */
async function link(name: string): Promise<{ desk: Page; url: string }> {
  const desk = await open('/desk/walls', { ...desktop, storageState: ioc })
  await desk.getByRole('button', { name: 'Thêm màn hình' }).click()
  await desk.getByLabel('Tên, nơi đặt').fill(name)
  await desk.getByLabel('Người xem xa nhất (m)').fill('5')
  await desk.getByLabel('Độ phân giải').selectOption('1920×1080')
  await desk.locator('[data-test=letters]', { hasText: 'Chữ sẽ cao 23 mm' }).waitFor()
  await desk.getByLabel('Mỗi cảnh (giây)').fill('60')
  await desk.getByRole('button', { name: 'Tạo liên kết' }).click()
  const url = await desk.locator('[data-test=secret] .secret-text').innerText()
  expect(url).toMatch(/\/wall#[\w-]{43}$/)
  return { desk, url: url.replace(/^.*\/wall#/, '/wall#') }
}

const shot = (page: Page, name: string) =>
  process.env.SHOTS ? page.screenshot({ path: `${process.env.SHOTS}/${name}.png` }) : undefined

const figures = (page: Page) => page.locator('[data-test=numbers]')
const ready = async (page: Page): Promise<void> => {
  await page.locator('[data-test=sources]').waitFor({ timeout: PATIENCE })
  await page.waitForSelector('.canvas[data-drawn]', { timeout: PATIENCE })
}

const stationsOnMap = (page: Page): Promise<number> =>
  page.locator('.canvas').evaluate((element) => {
    const { map } = element as unknown as {
      map: { queryRenderedFeatures(o: object): unknown[]; getLayer(id: string): unknown }
    }
    return map.getLayer('stations') ? map.queryRenderedFeatures({ layers: ['stations'] }).length : 0
  })

/** Presses a control. A hand must be felt first, and again where the machine took longer than controls stay. */
async function press(page: Page, name: string): Promise<void> {
  const button = page.getByRole('button', { name })
  for (let i = 0; i < 9; i++) {
    await page.mouse.move(400 + i, 400)
    const pressed = button.evaluate((e) => (e as HTMLElement).click(), null, { timeout: 3000 })
    if (await pressed.then(() => true).catch(() => false)) return
  }
  throw new Error(`${name} is not there to be pressed`)
}

/** Goes on by hand to a scene. */
async function goTo(page: Page, scene: string, next = 'Cảnh sau'): Promise<void> {
  const at = () => page.locator('.wall').getAttribute('data-scene')
  for (let i = 0; i < 12 && (await at()) !== scene; i++) {
    await press(page, next)
    await page.waitForTimeout(100)
  }
  expect(await at()).toBe(scene)
}

describe('a wall', () => {
  it(
    'opens by a link without signing in, shows how things are, and goes dark when it is revoked',
    async () => {
      const name = `Phòng trực ${Date.now()}`
      const { desk, url } = await link(name)
      expect(await axe(desk)).toEqual([])
      await shot(desk, 'desk')
      const page = await open(url, screen, /401/)
      await ready(page)
      expect(await page.context().cookies()).toEqual([])
      await figures(page).getByText('AQI cao nhất').waitFor()
      const { stations } = await ask<{ stations: { state: string }[] }>('/api/stations')
      const silent = stations.filter(({ state }) => state === 'silent').length
      expect(await figures(page).locator('.figure', { hasText: 'Mất tín hiệu' }).locator('dd').innerText()).toContain(
        `${silent}`,
      )
      await expect.poll(() => stationsOnMap(page), { timeout: PATIENCE }).toBeGreaterThan(5)
      // 16 minutes of arc at 5 m: 23.3 mm, of a pixel pitch of 75 inches over 1,920 pixels.
      const font = await page.locator('.wall').evaluate((e) => Number.parseFloat(getComputedStyle(e).fontSize))
      expect(font).toBeCloseTo(
        (5000 * Math.tan((16 / 60 / 180) * Math.PI)) / ((75 * 25.4) / Math.hypot(1920, 1080)) / 0.7,
        0,
      )
      expect(await axe(page)).toEqual([])
      await shot(page, 'wall-1080')
      await desk.getByRole('button', { name: `Thu hồi liên kết của ${name}` }).click()
      await desk.getByRole('button', { name: 'Thu hồi', exact: true }).last().click()
      await page.getByText('Liên kết của màn hình này không còn dùng được.').waitFor({ timeout: PATIENCE })
      expect(await page.locator('[data-test=numbers]').count()).toBe(0)
    },
    LONG,
  )

  it(
    'shows no cursor and no controls until a hand is felt, tours by hand, and leaves the map where a hand put it',
    async () => {
      const page = await open('/wall', { ...screen, storageState: ioc })
      await ready(page)
      expect(await page.locator('[data-test=controls]').count()).toBe(0)
      expect(await page.locator('.wall').evaluate((e) => getComputedStyle(e).cursor)).toBe('none')
      await press(page, 'Cảnh sau')
      await expect.poll(() => page.locator('.wall').getAttribute('data-scene')).not.toBe('overview')
      const zoom = () =>
        page.locator('.canvas').evaluate((e) => (e as unknown as { map: { getZoom(): number } }).map.getZoom())
      const before = await zoom()
      await page.mouse.move(500, 500)
      await page.mouse.wheel(0, -400)
      await expect.poll(zoom, { timeout: PATIENCE }).toBeGreaterThan(before + 0.1)
      await page.waitForTimeout(2500)
      const held = await zoom()
      await press(page, 'Cảnh sau')
      await page.waitForTimeout(500)
      expect(await zoom()).toBeCloseTo(held, 3)
      await press(page, 'Toàn tỉnh')
      await expect.poll(zoom, { timeout: PATIENCE }).toBeCloseTo(before, 1)
      await expect.poll(() => page.locator('[data-test=controls]').count(), { timeout: PATIENCE }).toBe(0)
    },
    LONG,
  )

  it(
    'is interrupted by an alarm and returns to its scene',
    async () => {
      const page = await open('/wall', { ...screen, storageState: ioc })
      await ready(page)
      const scene = await page.locator('.wall').getAttribute('data-scene')
      await sql(`WITH r AS (INSERT INTO data.alarm_rules (name, basis, enabled) VALUES ('thử màn hình ${process.pid}', 'silence', false) RETURNING id),
        a AS (INSERT INTO data.alarms (rule, station, raised_at) SELECT r.id, (SELECT min(id) FROM data.stations), now() FROM r RETURNING id)
        INSERT INTO data.alarm_log (alarm, at, by, what) SELECT id, now(), '', 'raised' FROM a`)
      await page.locator('[data-test=alarm]').waitFor({ timeout: PATIENCE })
      await shot(page, 'wall-alarm')
      await page.locator('[data-test=alarm]').waitFor({ state: 'detached', timeout: 45_000 })
      expect(await page.locator('.wall').getAttribute('data-scene')).toBe(scene)
      await sql(
        `UPDATE data.alarms SET state = 'closed', closed_by = 'test', closed_at = now(), closed_note = 'thử' WHERE rule IN (SELECT id FROM data.alarm_rules WHERE name LIKE 'thử màn hình%')`,
      )
    },
    LONG,
  )

  it(
    'says that it is frozen while the server cannot be reached, keeps what it knew, and comes back by itself',
    async () => {
      const page = await open('/wall', { ...screen, storageState: ioc }, /Failed to load|ERR_/)
      await ready(page)
      const known = await figures(page).innerText()
      await page.context().setOffline(true)
      await page.locator('.frozen-banner', { hasText: 'SỐ LIỆU ĐỨNG' }).waitFor({ timeout: 40_000 })
      expect(await page.locator('.wall main').evaluate((e) => getComputedStyle(e).filter)).toContain('grayscale')
      expect(known.length).toBeGreaterThan(10)
      await shot(page, 'wall-frozen')
      await page.context().setOffline(false)
      await page.locator('.frozen-banner').waitFor({ state: 'detached', timeout: 15_000 })
    },
    LONG,
  )

  it(
    'asks everything anew after the computer slept',
    async () => {
      const page = await open('/healthz', { ...screen, storageState: ioc }, /40[14]/)
      await page.clock.install()
      await page.goto(new URL('/wall', base).href)
      await ready(page)
      const asked: string[] = []
      page.on('request', (request) => asked.push(new URL(request.url()).pathname))
      // The clock is another after a sleep; timers do not know of it.
      await page.clock.setSystemTime(Date.now() + 3 * 3_600_000)
      await expect.poll(() => asked, { timeout: 5000 }).toContain('/events')
      await expect.poll(() => asked, { timeout: 5000 }).toContain('/api/wall')
    },
    LONG,
  )

  it(
    'shows cameras and indicators: where they stand, how they are, and of when',
    async () => {
      const page = await open('/wall', { ...screen, storageState: ioc })
      await page.route('**/api/wall', async (route) => {
        const answer = await route.fetch()
        const told = await answer.json()
        told.picture.indicators[0].values.splice(1, 2) // there is nothing of two communes
        await route.fulfill({ response: answer, json: told })
      })
      await page.reload()
      await ready(page)
      await goTo(page, 'cameras')
      const { cameras } = await ask<{ cameras: { state: string }[] }>('/api/cameras?limit=2000')
      const faulty = cameras.filter(({ state }) => state === 'faulty').length
      expect(faulty).toBeGreaterThan(0)
      const counts = page.locator('[data-test=camera-counts] .figure')
      expect(await counts.filter({ hasText: 'Hỏng' }).locator('dd').innerText()).toBe(`◆ ${faulty}`)
      const shown = (layer: string, filter?: unknown) =>
        page.locator('.canvas').evaluate(
          (element, [name, only]) => {
            const { map } = element as unknown as {
              map: { queryRenderedFeatures(o: object): unknown[]; getLayer(id: string): unknown }
            }
            return map.getLayer(name) ? map.queryRenderedFeatures({ layers: [name], filter: only ?? true }).length : 0
          },
          [layer, filter] as const,
        )
      await expect.poll(() => shown('cameras', ['==', ['get', 'state'], 'faulty']), { timeout: PATIENCE }).toBe(faulty)
      expect(await page.locator('[data-source=cameras]').count()).toBe(1)
      expect(await axe(page)).toEqual([])
      await goTo(page, 'indicators')
      await press(page, 'Dừng') // so that it stays at this indicator
      const card = page.locator('[data-test=indicator]')
      const code = await card.getAttribute('data-code')
      const { period, values, indicator } = await ask<{
        period: string
        values: { value: number; name: string }[]
        indicator: { name_vi: string }
      }>(`/api/indicators/${code}`)
      await page.getByRole('heading', { name: indicator.name_vi }).waitFor()
      const text = await card.innerText()
      expect(text).toContain(`Tháng ${period.slice(5)}/${period.slice(0, 4)}`)
      expect(text).toContain('thiếu 2')
      expect(text).toContain(values[0]?.name)
      expect(text).toContain(values.at(-1)?.name)
      await expect.poll(() => shown('indicator-missing'), { timeout: PATIENCE }).toBeGreaterThan(0)
      expect(await page.locator('[data-source=indicators]').count()).toBe(1)
      expect(await axe(page)).toEqual([])
    },
    LONG,
  )

  it(
    'shows no line that is cut, not even below the banner of a frozen picture',
    async () => {
      const page = await open('/healthz', { viewport: { width: 1280, height: 720 }, storageState: ioc }, /ERR_|40[14]/)
      await page.clock.install()
      await page.goto(new URL('/wall', base).href)
      await ready(page)
      await page.context().setOffline(true)
      await page.clock.runFor(25_000)
      await page.locator('.frozen-banner').waitFor({ timeout: PATIENCE })
      const cut = () =>
        page.evaluate(() => {
          const boxOf = (element: Element | null | undefined) => element?.getBoundingClientRect() ?? new DOMRect()
          const aside = document.querySelector('.wall aside')
          return [...document.querySelectorAll('.wall aside :is(li, .figure, p)')]
            .map((element) => ({
              text: element.textContent,
              box: boxOf(element),
              // What a list has no room for stands whole beside it, where nobody sees it.
              room: boxOf(element.closest('ul, .rows') ?? aside),
            }))
            .filter(({ box, room }) => box.left < room.right - 1 && box.bottom > room.bottom + 1)
            .map(({ text }) => text)
        })
      const seen = new Set<string>()
      for (let i = 0; i < 14; i++) {
        seen.add(`${await page.locator('.wall').getAttribute('data-scene')}`)
        expect(await cut()).toEqual([])
        await page.clock.runFor(10_000)
      }
      expect(seen.size).toBeGreaterThan(4)
    },
    LONG,
  )

  it(
    'draws its map again after the context of the graphics card was lost',
    async () => {
      const page = await open('/wall', { ...screen, storageState: ioc }, /WebGL|context/i)
      await ready(page)
      await expect.poll(() => stationsOnMap(page), { timeout: PATIENCE }).toBeGreaterThan(5)
      await page.locator('.canvas canvas').evaluate((canvas) => {
        const gl = (canvas as HTMLCanvasElement).getContext('webgl2')
        const lose = gl?.getExtension('WEBGL_lose_context')
        lose?.loseContext()
        // It never comes back by itself: the wall must make a new map.
      })
      await expect
        .poll(() => stationsOnMap(page).catch(() => 0), { timeout: PATIENCE, interval: 500 })
        .toBeGreaterThan(5)
    },
    LONG,
  )

  it(
    'loads itself anew for another version, once',
    async () => {
      const page = await open('/wall', { ...screen, storageState: ioc })
      await ready(page)
      let loads = 0
      page.on('framenavigated', () => {
        loads++
      })
      let version = 'next'
      await page.route('**/api/wall', async (route) => {
        const answer = await route.fetch()
        await route.fulfill({ response: answer, json: { ...(await answer.json()), version } })
      })
      await expect.poll(() => loads, { timeout: PATIENCE }).toBe(1)
      await ready(page)
      version = 'next'
      await page.waitForTimeout(12_000)
      expect(loads).toBe(1)
    },
    LONG,
  )

  it(
    'fits 4K, in English too',
    async () => {
      const page = await open('/wall?lang=en', { viewport: { width: 3840, height: 2160 }, storageState: ioc })
      await ready(page)
      await goTo(page, 'overview', 'Next scene')
      await figures(page).getByText('Worst AQI').waitFor()
      await shot(page, 'wall-4k')
      const wide = await page.evaluate(() => [
        document.documentElement.scrollWidth,
        document.documentElement.scrollHeight,
      ])
      expect(wide).toEqual([3840, 2160])
    },
    LONG,
  )
})

it(
  'one browser has one stream for all its tabs',
  async () => {
    const page = await open('/environment', { ...desktop, storageState: ioc })
    const streams = async (): Promise<number> => (await page.context().pages()).length
    await page.locator('.station-row, [data-station]').first().waitFor({ timeout: PATIENCE })
    const asked: string[] = []
    page.context().on('request', (request) => {
      if (request.url().includes('/events')) asked.push(request.url())
    })
    const second = await page.context().newPage()
    await second.goto(new URL('/environment', base).href)
    await second.locator('.station-row, [data-station]').first().waitFor({ timeout: PATIENCE })
    await second.waitForTimeout(2000)
    expect(await streams()).toBe(2)
    expect(asked).toEqual([])
    await page.close()
    await expect.poll(() => asked.length, { timeout: 10_000 }).toBe(1)
  },
  LONG,
)
