import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Map as MapLibre } from 'maplibre-gl'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CommuneHit, SearchAnswer } from '../src/api/types'
import { ask, desktop, drawn, middle, open, phone, useBrowser } from './browser'
import { sotay, undo } from './program'

useBrowser()

let commune: CommuneHit
let folder: string
beforeAll(async () => {
  const { groups } = await ask<SearchAnswer>(`/api/search?${new URLSearchParams({ q: 'Vũng Tàu', limit: '1' })}`)
  const [found] = groups.flatMap((group) => (group.kind === 'commune' ? group.items : []))
  if (!found) throw new Error('The province has no Vũng Tàu.')
  commune = found
  folder = await mkdtemp(join(tmpdir(), 'sotay-e2e-'))
})
afterAll(() => rm(folder, { recursive: true }))

const screens: readonly [name: string, options: BrowserContextOptions][] = [
  ['desktop', desktop],
  ['phone', phone],
  ['desktop by night', { ...desktop, colorScheme: 'dark' }],
  ['phone by night', { ...phone, colorScheme: 'dark' }],
]

/** The colour of a pixel of the page, as red, green, blue. */
async function colour(page: Page, x: number, y: number): Promise<number[]> {
  const shot = await page.screenshot({ clip: { x, y, width: 2, height: 2 } })
  return page.evaluate(
    async (bytes) => {
      const picture = await createImageBitmap(new Blob([Uint8Array.from(bytes)], { type: 'image/png' }))
      const context = new OffscreenCanvas(1, 1).getContext('2d')
      context?.drawImage(picture, 0, 0)
      return [...(context?.getImageData(0, 0, 1, 1).data ?? [])].slice(0, 3)
    },
    [...shot],
  )
}

/** What the texts of a layer say that are drawn, not those that gave way. */
const texts = (page: Page, layer: string, field: string) =>
  page.locator('.canvas').evaluate(
    (element, [layer, field]) => {
      const { map } = element as unknown as { map: MapLibre }
      return map.queryRenderedFeatures({ layers: [layer] }).map(({ properties }) => String(properties[field]))
    },
    [layer, field] as const,
  )

/** Brings the map to another place, and waits until it is drawn. */
async function jump(page: Page, lon: number, lat: number, zoom: number): Promise<void> {
  await page.locator('.canvas').evaluate(
    (element, [lon, lat, zoom]) => {
      const { map } = element as unknown as { map: MapLibre }
      map.jumpTo({ center: [lon, lat], zoom })
    },
    [lon, lat, zoom] as const,
  )
  await drawn(page)
}

describe.each(screens)('%s', (name, options) => {
  it('the sea is not taken for land without the layer of water', async () => {
    const [x, y] = name.startsWith('phone') ? middle.phone : middle.desktop
    const page = await open('/?map=107.3,10.1,14&layers=communes', options)
    await drawn(page)
    const sea = await colour(page, x + 40, y + 40)
    await jump(page, 107.35, 10.6, 14)
    const land = await colour(page, x + 40, y + 40)
    const [red = 0, , blue = 0] = sea.map((value, i) => value - (land[i] ?? 0))
    expect(blue - red, `${sea} and ${land}`).toBeGreaterThan(15)
  })

  it('the name of the commune stands before the numbers of its sheets', async () => {
    const [lon, lat] = commune.point
    const page = await open(`/?map=${lon},${lat},12`, options)
    await drawn(page)
    for (const zoom of [12, 13, 14]) {
      await jump(page, lon, lat, zoom)
      expect(await texts(page, 'communes-label', 'name'), `zoom ${zoom}`).toContain(commune.name)
      expect((await texts(page, 'sheets-label', 'sheet_no')).length, `zoom ${zoom}`).toBeGreaterThan(0)
    }
  })
})

it('the points of an imported layer are named', async () => {
  const name = `tram_${Date.now()}`
  const file = join(folder, 'tram.csv')
  // Far out at sea, where nothing else wants the place.
  await writeFile(file, 'ma,ten_tram,kinh_do,vi_do\nQT01,Trạm ngoài khơi,107.9,9.3\n')
  const columns = ['--x', 'kinh_do', '--y', 'vi_do', '--crs', '4326', '--accept', 'outside_province']
  await sotay('import', file, '--new-layer', name, '--title', 'Trạm thử', '--theme', 'air', ...columns, '--yes')
  try {
    const page = await open(`/?map=107.9,9.3,13&layers=communes,${name}`)
    await drawn(page)
    expect(await texts(page, `${name}-point`, 'ma')).toEqual(['QT01'])
    expect(await texts(page, `${name}-label`, 'ten_tram')).toEqual(['Trạm ngoài khơi'])
    // Below the mark: there is text under it, and none above.
    const [x, y] = middle.desktop
    const above = await page.screenshot({ clip: { x: x - 40, y: y - 30, width: 80, height: 20 } })
    const below = await page.screenshot({ clip: { x: x - 40, y: y + 10, width: 80, height: 20 } })
    const bare = await page.screenshot({ clip: { x: x - 40, y: y + 100, width: 80, height: 20 } })
    expect(above.equals(bare)).toBe(true)
    expect(below.equals(bare)).toBe(false)
  } finally {
    await undo()
  }
})
