import type { BrowserContextOptions } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Parcel } from '../src/api/types'
import { ask, axe, desktop, drawn, open, phone, someParcel, title, useBrowser } from './browser'

useBrowser()
let parcel: Parcel
let slugs: string[]
beforeAll(async () => {
  parcel = await someParcel()
  const { items } = await ask<{ items: { slug: string }[] }>('/api/guide')
  slugs = items.map(({ slug }) => slug)
})

describe('from the map to the glossary', () => {
  it('by the land type of a parcel, and back to the parcel', async () => {
    const page = await open(`/?parcel=${parcel.id}`)
    await title(page).filter({ hasText: 'Thửa' }).waitFor()
    await drawn(page)
    const type = parcel.land_types[0]
    if (!type) throw new Error('The parcel has no land type.')
    await page.locator('.types').getByRole('link', { name: type.name.vi }).click()
    await page.waitForURL(new RegExp(`/guide/land-types\\?lang=vi#${type.code}$`))
    const row = page.locator(`#${type.code}`)
    expect(await row.innerText()).toContain(type.name.vi)
    const { y = -1 } = (await row.boundingBox()) ?? {}
    expect(y).toBeGreaterThanOrEqual(0)
    expect(y).toBeLessThan(900)
    await page.goBack()
    await title(page)
      .filter({ hasText: `Thửa ${parcel.parcel_no}, tờ ${parcel.sheet_no}` })
      .waitFor()
  })

  it('by every code of the legend, in the language of the map', async () => {
    const page = await open('/?lang=en')
    await page.getByRole('button', { name: 'Map layers' }).click()
    const linked = await page
      .locator('.legend details a')
      .evaluateAll((links) => links.map((link) => link.getAttribute('href')))
    expect(linked.length).toBeGreaterThan(70)
    expect(linked).toContain('/guide/land-types?lang=en#ONT')
    const glossary = await open('/guide/land-types?lang=en')
    for (const href of linked) expect(await glossary.locator(`#${href?.split('#')[1]}`).count(), href ?? '').toBe(1)
  })

  it('by the bar on top, on a phone too', async () => {
    const page = await open('/', phone)
    const link = page.getByRole('link', { name: 'Hướng dẫn' })
    await link.waitFor()
    const { y = 0, height = 0 } = (await link.boundingBox()) ?? {}
    expect(y + height).toBeLessThanOrEqual(48)
    await link.click()
    await page.getByRole('heading', { level: 1, name: 'Hướng dẫn' }).waitFor()
    await page.getByRole('link', { name: 'Sổ tay đất đai' }).click()
    await page.waitForSelector('.panel')
  })
})

describe('in the guide', () => {
  it('a search without tone marks, by keyboard and without scripts', async () => {
    const page = await open('/guide', { ...desktop, javaScriptEnabled: false, locale: 'vi' })
    await page.locator('#q').focus()
    await page.keyboard.type('tach thua')
    await page.keyboard.press('Enter')
    await page.waitForURL(/q=tach\+thua/)
    const first = page.locator('.hits a').first()
    expect(await first.innerText()).toContain('Tách thửa')
    expect(await page.locator('mark').count()).toBeGreaterThan(0)
    await first.click()
    await page.getByRole('heading', { level: 1, name: 'Tách thửa và hợp thửa' }).waitFor()
  })

  it('English and back, on the same page', async () => {
    const page = await open('/guide/extract?lang=vi')
    await page.getByRole('link', { name: 'English' }).click()
    await page.getByRole('heading', { level: 1, name: 'The cadastral extract' }).waitFor()
    expect(await page.locator('html').getAttribute('lang')).toBe('en')
    await page.getByRole('link', { name: 'Tiếng Việt' }).click()
    await page.getByRole('heading', { level: 1, name: 'Trích lục bản đồ địa chính' }).waitFor()
  })

  it('what was not verified looks unlike the rest, and says so', async () => {
    const page = await open('/guide/change-purpose?lang=vi')
    const box = page.locator('.box.unverified').first()
    expect(await box.innerText()).toContain('Chưa kiểm chứng')
    expect(await box.evaluate((element) => getComputedStyle(element).borderStyle)).toBe('dashed')
  })

  it('an address that is not there: says so and offers the guides', async () => {
    const page = await open('/guide/khong-co?lang=vi', desktop, /404/)
    await page.getByRole('heading', { level: 1, name: 'Không có bài này' }).waitFor()
    expect(await page.locator('.guides a').count()).toBe(slugs.length)
  })

  it('on paper: the text without what is for the screen', async () => {
    const page = await open('/guide/split-merge?lang=vi')
    await page.emulateMedia({ media: 'print' })
    for (const hidden of ['.bar', '.find', '.toc', '.more']) expect(await page.locator(hidden).isVisible()).toBe(false)
    expect(await page.locator('.sources').isVisible()).toBe(true)
  })
})

const screens: readonly [name: string, options: BrowserContextOptions][] = [
  ['desktop', desktop],
  ['phone', phone],
  ['phone by night', { ...phone, colorScheme: 'dark' }],
]

it.each(screens)('axe finds nothing, and nothing is wider than the screen: %s', async (_, options) => {
  const page = await open('/guide?lang=vi', options)
  const pages = ['?lang=vi', '?lang=vi&q=dat+o', ...slugs.flatMap((slug) => [`/${slug}?lang=vi`, `/${slug}?lang=en`])]
  for (const path of pages) {
    await page.goto(new URL(`/guide${path}`, page.url()).href)
    expect(await axe(page), path).toEqual([])
    const [wide, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth])
    expect(wide, path).toBeLessThanOrEqual(screen ?? 0)
  }
})
