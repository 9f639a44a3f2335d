import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { telling } from './serverLog'

const line = (fields: object): string => JSON.stringify({ time: '2026-11-26T12:57:41Z', ...fields })
const served = (status: number) => line({ level: 'INFO', msg: 'request', path: '/tiles/x', status })

it('leaves out requests that went well, and no more than forty lines are left', () => {
  const warned = line({ level: 'WARN', msg: 'slow' })
  expect(telling([served(200), warned, served(304), served(503), 'panic: oh', ''].join('\n'))).toEqual([
    warned,
    served(503),
    'panic: oh',
  ])
  const many = Array.from({ length: 100 }, (_, i) => `line ${i}`)
  expect(telling(many.join('\n'))).toEqual(many.slice(60))
})

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sotay-e2e-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

it('comes before the names and messages of the tests that failed, which are the last words', () => {
  const log = join(folder, 'log')
  writeFileSync(log, `${served(200)}\n${served(503)}\n`)
  writeFileSync(join(folder, 'a.e2e.ts'), "it('finds the sea', () => { throw new Error('no sea here') })")
  const config = join(folder, 'vitest.config.mts')
  writeFileSync(
    config,
    `import { serverLog } from '${join(import.meta.dirname, 'serverLog.ts')}'
    export default {
      root: '${folder}',
      test: { globals: true, include: ['*.e2e.ts'], reporters: [serverLog('${log}'), 'default'] },
    }`,
  )
  const { status, output } = spawnSync('/bin/sh', [
    '-c',
    'node_modules/vitest/vitest.mjs run --config "$0" 2>&1',
    config,
  ])
  const said = String(output[1])
  expect(status, said).toBe(1)
  expect(said).not.toContain(served(200))
  const [server, failed] = [said.indexOf(served(503)), said.lastIndexOf('finds the sea')]
  expect(server, said).toBeGreaterThan(0)
  expect(failed).toBeGreaterThan(server)
  expect(said.lastIndexOf('no sea here')).toBeGreaterThan(failed)
}, 60_000)
