import { readFileSync } from 'node:fs'
import type { Page, Route } from 'playwright-core'
import { expect, it } from 'vitest'
import type { Wall } from '../src/api/schema.gen'
import { signedIn } from './accounts'
import { open, useBrowser } from './browser'
import { grown, type Held } from './flat'

useBrowser()

/** How long the wall is watched, seconds: a minute here; bench/wall makes it a day of the wall's time. */
const WATCHED = Number(process.env.WALL_SOAK_SECONDS ?? 60)
/** So much faster goes the page's time. */
const TIMES = 60
const SAMPLES = Math.min(200, Math.max(10, Math.round(WATCHED / 10)))
/** A sample takes its time on a busy machine: so few are enough to judge. */
const LEAST = 8

/** Makes the page's time pass faster. What waits for the server's heartbeat, which keeps its own time, is left as it is. */
function faster(times: number): void {
  const { setTimeout: later, setInterval: again } = window
  const begun = Date.now()
  const real = Date.now.bind(Date)
  const heartbeat = 40_000
  Date.now = () => begun + (real() - begun) * times
  const scaled = (ms = 0): number => (ms >= heartbeat ? ms : ms / times)
  window.setTimeout = ((run: () => void, ms?: number) => later(run, scaled(ms))) as typeof setTimeout
  window.setInterval = ((run: () => void, ms?: number) => again(run, scaled(ms))) as typeof setInterval
}

/** Each picture on its way to the page is another one: a lively day. */
function lively(): (route: Route) => Promise<void> {
  let n = 0
  return async (route) => {
    try {
      const answer = await route.fetch()
      const wall = (await answer.json()) as Wall
      const { picture } = wall
      n++
      const change = {
        ...picture,
        stations: picture.stations.map((one, i) => ({
          ...one,
          state: (['ok', 'ok', 'exceeding', 'silent'] as const)[(i + n) % 4] ?? 'ok',
        })),
        alarms: picture.stations.slice(0, 1).map(({ id, name }) => ({
          ...{ id: Math.floor(n / 40), station: id, name, parameter: 'PM2,5', unit: 'µg/m³', value: 80 + (n % 9) },
          ...{ limit: 50, state: 'raised' as const, raised_at: picture.at, cleared_at: null },
        })),
        happened: Array.from({ length: 30 }, (_, i) => ({
          ...{ at: new Date(Date.parse(picture.at) - i * 1000).toISOString(), kind: 'report' as const, what: 'send' },
          ...{ name: { vi: `Việc ${n}.${i}`, en: `Event ${n}.${i}` }, number: '' },
        })),
        reports: picture.reports && { ...picture.reports, open: n % 100, overdue: n % 7 },
      }
      await route.fulfill({
        response: answer,
        json: { ...wall, screen: { ...wall.screen, seconds: 10 }, picture: change },
      })
      await answer.dispose()
    } catch {
      // The page is closed, or the server is.
    }
  }
}

/** What the page's processes hold of the machine's memory, MB: what a map's worker and its graphics have is not in the heap. */
async function residentMB(page: Page): Promise<number> {
  const cdp = await page.context().browser()?.newBrowserCDPSession()
  const { processInfo } = (await cdp?.send('SystemInfo.getProcessInfo')) ?? { processInfo: [] }
  await cdp?.detach()
  const pages = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id)
  const of = (id: number): number => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1] ?? 0)
  return pages.reduce((sum, id) => sum + of(id) / 1024, 0)
}

it(
  'holds no more after a lively hour than after its beginning',
  async () => {
    const ioc = await signedIn(`soak.${Date.now()}`, 'ioc')
    const page = await open('/healthz', { viewport: { width: 640, height: 360 }, storageState: ioc }, /./)
    await page.addInitScript(faster, TIMES)
    await page.route('**/api/wall', lively())
    await page.goto(new URL('/wall', page.url()).href)
    await page.locator('[data-test=sources]').waitFor({ timeout: 30_000 })
    const cdp = await page.context().newCDPSession(page)
    await cdp.send('HeapProfiler.enable')
    const samples: Held[] = []
    const resident: number[] = []
    const scenes = new Set<string | null>()
    const until = Date.now() + WATCHED * 1000
    while (samples.length < LEAST || Date.now() < until) {
      await page.waitForTimeout((WATCHED * 500) / SAMPLES)
      await cdp.send('HeapProfiler.collectGarbage')
      const { usedSize } = await cdp.send('Runtime.getHeapUsage')
      const { nodes, jsEventListeners } = await cdp.send('Memory.getDOMCounters')
      samples.push({ heapMB: usedSize / 1e6, nodes, listeners: jsEventListeners })
      resident.push(await residentMB(page))
      scenes.add(await page.locator('.wall').getAttribute('data-scene'))
    }
    const told = samples.map(({ heapMB, nodes, listeners }, i) =>
      [heapMB.toFixed(1), nodes, listeners, resident[i]?.toFixed(0)].join(' '),
    )
    if (process.env.WALL_SOAK_SECONDS) console.log(`heap MB, nodes, listeners, resident MB:\n${told.join('\n')}`)
    expect(grown(samples), told.join(', ')).toEqual([])
    expect(scenes.size, [...scenes].join(' ')).toBeGreaterThan(3)
  },
  WATCHED * 2000 + 120_000,
)
