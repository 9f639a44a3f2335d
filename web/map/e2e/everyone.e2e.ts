import type { BrowserContextOptions, Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Parcel } from '../src/api/types'
import { around, atStop, axe, desktop, drawn, middle, open, phone, someParcel, title, useBrowser } from './browser'

useBrowser()
let parcel: Parcel
beforeAll(async () => {
  parcel = await someParcel()
})

/** The states of the page, each by what leads to it from the one before. */
const states: readonly [name: string, go: (page: Page) => Promise<unknown>][] = [
  ['home', async () => {}],
  ['the layers', (page) => page.getByRole('button', { name: 'Lớp bản đồ' }).click()],
  [
    'measuring',
    async (page) => {
      await page.keyboard.press('Escape')
      await page.getByRole('button', { name: 'Đo khoảng cách, diện tích' }).click()
    },
  ],
  [
    'search results',
    async (page) => {
      await page.keyboard.press('Escape')
      await page.fill('#search', `thửa ${parcel.parcel_no} tờ ${parcel.sheet_no} ${parcel.commune.name}`)
      await page.locator('[role=option]').first().waitFor()
    },
  ],
  [
    'a parcel with its vertices',
    async (page) => {
      await page.keyboard.press('Enter')
      await page.getByRole('button', { name: /Tọa độ đỉnh thửa/ }).click()
      await page.getByRole('table').waitFor()
      await page.getByText('Chỉ đúng với điểm đã chọn').waitFor()
    },
  ],
  [
    'a bare point',
    async (page) => {
      await page.goto(page.url().replace(/\?.*/, '?point=120.5,5.5'))
      await page.getByText('Không có dữ liệu ở đây.').waitFor()
    },
  ],
]

const screens: readonly [name: string, options: BrowserContextOptions][] = [
  ['desktop', desktop],
  ['phone', phone],
  ['desktop by night', { ...desktop, colorScheme: 'dark' }],
]

it.each(screens)('axe finds nothing in any state: %s', async (_, options) => {
  const page = await open(around(parcel, 17), options)
  await drawn(page)
  for (const [state, go] of states) {
    await go(page)
    await drawn(page)
    expect(await axe(page), state).toEqual([])
  }
})

describe('by keyboard alone', () => {
  it('from the address bar to a parcel, its table and back', async () => {
    const page = await open()
    await drawn(page)
    await page.keyboard.press('Tab')
    expect(await page.evaluate(() => document.activeElement?.className)).toBe('skip')
    await page.keyboard.press('Enter')
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('search')
    await page.keyboard.type(`thửa ${parcel.parcel_no} tờ ${parcel.sheet_no} ${parcel.commune.name}`)
    await page.locator('[role=option]').first().waitFor()
    await page.keyboard.press('Enter')
    await title(page)
      .filter({ hasText: `Thửa ${parcel.parcel_no}` })
      .waitFor()
    for (let i = 0; i < 80; i++) {
      await page.keyboard.press('Tab')
      const at = await page.locator('button:focus').allInnerTexts()
      if (at.some((text) => text.includes('Tọa độ đỉnh thửa'))) break
    }
    await page.keyboard.press('Enter')
    await page.getByRole('table').waitFor()
    await page.keyboard.press('Escape')
    await title(page).filter({ hasText: 'Tra cứu thửa đất' }).waitFor()
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('search')
  })

  it('on the map: Enter chooses what is in the middle, and it is said', async () => {
    const page = await open(around(parcel))
    await drawn(page)
    await page.locator('.canvas canvas').focus()
    await page.keyboard.press('Enter')
    await title(page)
      .filter({ hasText: `Thửa ${parcel.parcel_no}, tờ ${parcel.sheet_no}` })
      .waitFor()
    await page
      .locator('[data-test=spoken]')
      .filter({ hasText: `thửa ${parcel.parcel_no}` })
      .waitFor({ state: 'attached' })
  })

  it('what is on the map is in a list as well', async () => {
    const page = await open(around(parcel, 18))
    await drawn(page)
    const line = page.getByRole('button', { name: new RegExp(`^Thửa ${parcel.parcel_no}, tờ ${parcel.sheet_no}\\b`) })
    await line.first().focus()
    await page.keyboard.press('Enter')
    await title(page)
      .filter({ hasText: `Thửa ${parcel.parcel_no}` })
      .waitFor()
  })

  it('every stop of the Tab key can be seen', async () => {
    const page = await open(`/?parcel=${parcel.id}`)
    await title(page).filter({ hasText: 'Thửa' }).waitFor()
    await drawn(page)
    for (let i = 0; i < 30; i++) {
      await page.keyboard.press('Tab')
      const unseen = await page.evaluate(() => {
        const at = document.activeElement
        if (!at || at === document.body) return ''
        const { outlineStyle, outlineWidth } = getComputedStyle(at)
        const ringed = outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0
        const framed = at.id === 'search' && getComputedStyle(at.parentElement ?? at).boxShadow !== 'none'
        return ringed || framed ? '' : at.outerHTML.slice(0, 120)
      })
      expect(unseen).toBe('')
    }
  })
})

describe('on a phone of 360 by 640', () => {
  const height = (page: Page) => page.locator('.panel').evaluate((panel) => panel.clientHeight)

  it('the sheet stops three times and leaves the map alive', async () => {
    const page = await open(around(parcel), phone)
    await drawn(page)
    const handle = page.locator('.handle')
    const seen: number[] = []
    for (const stop of ['peek', 'half', 'full']) {
      await atStop(page, stop)
      seen.push(await height(page))
      await handle.click()
    }
    await atStop(page, 'peek')
    expect(new Set(seen).size).toBe(3)
    expect(Math.max(...seen)).toBeLessThanOrEqual(640 - 48)
    const [x, y] = [180, 640 - (await height(page)) + 16]
    await page.mouse.move(x, y)
    await page.mouse.down()
    await page.mouse.move(x, 300, { steps: 8 })
    // A hand that rests did not flick.
    await page.waitForTimeout(200)
    await page.mouse.up()
    await atStop(page, 'half')
    expect(Math.abs((await height(page)) - 320)).toBeLessThan(3)
    await handle.press('ArrowDown')
    await atStop(page, 'peek')
    await drawn(page)
    await page.touchscreen.tap(...middle.phone)
    await title(page)
      .filter({ hasText: `Thửa ${parcel.parcel_no}` })
      .waitFor()
    await atStop(page, 'half')
    expect(await height(page)).toBeLessThan(400)
  })

  it('nothing is wider than the screen and no target smaller than a thumb', async () => {
    const page = await open(`/?parcel=${parcel.id}`, phone)
    await title(page).filter({ hasText: 'Thửa' }).waitFor()
    await drawn(page)
    const found = await page.evaluate(() => {
      const small: string[] = []
      for (const target of document.querySelectorAll('button, a[href], input, select')) {
        const { width, height } = target.getBoundingClientRect()
        const shown = target.checkVisibility({ visibilityProperty: true }) && !target.matches('.skip, .link, .handle')
        if (shown && (height < 43.5 || width < 32)) small.push(`${target.outerHTML.slice(0, 90)} ${width}×${height}`)
      }
      return { small, wide: document.documentElement.scrollWidth }
    })
    expect(found).toEqual({ small: [], wide: 360 })
  })
})
