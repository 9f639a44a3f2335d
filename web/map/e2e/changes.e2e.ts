import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Layer, Parcel } from '../src/api/types'
import { cadastralZone, fromPlane } from '../src/geo/vn2000'
import { around, ask, drawn, middle, open, someParcel, title, useBrowser } from './browser'
import { run, sotay, undo } from './program'

useBrowser()

/** Parcels beside all others, a fault elsewhere: their commune is far away. */
const atSea = ['--layer', 'parcels', '--replace', 'none', '--accept', 'outside_commune', '--yes']

let folder: string
let parcel: Parcel
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sotay-e2e-'))
  parcel = await someParcel()
  // A compiler may have much to do the first time.
  await run('go', ['build', '-o', join(folder, 'cadastre'), './cadastre'], { cwd: 'e2e' })
}, 300_000)
afterAll(() => rm(folder, { recursive: true }))

/** A file with one parcel of a sheet that no commune has, a square of some hundred metres at a place. */
async function file(lon: number, lat: number): Promise<string> {
  const side = 0.001
  const ring = [
    [lon, lat],
    [lon + side, lat],
    [lon + side, lat + side],
    [lon, lat + side],
    [lon, lat],
  ]
  const properties = { commune_code: parcel.commune.code, sheet_no: '998', parcel_no: '7', land_use: 'ODT' }
  const feature = { type: 'Feature', properties, geometry: { type: 'Polygon', coordinates: [ring] } }
  const path = join(folder, 'parcel.geojson')
  await writeFile(path, JSON.stringify({ type: 'FeatureCollection', features: [feature] }))
  return path
}

it('an import by the command line shows in the open map, and its undoing too, without a touch', async () => {
  const { layers } = await ask<{ layers: Layer[] }>('/api/layers')
  const plan = layers.find(({ style, count }) => style.kind === 'planning' && count > 0)
  if (!plan) throw new Error('The province has no planning layer.')
  // At sea, so that nothing else is there; far from all other tiles of the layer.
  const [lon, lat] = [107.9, 9.4]
  const page = await open(`/?map=${lon + 0.0005},${lat + 0.0005},17&layers=communes,parcels,${plan.name}`)
  await drawn(page)
  const listed = page.getByRole('button', { name: /^Thửa 7, tờ 998\b/ })
  expect(await listed.count()).toBe(0)
  const asked: string[] = []
  page.on('request', (request) => asked.push(new URL(request.url()).pathname))
  await sotay('import', await file(lon, lat), ...atSea)
  await listed.waitFor({ timeout: 20_000 })
  // Only what changed comes anew.
  expect(asked.filter((path) => path.startsWith(`/tiles/${plan.name}`))).toEqual([])
  await undo()
  await listed.waitFor({ state: 'detached', timeout: 20_000 })
})

it('a map that is asked anew for tiles that have not changed says when it has them', async () => {
  const { layers } = await ask<{ layers: Layer[] }>('/api/layers')
  const page = await open(around(parcel, 16))
  await drawn(page)
  const json = { layers: layers.map((layer) => ({ ...layer, version: `${layer.version}-x` })) }
  await page.route('**/api/layers', (route) => route.fulfill({ json }))
  // At the next two looks.
  for (let i = 0; i < 2; i++) {
    await page.waitForRequest(/\/tiles\/[^?]*\.json/)
    await drawn(page)
    expect(await page.getByText('Đang tải bản đồ…').count()).toBe(0)
  }
})

it('a cadastral file in TCVN3 and VN-2000 is found by search and by click, a second after its commit', async () => {
  const sheet = '997'
  // At sea. The fourteenth parcel is the sixth of the second row, in the middle of others.
  const [east, north] = [480_000, 1_049_000]
  const [lon, lat] = fromPlane({ yEast: east + 30 * 5.5, xNorth: north + 40 * 1.5 }, cadastralZone(107.75))
  const titled = `Thửa 14, tờ ${sheet}`
  const address = 'Số 27 đường Lê Quý Đôn, khu phố Hải Điền'
  const path = join(folder, 'ranh_thua.shp')
  await run(join(folder, 'cadastre'), [path, parcel.commune.code, sheet, String(east), String(north)])
  const there = `/?map=${lon},${lat},19&layers=communes,parcels`
  // The map has been here before: the tiles of the empty sea are in every cache.
  const page = await open(there)
  await drawn(page)
  await sotay('import', path, ...atSea)
  // No answer may be older than a second, so from here on the first one must do; none is asked for twice.
  await page.waitForTimeout(1000)

  await page.mouse.click(...middle.desktop)
  await page
    .getByRole('button', { name: `Mở thửa 14, tờ ${sheet}` })
    .or(title(page).filter({ hasText: titled }))
    .waitFor()

  const fresh = await open(there)
  await drawn(fresh)
  await fresh.mouse.click(...middle.desktop)
  await title(fresh).filter({ hasText: titled }).waitFor()
  expect(await fresh.locator('.panel').innerText()).toContain(address)

  await page.fill('#search', `thửa 14 tờ ${sheet} ${parcel.commune.name}`)
  const first = page.locator('[role=option]').first()
  await first.filter({ hasText: `Thửa 14, tờ ${sheet}` }).waitFor()
  await first.click()
  await title(page).filter({ hasText: titled }).waitFor()
  const panel = await page.locator('.panel').innerText()
  expect(panel).toContain(address)
  expect(panel).toContain('Đất ở tại đô thị')
  expect(panel).toContain('1.200,0 m²')
  await undo()
})
