import type { Map as MapLibre } from 'maplibre-gl'
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Layer, Neighbours, Overlaps, Parcel } from '../src/api/types'
import { ask, axe, desktop, drawn, open, phone, someParcel, title, useBrowser } from './browser'

useBrowser()
let parcel: Parcel
let overlaps: Overlaps
let neighbours: Neighbours
beforeAll(async () => {
  parcel = await someParcel()
  overlaps = await ask<Overlaps>(`/api/parcels/${parcel.id}/overlaps`)
  neighbours = await ask<Neighbours>(`/api/parcels/${parcel.id}/neighbours`)
})

const decimal = (value: number, digits: number, locale = 'vi-VN') =>
  new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value)

/** How many features of a style layer of its own the map shows. */
const shownOn = (page: Page, layer: string) =>
  page.locator('.canvas').evaluate((element, id) => {
    const { map } = element as unknown as { map: MapLibre }
    return map.getLayer(id) ? map.queryRenderedFeatures({ layers: [id] }).map(({ properties }) => properties) : []
  }, layer)

const opened = async (options = desktop, more = '') => {
  const page = await open(`/?parcel=${parcel.id}${more}`, options)
  await page.locator('.panel .actions').first().waitFor()
  await drawn(page)
  return page
}

const section = (page: Page, name: string) => page.getByRole('button', { name, exact: true })

describe('one parcel', () => {
  it('plans and corridors: told with area, share, source, decision and date, and drawn while the section is open', async () => {
    const page = await opened()
    expect(await shownOn(page, 'pieces-fill')).toEqual([])
    await section(page, 'Quy hoạch và hành lang').click()
    const found = overlaps.layers.filter(({ state }) => state === 'overlaps')
    expect(found.length).toBeGreaterThan(0)
    await page.locator('#overlaps .overlap-layers > li').first().waitFor()
    const text = await page.locator('#overlaps').innerText()
    const { layers } = await ask<{ layers: Layer[] }>('/api/layers')
    for (const layer of found) {
      expect(text).toContain(layer.title.vi)
      expect(text).toContain(layer.source)
      for (const decision of layer.decisions) expect(text).toContain(decision)
      if (layer.as_of) expect(text).toContain(layer.as_of.split('-').reverse().join('/'))
      for (const record of layer.records) {
        expect(text).toContain(`${decimal(record.area, 1)} m²`)
        expect(text).toContain(`${decimal(record.percent, 1)} %`)
      }
    }
    const none = overlaps.layers.filter(({ state }) => state === 'none_here')
    for (const { title } of none) expect(await page.locator('[data-state=none_here]').innerText()).toContain(title.vi)
    await drawn(page)
    const plan = found.find(({ name }) => name.startsWith('planning'))
    const code = plan?.records[0]?.properties.code
    const color = layers
      .find(({ name }) => name === plan?.name)
      ?.fields.find(({ name }) => name === 'code')
      ?.codes?.find((known) => known.code === code)?.color
    expect((await shownOn(page, 'pieces-fill')).map((piece) => piece.color)).toContain(color)
    expect(text).toContain(String(code))
    expect(await page.locator('#overlaps .share').count()).toBe(found.flatMap(({ records }) => records).length)
    await section(page, 'Quy hoạch và hành lang').click()
    await page
      .locator('.canvas:not([data-drawn])')
      .waitFor({ timeout: 500 })
      .catch(() => {})
    await drawn(page)
    expect(await shownOn(page, 'pieces-fill')).toEqual([])
  })

  it('neighbours: listed in order, numbered on the map, and each a way to the next parcel', async () => {
    const page = await opened()
    await section(page, 'Thửa giáp ranh').click()
    const rows = page.locator('#neighbours li')
    await rows.first().waitFor()
    expect(await rows.count()).toBe(neighbours.neighbours.length)
    for (const [at, n] of neighbours.neighbours.entries()) {
      const text = await rows.nth(at).innerText()
      expect(text).toContain(`Thửa ${n.parcel_no}, tờ ${n.sheet_no}`)
      expect(text).toContain(`cạnh ${decimal(n.edge, 2)} m`)
    }
    await drawn(page)
    expect((await shownOn(page, 'neighbours')).map(({ n }) => n).sort()).toEqual(
      neighbours.neighbours.map((_, at) => at + 1).sort(),
    )
    const [first] = neighbours.neighbours
    await rows.first().getByRole('button').click()
    await title(page)
      .filter({ hasText: `Thửa ${first?.parcel_no}, tờ ${first?.sheet_no}` })
      .waitFor()
    expect(new URL(page.url()).searchParams.get('parcel')).toBe(String(first?.id))
    // The section stays open, now with the neighbours of that parcel, this one among them.
    await page
      .locator('#neighbours')
      .getByText(`Thửa ${parcel.parcel_no}, tờ ${parcel.sheet_no}`, { exact: true })
      .waitFor()
  })

  it('the extract: every file is a download with what it promises', async () => {
    const page = await opened()
    for (const [name, begins, ends] of [
      ['PDF A4', '%PDF-', '.pdf'],
      ['PDF A3', '%PDF-', '.pdf'],
      ['GeoJSON', '{"geometry"', '.geojson'],
      ['DXF', '  0\nSECTION', '.dxf'],
      ['CSV', '\ufeffMảnh', '.csv'],
    ] as const) {
      const coming = page.waitForEvent('download')
      await page.getByRole('link', { name, exact: true }).click()
      const download = await coming
      expect(download.suggestedFilename()).toMatch(/^trich-luc-to.+-thua.+/)
      expect(download.suggestedFilename()).toContain(ends)
      const chunks: Buffer[] = []
      for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer)
      expect(Buffer.concat(chunks).toString('utf8').startsWith(begins), name).toBe(true)
    }
  })

  it('in English too', async () => {
    const page = await opened(desktop, '&lang=en')
    await section(page, 'Planning and corridors').click()
    await section(page, 'Neighbouring parcels').click()
    await page.locator('#neighbours li').first().waitFor()
    await page.locator('#overlaps .overlap-layers > li').first().waitFor()
    expect(await page.locator('#neighbours').innerText()).toContain('In the order of the vertices')
    expect(await page.getByRole('link', { name: 'PDF A4' }).getAttribute('href')).toContain('lang=en')
  })

  it.each([
    ['desktop', desktop],
    ['phone', phone],
  ])('%s: axe finds nothing, and nothing is wider than the screen', async (_, options) => {
    const page = await opened(options)
    await section(page, 'Quy hoạch và hành lang').click()
    await section(page, 'Thửa giáp ranh').click()
    await page.locator('#neighbours li').first().waitFor()
    await page.locator('#overlaps .overlap-layers > li').first().waitFor()
    expect(await axe(page)).toEqual([])
    const content = page.locator('.panel .content')
    expect(await content.evaluate((e) => e.scrollWidth - e.clientWidth)).toBe(0)
  })
})

describe('checking an extract', () => {
  const number = () => `${parcel.commune.code}-${parcel.sheet_no}-${parcel.parcel_no}-20261126`
  const code = async () =>
    (await ask<{ properties: { hash: string } }>(`/api/parcels/${parcel.id}/extract.geojson`)).properties.hash

  it('by its QR code: says that it still holds, and leads to the parcel', async () => {
    const page = await open(`/verify?extract=${number()}&hash=${await code()}`, phone)
    await page.locator('.verdict[data-state=same]').waitFor()
    expect(await page.title()).toContain('Kiểm tra trích lục')
    expect(await axe(page)).toEqual([])
    await page.getByRole('link', { name: `Thửa ${parcel.parcel_no}, tờ ${parcel.sheet_no}` }).click()
    await title(page)
      .filter({ hasText: `Thửa ${parcel.parcel_no}, tờ ${parcel.sheet_no}` })
      .waitFor()
  })

  it('says what has changed as far as the code tells, and that a parcel is gone', async () => {
    const page = await open(`/verify?extract=${number()}&hash=0123456789abcdef&parts=${'0'.repeat(16)}`)
    await page.locator('.verdict[data-state=changed]').getByText('Phần đã khác: ').waitFor()
    expect(await page.locator('.verdict').innerText()).toContain('ranh giới')
    await page.goto(`${new URL(page.url()).origin}/verify?extract=26506-999-999-20261126&hash=0123456789abcdef`)
    await page.locator('.verdict[data-state=gone]').waitFor()
  })

  it('by hand: number and code', async () => {
    const page = await open('/verify')
    expect(await page.locator('.verdict').count()).toBe(0)
    await page.getByLabel('Số trích lục').fill(number())
    await page.getByLabel('Mã kiểm tra').fill((await code()).toUpperCase())
    await page.getByRole('button', { name: 'Kiểm tra' }).click()
    await page.locator('.verdict[data-state=same]').waitFor()
    await page.getByLabel('Mã kiểm tra').fill('0123456789abcdef')
    await page.getByRole('button', { name: 'Kiểm tra' }).click()
    await page.locator('.verdict[data-state=changed]').getByText('quét mã QR').waitFor()
  })
})
