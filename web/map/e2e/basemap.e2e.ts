import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { base, drawn, open, useBrowser } from './browser'

useBrowser()

/** A tile of one colour, #ff00ff, which nothing else on the map has. */
const magenta = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z/AfAAQAAf8iCjrwAAAAAElFTkSuQmCC',
  'base64',
)

let status = 200
let asked = 0
const tiles = createServer((_, answer) => {
  asked++
  answer.writeHead(status, { 'Content-Type': 'image/png', 'Access-Control-Allow-Origin': '*' })
  answer.end(status === 200 ? magenta : undefined)
})

let folder: string
let server: ChildProcess
let address: string

/** A server of its own, with a base map and no data. */
beforeAll(async () => {
  await new Promise<void>((done) => tiles.listen(0, '127.0.0.1', done))
  const template = `http://127.0.0.1:${(tiles.address() as AddressInfo).port}/{z}/{x}/{y}.png`
  folder = await mkdtemp(join(tmpdir(), 'sotay-e2e-'))
  await chmod(folder, 0o711) // as root the database runs as another user
  const args = ['serve', '--data', join(folder, 'data'), '--listen', '127.0.0.1:0', '--basemap', template]
  server = spawn('../../bin/sotay', args, { stdio: ['ignore', 'pipe', 'ignore'] })
  let said = ''
  const ended = once(server, 'exit').then(() => {
    throw new Error(`The server with a base map does not start: ${said}`)
  })
  // Read to the end of its life: a server whose words nobody takes would die of them.
  const started = new Promise<string>((done) => {
    server.stdout?.on('data', (piece) => {
      said += piece
      const [found] = /http:\/\/[^\s]+(?=\s)/.exec(said) ?? []
      if (found) done(found)
    })
  })
  address = await Promise.race([started, ended])
  ended.catch(() => {})
}, 180_000)
afterAll(async () => {
  const ended = server.exitCode === null ? once(server, 'exit') : null
  server.kill()
  await ended
  tiles.close()
  await rm(folder, { recursive: true })
})
beforeEach(() => {
  asked = 0
})

/** The colour in the middle of the map, as red, green, blue. */
async function colour(page: Page): Promise<number[]> {
  const shot = await page.screenshot({ clip: { x: 1000, y: 400, width: 8, height: 8 } })
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

const notice = (page: Page) => page.locator('.notice')

it('lies below the layers, and is switched like one', async () => {
  status = 200
  const page = await open(new URL('/?map=107.1,10.4,12', address).href)
  await expect.poll(() => colour(page), { timeout: 20_000 }).toEqual([255, 0, 255])
  expect(asked).toBeGreaterThan(0)
  await page.getByRole('button', { name: 'Lớp bản đồ' }).click()
  await page.getByRole('switch', { name: 'Hiện Bản đồ nền' }).click()
  await expect.poll(() => colour(page), { timeout: 20_000 }).not.toEqual([255, 0, 255])
  expect(await notice(page).count()).toBe(0)
})

it.each([
  ['vi', 'Chưa tải được bản đồ nền.'],
  ['en', 'The base map could not be loaded.'],
])('says once that it cannot be had, and the map goes on without it: %s', async (lang, sentence) => {
  status = 503
  const page = await open(new URL(`/?map=107.1,10.4,12&lang=${lang}`, address).href, undefined, /503/)
  await notice(page).filter({ hasText: sentence }).getByRole('button').click()
  await drawn(page)
  const before = asked
  expect(before).toBeGreaterThan(1)
  await page.locator('.canvas canvas').focus()
  for (let i = 0; i < 8; i++) await page.keyboard.press('ArrowUp')
  await expect.poll(() => asked, { timeout: 20_000 }).toBeGreaterThan(before)
  await drawn(page)
  expect(await notice(page).count()).toBe(0)
  expect(await page.locator('.trouble').count()).toBe(0)
})

it('says so of a style, too, that is none', async () => {
  const page = await open('about:blank')
  await page.route('**/api/config', async (route) => {
    const answer = await route.fetch()
    await route.fulfill({ response: answer, json: { ...(await answer.json()), basemap: { style: '/api/layers' } } })
  })
  await page.goto(base)
  await notice(page).filter({ hasText: 'Chưa tải được bản đồ nền.' }).waitFor()
  await drawn(page)
})
