import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Parcel } from '../src/api/types'
import { metresPerPixel } from '../src/i18n/format'
import { atStop, drawn, onCanvas, open, phone, someParcel, title, useBrowser } from './browser'

useBrowser()
let parcel: Parcel
beforeAll(async () => {
  parcel = await someParcel()
})

/** The bar at the top of the page; the map begins below it. */
const BAR = 48
const CANVAS = 640 - BAR
/** Where the sheet begins at a stop, on the canvas. */
const FREE = { peek: CANVAS - 96, half: CANVAS - 320 }
const ZOOM = 18

/** The address of a map whose parcel is at a height of the canvas while the sheet stands at a stop. */
function withParcelAt(y: number, stop: keyof typeof FREE): string {
  const [lon, lat] = parcel.point
  const north = ((y - FREE[stop] / 2) * metresPerPixel(lat, ZOOM)) / 110_600
  return `/?map=${lon},${lat + north},${ZOOM}&layers=communes,parcels`
}

/** Taps the parcel where it is, and waits until all about it is there. */
async function tap(page: Page): Promise<void> {
  const { x, y } = await onCanvas(page, parcel.point)
  await page.touchscreen.tap(x, y + BAR)
  await settled(page)
}

async function settled(page: Page): Promise<void> {
  await title(page)
    .filter({ hasText: `Thửa ${parcel.parcel_no}, tờ ${parcel.sheet_no}` })
    .waitFor()
  await page.getByText('Chỉ đúng với điểm đã chọn').waitFor()
  await atStop(page, 'half')
  await drawn(page)
}

/** The parcel's point can be seen above the sheet. */
async function seen(page: Page): Promise<void> {
  const { x, y } = await onCanvas(page, parcel.point)
  expect(x).toBeGreaterThan(0)
  expect(x).toBeLessThan(360)
  expect(y).toBeGreaterThan(0)
  expect(y).toBeLessThan(FREE.half)
}

describe('on a phone of 360 by 640 what was chosen is above the sheet', () => {
  it.each([FREE.half + 4, 330, 420])('tapped where the sheet will be, at %i pixels', async (y) => {
    const page = await open(withParcelAt(y, 'peek'), phone)
    await drawn(page)
    expect(Math.abs((await onCanvas(page, parcel.point)).y - y)).toBeLessThan(3)
    await tap(page)
    await seen(page)
  })

  it('tapped where it stays in sight: nothing moves but the sheet', async () => {
    const page = await open(withParcelAt(120, 'peek'), phone)
    await drawn(page)
    const before = await onCanvas(page, parcel.point)
    await tap(page)
    const after = await onCanvas(page, parcel.point)
    expect(Math.hypot(after.x - before.x, after.y - before.y)).toBeLessThan(1)
    // Nor does what was left behind come back, when the sheet moves again.
    await page.locator('.canvas canvas').focus()
    for (let i = 0; i < 8; i++) await page.keyboard.press('ArrowDown')
    await drawn(page)
    expect((await onCanvas(page, parcel.point)).y).toBeLessThan(-100)
    await page.locator('.handle').press('ArrowDown')
    await atStop(page, 'peek')
    await drawn(page)
    expect((await onCanvas(page, parcel.point)).y).toBeLessThan(0)
  })

  it('opened by a link whose middle is elsewhere', async () => {
    const page = await open(`${withParcelAt(FREE.half + 60, 'half')}&parcel=${parcel.id}`, phone)
    await settled(page)
    await seen(page)
  })

  it('opened from the list of what is in view', async () => {
    const page = await open(withParcelAt(100, 'peek'), phone)
    await drawn(page)
    await page.locator('.handle').press('ArrowUp')
    await atStop(page, 'half')
    await drawn(page)
    await page
      .getByRole('button', { name: new RegExp(`^Thửa ${parcel.parcel_no}, tờ ${parcel.sheet_no}\\b`) })
      .first()
      .click()
    await settled(page)
    await seen(page)
  })

  it.each(['reduce', 'no-preference'] as const)('found by search from far away, motion: %s', async (reducedMotion) => {
    const page = await open('/', { ...phone, reducedMotion })
    await drawn(page)
    await page.fill('#search', `thửa ${parcel.parcel_no} tờ ${parcel.sheet_no} ${parcel.commune.name}`)
    await page.keyboard.press('Enter')
    await settled(page)
    await page.waitForURL((url) => Number(url.searchParams.get('map')?.split(',')[2]) > 16)
    await drawn(page)
    await seen(page)
    const { x, y } = await onCanvas(page, parcel.point)
    expect(Math.hypot(x - 180, y - FREE.half / 2)).toBeLessThan(60)
  })
})
