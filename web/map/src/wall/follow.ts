import { effect } from '@preact/signals'
import type { Indices, Wall } from '../api/schema.gen'
import { answer, handAt, INTERVAL, indices, now, roomy, toldAt, tour, trouble, viewport } from './state'
import { openStream } from './stream'
import { fresh, pagesOf, type Scene, scenesOf, tourAt } from './tour'

/** The secret of the link stands behind the #, which no browser sends anywhere. */
const key = (): string => window.location.hash.slice(1)

const headers = (): Record<string, string> => (key() ? { Authorization: `Wall ${key()}` } : {})

const PATIENCE = 8000
/** Not all walls ask, or load themselves anew, at one moment. */
const JITTER = 1000

let known: Set<number> | null = null

function take(told: Wall): void {
  const before = answer.peek()
  if (before && before.version !== told.version) {
    setTimeout(() => window.location.reload(), Math.random() * 3 * JITTER)
  }
  answer.value = told
  toldAt.value = Date.now()
  now.value = Date.now()
  trouble.value = ''
  const { alarms } = told.picture
  const alarm = known && fresh(known, alarms)
  known = new Set(alarms.map(({ id }) => id))
  if (alarm) tour.value = { ...tour.peek(), alarm: { id: alarm.id, since: Date.now() } }
}

let asking = false
let again = false

/** Asks for the picture; a question that comes while one is on its way is put after it, once. */
async function look(): Promise<void> {
  if (asking) {
    again = true
    return
  }
  asking = true
  try {
    const said = await fetch('/api/wall', {
      headers: headers(),
      cache: 'no-store',
      signal: AbortSignal.timeout(PATIENCE),
    })
    if (said.ok) take((await said.json()) as Wall)
    else if (said.status === 401 || said.status === 403) {
      trouble.value = 'revoked'
      answer.value = null // it may be seen no more
    } else trouble.value = 'server'
    if (said.ok && !indices.peek()) indices.value = (await (await fetch('/api/indices')).json()) as Indices
  } catch {
    trouble.value = 'offline'
  }
  asking = false
  if (again) {
    again = false
    setTimeout(look, JITTER)
  }
}

let due = false
function lookSoon(): void {
  if (due) return
  due = true
  setTimeout(() => {
    due = false
    look()
  }, Math.random() * JITTER)
}

/** Moves the clock. A second that took much longer was a sleep: then everything is asked anew. */
function everySecond(reopen: () => void): void {
  const slept = Date.now() - now.peek() > INTERVAL
  now.value = Date.now()
  if (slept) {
    reopen()
    look()
  }
  const told = answer.peek()
  if (!told) return
  const { screen, picture } = told
  const scenes = scenesOf(screen.scenes, picture)
  const pages = (scene: Scene): number => pagesOf(scene, picture, roomy.peek())
  const next = tourAt(tour.peek(), { scenes, pages, seconds: screen.seconds }, now.peek())
  if (next !== tour.peek()) tour.value = next
}

/** Keeps the wall as things are, for as long as the page lives. */
export function followWall(): void {
  look()
  const reopen = openStream('/events?layers=none', headers(), (name) => {
    if (name === 'wall' || name === 'resync' || name === 'open') lookSoon()
  })
  setInterval(look, INTERVAL)
  setInterval(() => everySecond(reopen), 1000)
  window.addEventListener('online', () => {
    reopen()
    look()
  })
  const felt = (): void => {
    handAt.value = Date.now()
    now.value = Date.now()
  }
  for (const name of ['mousemove', 'mousedown', 'keydown', 'wheel', 'touchstart'])
    window.addEventListener(name, felt, { passive: true })
  window.addEventListener('resize', () => {
    viewport.value = { width: window.innerWidth, height: window.innerHeight, ratio: window.devicePixelRatio || 1 }
  })
  effect(() => {
    document.title = trouble.value ? '⚠ IOC' : 'IOC'
  })
}
