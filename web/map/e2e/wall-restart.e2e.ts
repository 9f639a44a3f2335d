import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { request } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { open, useBrowser } from './browser'
import { run } from './program'

useBrowser()

const PATIENCE = 40_000
const password = 'một câu dễ nhớ của cán bộ'
const dir = mkdtempSync(join(tmpdir(), 'wall-'))
chmodSync(dir, 0o711) // as root the database runs as another user
const data = join(dir, 'data')

let address = ''
let server: ChildProcess | undefined

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((listening) => probe.listen(0, '127.0.0.1', listening))
  const { port } = probe.address() as { port: number }
  await new Promise((closed) => probe.close(closed))
  return port
}

const answers = (): Promise<boolean> =>
  fetch(`${address}/healthz`)
    .then(({ ok }) => ok)
    .catch(() => false)

/** Starts a sotay of the test's own, with nothing in its database. */
async function start(): Promise<void> {
  const args = ['serve', '--data', data, '--listen', new URL(address).host]
  server = spawn('../../bin/sotay', args, { stdio: 'ignore' })
  for (const until = Date.now() + 60_000; !(await answers()); ) {
    if (Date.now() > until) throw new Error('sotay does not answer')
    await new Promise((later) => setTimeout(later, 200))
  }
}

async function end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  const ended = new Promise((exit) => server?.once('exit', exit))
  server?.kill(signal)
  await ended
}

const sql = (text: string) => run('../../bin/sotay', ['psql', '--data', data, '--', '-qAtc', text])
const faultyCamera = (n: number) =>
  sql(
    `INSERT INTO data.cameras (code, name, kind, state, geom) VALUES ('CAM-${n}', 'Điểm ${n}', 'fixed', 'faulty', 'SRID=4326;POINT(107.08 10.35)')`,
  )

beforeAll(async () => {
  address = `http://127.0.0.1:${await freePort()}`
  await start()
}, 90_000)

afterAll(async () => {
  await end('SIGTERM')
  rmSync(dir, { recursive: true, force: true })
}, 60_000)

async function link(): Promise<string> {
  const added = run('../../bin/sotay', [
    'user',
    'add',
    'truc',
    '--data',
    data,
    '--name',
    'Trực ban (hư cấu)',
    '--role',
    'ioc',
    '--password-stdin',
  ])
  added.child.stdin?.end(password)
  await added
  const client = await request.newContext({ baseURL: address })
  await client.post('/api/session', { data: { login: 'truc', password } })
  const made = await client.post('/api/wall/links', { data: { name: 'Phòng trực', distance_m: 8, pitch_mm: 0.63 } })
  const { url } = (await made.json()) as { url: string }
  await client.dispose()
  return url
}

it('lives through the end of sotay and of its database, without a touch', async () => {
  const page = await open(await link(), { viewport: { width: 1920, height: 1080 } }, /Failed to load|ERR_|50[023]/)
  await page.locator('[data-test=sources]').waitFor({ timeout: PATIENCE })
  await page.evaluate(() => Object.assign(window, { sameLoad: true }))
  const dead = page.locator('.figure', { hasText: 'Camera lỗi' }).locator('dd')
  let streams = 0
  page.on('response', (response) => {
    if (response.url().includes('/events') && response.ok()) streams++
  })
  await end('SIGKILL')
  await expect.poll(() => page.title(), { timeout: PATIENCE }).toContain('⚠')
  await start()
  await faultyCamera(1)
  await expect.poll(() => dead.innerText().catch(() => ''), { timeout: PATIENCE }).toContain('1')
  await expect.poll(() => streams, { timeout: PATIENCE }).toBe(1)

  const database = Number(readFileSync(join(data, 'pgdata', 'postmaster.pid'), 'utf8').split('\n')[0])
  process.kill(database, 'SIGKILL')
  await expect
    .poll(
      () =>
        faultyCamera(2).then(
          () => true,
          () => false,
        ),
      { timeout: PATIENCE, interval: 1000 },
    )
    .toBe(true)
  await expect.poll(() => dead.innerText().catch(() => ''), { timeout: PATIENCE }).toContain('2')
  expect(await page.evaluate(() => 'sameLoad' in window)).toBe(true)
}, 180_000)
