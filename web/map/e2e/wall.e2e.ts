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
      const { desk, url } = await link(`Phòng ngủ ${Date.now()}`)
      await desk.close()
      const page = await open('/healthz', screen, /40[14]/)
      await page.clock.install()
      await page.goto(new URL(url, base).href)
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
      const { cameras } = await ask<{ cameras: { state: string; silent: boolean }[] }>('/api/cameras?limit=2000')
      const faulty = cameras.filter(({ state }) => state === 'faulty').length
      const silent = cameras.filter((one) => one.silent).length
      expect(faulty).toBeGreaterThan(0)
      expect(silent).toBeGreaterThan(0)
      const counts = page.locator('[data-test=camera-counts] .figure')
      const count = (label: string) => counts.filter({ hasText: label }).locator('dd').innerText()
      expect(await count('Hỏng')).toBe(`◆ ${faulty}`)
      expect(await count('Mất tín hiệu')).toBe(`◆ ${silent}`)
      const working = cameras.filter((one) => one.state === 'working' && !one.silent).length
      expect(await count('Hoạt động')).toBe(`${working}`)
      const listed = page.locator('[data-test=cameras] li')
      expect(await listed.filter({ hasText: 'mất tín hiệu' }).count()).toBe(silent)
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
      expect(await shown('cameras', ['==', ['get', 'state'], 'silent'])).toBe(silent)
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
    'loads itself anew for another version, once, and not before the page can be had',
    async () => {
      const page = await open('/wall', { ...screen, storageState: ioc }, /502/)
      await ready(page)
      let loads = 0
      page.on('framenavigated', () => {
        loads++
      })
      // As a proxy answers while sotay is replaced.
      let refused = 0
      await page.route('**/wall', async (route) => {
        if (new URL(route.request().url()).pathname !== '/wall') return route.fallback()
        refused++
        await route.fulfill({ status: 502, body: 'Bad gateway' })
      })
      await page.route('**/api/wall', async (route) => {
        const answer = await route.fetch()
        await route.fulfill({ response: answer, json: { ...(await answer.json()), version: 'next' } })
      })
      await expect.poll(() => refused, { timeout: 60_000 }).toBeGreaterThan(1)
      expect(loads).toBe(0)
      await page.locator('[data-test=sources]').waitFor()
      await page.unroute('**/wall')
      await expect.poll(() => loads, { timeout: PATIENCE }).toBe(1)
      await ready(page)
      await page.waitForTimeout(12_000)
      expect(loads).toBe(1)
    },
    LONG,
  )

  it(
    'marks what is stale, says nothing of what it does not know, and shows each source within a minute',
    async () => {
      const page = await open('/healthz', { viewport: { width: 640, height: 360 }, storageState: ioc }, /404/)
      await page.route('**/api/wall', async (route) => {
        const answer = await route.fetch()
        const told = await answer.json()
        const ago = new Date(Date.parse(told.picture.at) - 6 * 3_600_000).toISOString()
        for (const one of told.picture.sources) {
          if (one.name === 'stations') one.as_of = ago
          if (one.name === 'cameras') Object.assign(one, { as_of: null, failed: true, known: false })
          if (one.name === 'alarms') Object.assign(one, { as_of: ago, failed: true })
        }
        told.picture.cameras = null
        await route.fulfill({ response: answer, json: told })
      })
      await page.clock.install()
      await page.goto(new URL('/wall', base).href)
      await ready(page)
      expect(await figures(page).locator('.figure', { hasText: 'Camera lỗi' }).locator('dd').innerText()).toBe('–')
      const seen = new Map<string, string>()
      for (let second = 0; second < 60; second += 4) {
        for (const one of await page.locator('[data-source]').all()) {
          const text = `${await one.getAttribute('class')} ${await one.innerText()}`
          seen.set((await one.getAttribute('data-source')) ?? '', text)
        }
        await page.clock.runFor(4000)
      }
      expect([...seen.keys()].sort()).toEqual(['alarms', 'cameras', 'indicators', 'reports', 'stations'])
      expect(seen.get('stations')).toMatch(/^look ◆ Quan trắc \d\d:\d\d/)
      expect(seen.get('alarms')).toMatch(/^look ◆ Cảnh báo \d\d:\d\d.* không đọc được$/)
      expect(seen.get('cameras')).toBe('look ◆ Camera – không đọc được')
      expect(seen.get('reports')).toMatch(/^ Phản ánh \d\d:\d\d/)
      expect(await axe(page)).toEqual([])
    },
    LONG,
  )

  it(
    'shows open reports by state and age, and stations by level, freshness and what is wrong',
    async () => {
      const page = await open('/wall', { ...screen, storageState: ioc })
      await ready(page)
      await goTo(page, 'reports')
      await press(page, 'Dừng')
      const rows = await sql(
        `SELECT state, count(*), count(*) FILTER (WHERE received_at < now() - interval '7 days') FROM data.reports WHERE open GROUP BY 1`,
      )
      const states = rows
        .trim()
        .split('\n')
        .map((row) => row.split('|'))
      expect(states.length).toBeGreaterThan(2)
      const names: Record<string, string> = {
        ...{ received: 'Mới gửi', verified: 'Đã xác minh', assigned: 'Đã chuyển' },
        ...{ in_progress: 'Đang xử lý', waiting: 'Đang chờ' },
      }
      const lines = page.locator('[data-test=states] li')
      expect(await lines.count()).toBe(states.length)
      const most = Math.max(...states.map(([, n]) => Number(n)))
      for (const [state = '', n, old] of states) {
        const line = lines.filter({ hasText: names[state] ?? 'none' })
        expect(await line.locator('b').innerText()).toBe(n)
        const oldest = await line
          .locator('.bar span')
          .last()
          .evaluate((e) => Number.parseFloat((e as HTMLElement).style.width))
        expect(oldest).toBeCloseTo((100 * Number(old)) / most, 1)
      }
      expect(await page.locator('[data-source=reports]').count()).toBe(1)
      expect(await axe(page)).toEqual([])
      await shot(page, 'wall-reports')

      await goTo(page, 'environment')
      type Station = { name: string; state: string; index: { kind: string; value: number; level: number } | null }
      const { stations } = await ask<{ stations: Station[] }>('/api/stations')
      const silent = stations.filter(({ state }) => state === 'silent')
      const levels = page.locator('[data-test=levels]')
      const counted = await levels.locator('.rows dd').allInnerTexts()
      const sending = stations.filter(({ state, index }) => index && state !== 'silent').length
      expect(counted.reduce((sum, text) => sum + Number(text.replace('▲', '')), 0)).toBe(sending)
      expect(await levels.locator('.last .figure', { hasText: 'Mất tín hiệu' }).locator('dd').innerText()).toBe(
        `◆ ${silent.length}`,
      )
      expect(await axe(page)).toEqual([])
      await shot(page, 'wall-environment')
      const abnormal = stations.filter(
        ({ state, index }) =>
          state === 'silent' ||
          state === 'exceeding' ||
          (index && (index.kind === 'aqi' ? index.value > 100 : index.level > 3)),
      )
      await press(page, 'Chạy tiếp') // to its second page
      await page.getByRole('heading', { name: `${abnormal.length} trạm bất thường` }).waitFor({ timeout: PATIENCE })
      const listed = await page.locator('[data-test=stations] li').allInnerTexts()
      expect(listed).toHaveLength(Math.min(20, abnormal.length))
      for (const line of listed) expect(abnormal.some(({ name }) => line.includes(name))).toBe(true)
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
