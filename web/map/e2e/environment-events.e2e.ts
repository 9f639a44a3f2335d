import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Indices, Station, StationEvent } from '../src/environment/types'
import { ask, axe, desktop, open, useBrowser } from './browser'
import { LONG, marks, officer, PATIENCE, prepare, restore, rows, stations, tab } from './environment'
import { sql } from './officer'

useBrowser()
beforeAll(prepare, LONG)
afterAll(restore)

/** Texts of a table's or list's lines. */
const lines = (page: Page, place: string) => page.locator(place).allInnerTexts()

describe('alarms', () => {
  const ringed = async (page: Page): Promise<number[]> =>
    (await marks(page)).filter(({ alarm }) => alarm).map(({ station }) => station)

  it(
    'stand on the map from the moment that one is raised until it is closed, for those who may see them',
    async () => {
      const all = await stations()
      const quiet = all.findLast(({ kind, state }) => kind === 'weather' && state === 'ok')
      if (!quiet) throw new Error('No station of weather sends.')
      const page = await open('/environment', { ...desktop, storageState: officer })
      const anyone = await open('/environment')
      await rows(page).first().waitFor()
      await rows(anyone).first().waitFor()
      expect(await ringed(page)).not.toContain(quiet.id)
      const began = Date.now()
      await sql(`WITH r AS (INSERT INTO data.alarm_rules (name, basis, enabled) VALUES ('thử ${process.pid}', 'silence', false) RETURNING id),
        a AS (INSERT INTO data.alarms (rule, station, raised_at) SELECT id, ${quiet.id}, now() FROM r RETURNING id)
        INSERT INTO data.alarm_log (alarm, at, by, what) SELECT id, now(), '', 'raised' FROM a`)
      await expect.poll(() => ringed(page), { timeout: PATIENCE }).toContain(quiet.id)
      // The feed told of it: the slow poll asks every two minutes.
      expect(Date.now() - began).toBeLessThan(PATIENCE)
      expect(await ringed(anyone)).toEqual([])
      await page.getByRole('button', { name: 'Chú giải' }).click()
      await page.getByText('Có cảnh báo đang mở').waitFor()
      await anyone.getByRole('button', { name: 'Chú giải' }).click()
      await anyone.locator('.env-legend .levels').first().waitFor()
      expect(await anyone.locator('[data-test=alarm-legend]').count()).toBe(0)
      expect(await axe(page)).toEqual([])

      await page.getByRole('button', { name: `Đóng: mất tín hiệu, ${quiet.name}` }).click()
      await page.getByLabel('Vì sao đóng, đã làm gì').fill('thử xong')
      await page.getByRole('button', { name: 'Đóng', exact: true }).click()
      await expect.poll(() => ringed(page), { timeout: PATIENCE }).not.toContain(quiet.id)
    },
    LONG,
  )
})

describe('what exceeded and what was silent', () => {
  it('is told with parameter, value and limit, in the list and of the station', async () => {
    const { events } = await ask<{ events: readonly StationEvent[] }>('/api/exceedances?open=true&kind=exceedance')
    const [event] = events
    if (!event) throw new Error('Nothing exceeds.')
    const page = await open('/environment?list=exceeding')
    const row = rows(page).filter({ hasText: event.station.name })
    await row.filter({ hasText: `${event.parameter} cao nhất` }).waitFor()
    expect(await row.innerText()).toContain(`giới hạn ${event.limit}`)
    await page.goto(new URL(`/environment?station=${event.station.id}&tab=chart`, page.url()).href)
    await page.locator('.event.exceedance').first().waitFor({ timeout: PATIENCE })
    const told = (await lines(page, '.event')).join()
    expect(told).toContain(`${event.parameter} cao nhất`)
    expect(told).toContain('đang kéo dài')
    expect(await axe(page)).toEqual([])
  })

  it('is told of a silent station, whose index is not computed', async () => {
    const silent = (await stations()).find(({ kind, state }) => kind === 'air' && state === 'silent')
    if (!silent) throw new Error('No station of air is silent.')
    const page = await open(`/environment?station=${silent.id}`)
    await page.locator('[data-test=no-index]', { hasText: 'Trạm đang mất tín hiệu' }).waitFor()
    // An hour of yesterday is not told as one of today.
    expect((await lines(page, '.values tbody tr')).join()).toMatch(/\d\d\/\d\d \d\d:00/)
    await tab(page, 'Biểu đồ')
    await page.locator('.event.silence', { hasText: 'Mất tín hiệu' }).first().waitFor({ timeout: PATIENCE })
  })
})

describe('an index', () => {
  it('of water says what it is good for', async () => {
    const { wqi } = await ask<Indices>('/api/indices')
    const river = (await stations()).find(({ index, state }) => index?.kind === 'wqi' && state === 'ok')
    const page = await open(`/environment?station=${river?.id}`)
    const effect = wqi.levels.find(({ level }) => level === river?.index?.level)?.effect.vi
    await page.locator('.advice', { hasText: effect }).waitFor()
    expect(effect?.length).toBeGreaterThan(10)
    // No class is set for the water of the demo: it is said which one its limits are of.
    await page.locator('[data-test=water]', { hasText: 'giới hạn lấy theo mức B' }).waitFor()
    expect(await axe(page)).toEqual([])
  })

  it('that could not be computed says why', async () => {
    const air = (await stations()).find(({ kind, state, index }) => kind === 'air' && state === 'ok' && index)
    const reason = { vi: 'Chưa đủ số liệu giờ để tính (thử).', en: 'Too few hours (test).' }
    const page = await open('/')
    // The demo has no station that sends and yet has no index.
    await page.route(`**/api/stations/${air?.id}`, async (route) => {
      const answer = await route.fetch()
      const known = await answer.json()
      const parts = { ...known.index_parts, value: null, reason: 'too_few', reason_text: reason, parts: [] }
      await route.fulfill({ response: answer, json: { ...known, index: null, index_parts: parts } })
    })
    await page.route('**/api/stations', async (route) => {
      const answer = await route.fetch()
      const known = await answer.json()
      const list = known.stations.map((each: Station) => (each.id === air?.id ? { ...each, index: null } : each))
      await route.fulfill({ response: answer, json: { ...known, stations: list } })
    })
    await page.goto(new URL(`/environment?station=${air?.id}`, page.url()).href)
    await page.locator('[data-test=no-index]', { hasText: reason.vi }).waitFor()
  })
})

it('a station that no limit is held against sends, and is not told to be within limits', async () => {
  const free = (await stations()).find(({ kind, state }) => kind === 'weather' && state === 'ok')
  const page = await open('/')
  await page.route('**/api/stations', async (route) => {
    const answer = await route.fetch()
    const known = await answer.json()
    const list = known.stations.map((each: Station) => ({ ...each, judged: each.id !== free?.id }))
    await route.fulfill({ response: answer, json: { ...known, stations: list } })
  })
  await page.goto(new URL(`/environment?kind=weather&find=${encodeURIComponent(free?.name ?? '')}`, page.url()).href)
  const chip = rows(page).first().locator('.state-chip')
  await chip.filter({ hasText: 'Đang gửi số liệu' }).waitFor()
  expect(await chip.locator('.state-sign').count()).toBe(0)
  await rows(page).first().click()
  await page.locator('.station-state', { hasText: 'Đang gửi số liệu' }).waitFor()
  expect(await page.locator('.station-state').innerText()).not.toContain('Trong giới hạn')
})

describe('the address', () => {
  it('holds order, search text and hour, without steps back', async () => {
    const page = await open('/environment')
    await rows(page).first().waitFor()
    const before = await page.evaluate(() => history.length)
    await page.getByLabel('Xếp theo').selectOption('name')
    await page.getByLabel('Tìm theo tên').fill('song dinh')
    await expect.poll(() => rows(page).count()).toBe(3)
    await expect.poll(() => page.url()).toContain('order=name&find=song%20dinh')
    await page.getByRole('button', { name: 'Phát lại tuần qua' }).click()
    const time = page.locator('[data-test=player-time]')
    await time.waitFor({ timeout: PATIENCE })
    const toggle = page.getByRole('button', { name: 'Dừng' })
    if (await toggle.count()) await toggle.click()
    const slider = page.getByRole('slider', { name: 'Thời điểm trên bản đồ' })
    await slider.press('End')
    await slider.press('ArrowLeft')
    await expect.poll(() => page.url()).toMatch(/time=\d{4}-\d\d-\d\dT\d\d/)
    const shown = await time.innerText()
    await page.waitForTimeout(300)
    expect(await page.evaluate(() => history.length)).toBe(before)
    await page.reload()
    await time.filter({ hasText: shown.split('\n').at(-1) }).waitFor({ timeout: PATIENCE })
    expect(await rows(page).count()).toBe(3)
    await page.getByRole('button', { name: 'Về hiện tại' }).click()
    await expect.poll(() => page.url()).not.toContain('time=')
  })

  it('with what nobody reads is no dead step back', async () => {
    const page = await open('/environment?utm_source=x')
    await rows(page).first().waitFor()
    await page.waitForTimeout(500)
    expect(await page.evaluate(() => history.length)).toBe(2)
  })
})
