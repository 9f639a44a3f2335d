import type { Map as MapLibre } from 'maplibre-gl'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Parcel } from '../src/api/types'
import { around, ask, atStop, axe, desktop, drawn, middle, open, phone, someParcel, title, useBrowser } from './browser'
import { Officer, sql } from './officer'

useBrowser()

/** A day in Việt Nam, so many days from today. */
const dayFrom = (days: number): string =>
  new Date(Date.now() + days * 86_400_000 + 7 * 3_600_000).toISOString().slice(0, 10)
const written = (day: string): string => day.split('-').reverse().join('/')
const then = dayFrom(-3)

let officer: Officer
/** As it was; today it has another number and land type. */
let changed: Parcel
/** A neighbour that is gone today, and the parcel that lies there instead. */
let gone = 0
let later = 0

/** The parcels are as old as a month; today one is changed, one goes and one comes. */
beforeAll(async () => {
  officer = await Officer.make('past', 'Trần Thị Xưa (hư cấu)')
  changed = await someParcel()
  const beside = await ask<{ neighbours: { id: number }[] }>(`/api/parcels/${changed.id}/neighbours`)
  gone = beside.neighbours[0]?.id ?? 0
  await sql(`
    UPDATE sotay.history_start SET at = now() - interval '31 days';
    UPDATE data.parcels SET recorded_at = now() - interval '30 days';
    UPDATE data.parcels SET parcel_no = '9' || parcel_no, land_use = 'LUC', land_types = '{LUC}' WHERE id = ${changed.id}`)
  later = Number(
    await sql(`
      WITH gone AS (DELETE FROM data.parcels WHERE id = ${gone} RETURNING *)
      INSERT INTO data.parcels (commune_code, sheet_no, parcel_no, land_use, land_types, geom)
      SELECT commune_code, sheet_no, '9' || parcel_no, 'CLN', '{CLN}', geom FROM gone RETURNING id`),
  )
}, 180_000)

/** The parcels on the map: number and land type by id. */
const onMap = (page: Page): Promise<Record<string, string>> =>
  page.locator('.canvas').evaluate((element) => {
    const { map } = element as unknown as { map: MapLibre }
    const found = map.getLayer('parcels-fill') ? map.queryRenderedFeatures({ layers: ['parcels-fill'] }) : []
    return Object.fromEntries(
      found.map(({ id, properties }) => [id, `${properties.parcel_no} ${properties.land_type}`]),
    )
  })

const chip = (page: Page) => page.locator('.day-chip')
const sizes: [keyof typeof middle, BrowserContextOptions][] = [
  ['desktop', desktop],
  ['phone', phone],
]

/** Chooses a day in the sheet of layers. */
async function choose(page: Page, day: string): Promise<void> {
  await page.click('#layers-button')
  await page.locator('.day-choice input').fill(day)
  await page.locator('.layers .card-head button').click()
}

describe.each(sizes)('on a %s', (size, options) => {
  it('staff see the map, and each parcel on it, as of a day', async () => {
    const was = `${changed.parcel_no} ${changed.land_types[0]?.code}`
    const page = await officer.signedIn(around(changed), options)
    await drawn(page)
    let map = await onMap(page)
    expect(map[changed.id]).toBe(`9${changed.parcel_no} LUC`)
    expect([map[gone], map[later] !== undefined]).toEqual([undefined, true])

    await choose(page, then)
    await chip(page)
      .filter({ hasText: `Thửa đất ngày ${written(then)}` })
      .waitFor()
    await drawn(page)
    await expect.poll(async () => (await onMap(page))[changed.id], { timeout: 45_000 }).toBe(was)
    map = await onMap(page)
    expect([map[gone] !== undefined, map[later]]).toEqual([true, undefined])
    expect(await axe(page)).toEqual([])

    const { x, y } = { x: middle[size][0], y: middle[size][1] }
    await page.mouse.click(x, y)
    await title(page)
      .filter({ hasText: `Thửa ${changed.parcel_no},` })
      .waitFor()
    await page
      .locator('.past-note')
      .filter({ hasText: `Thửa đất ngày ${written(then)}` })
      .waitFor()
    expect(page.url()).toContain(`at=${then}`)
    expect(await page.locator('.types').innerText()).not.toContain('LUC')
    await drawn(page)
    expect(await axe(page)).toEqual([])

    await page.locator('.past-note').getByRole('button', { name: 'Về hôm nay' }).click()
    await title(page)
      .filter({ hasText: `Thửa 9${changed.parcel_no},` })
      .waitFor()
    await chip(page).waitFor({ state: 'detached' })
    await expect
      .poll(async () => (await onMap(page))[changed.id], { timeout: 45_000 })
      .toBe(`9${changed.parcel_no} LUC`)
    await page.goBack()
    await title(page)
      .filter({ hasText: `Thửa ${changed.parcel_no},` })
      .waitFor()
    await drawn(page)
  }, 150_000)

  it('a parcel that is gone is opened from the map of then', async () => {
    const page = await officer.signedIn(`/?parcel=${gone}&at=${then}`, options)
    await page.locator('.past-note').waitFor()
    await title(page)
      .filter({ hasText: /Thửa \d/ })
      .waitFor()
    if (size === 'phone') await atStop(page, 'half').catch(() => {})
    await drawn(page)
    expect((await onMap(page))[gone]).toBeDefined()
    await chip(page).getByRole('button', { name: 'Về hôm nay' }).click()
    await title(page).filter({ hasText: 'Thửa đất không còn' }).waitFor()
    await drawn(page)
  }, 120_000)

  it('of a day before the history no parcels are shown, and it is said why', async () => {
    const page = await officer.signedIn(`${around(changed)}&at=2025-06-30`, options)
    await chip(page)
      .filter({ hasText: `Không có dữ liệu thửa đất trước ${written(dayFrom(-31))}` })
      .waitFor()
    expect(await chip(page).innerText()).toContain('Ranh giới ngày 30/06/2025')
    await drawn(page)
    expect(await onMap(page)).toEqual({})
    const list = page.locator('details', { hasText: 'Trong khung nhìn' })
    expect(await list.textContent()).toContain(`Không có dữ liệu thửa đất trước ${written(dayFrom(-31))}`)
    expect(await list.textContent()).not.toContain('0 thửa')
    expect(await axe(page)).toEqual([])
    await page.click('#layers-button')
    expect(await page.locator('.day-choice').innerText()).toContain('bản đồ không vẽ thửa nào')
    expect(await axe(page)).toEqual([])
  }, 120_000)

  it('others see the communes of a day, are told that parcels stay, and ask nothing of the history', async () => {
    const page = await open('/', options)
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    await page.goto(new URL(`${around(changed)}&at=${then}`, page.url()).href)
    await chip(page)
      .filter({ hasText: `Ranh giới ngày ${written(then)}` })
      .waitFor()
    expect(await chip(page).innerText()).toContain('Thửa đất: hiện nay')
    await drawn(page)
    expect((await onMap(page))[changed.id]).toBe(`9${changed.parcel_no} LUC`)
    await page.click('#layers-button')
    expect(await page.locator('.day-choice').innerText()).toContain('lịch sử thửa đất dành cho cán bộ')
    expect(await axe(page)).toEqual([])
    expect(asked.length).toBeGreaterThan(5)
    expect(asked.filter((url) => url.includes('/history/'))).toEqual([])
  }, 120_000)
})
