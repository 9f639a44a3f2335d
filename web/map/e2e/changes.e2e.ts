import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Layer, Parcel } from '../src/api/types'
import { ask, drawn, open, someParcel, useBrowser } from './browser'

useBrowser()
if (!process.env.SOTAY_DATA) throw new Error('Set SOTAY_DATA to the data folder of the server under test.')

const run = promisify(execFile)
/** The command line beside the running server, on its data folder. */
const sotay = (...args: string[]) => run('../../bin/sotay', args)

let folder: string
let parcel: Parcel
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sotay-e2e-'))
  parcel = await someParcel()
})
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
  await sotay('import', await file(lon, lat), '--layer', 'parcels', '--replace', 'none', '--yes')
  await listed.waitFor({ timeout: 20_000 })
  // Only what changed comes anew.
  expect(asked.filter((path) => path.startsWith(`/tiles/${plan.name}`))).toEqual([])
  const { stdout } = await sotay('imports', 'list', '--json')
  const [last] = JSON.parse(stdout) as { id: number }[]
  await sotay('imports', 'undo', String(last?.id))
  await listed.waitFor({ state: 'detached', timeout: 20_000 })
})
