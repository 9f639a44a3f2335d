import { effect } from '@preact/signals'
import { api } from '../api/client'
import type { Indices, Wall } from '../api/schema.gen'
import type { Feed } from '../environment/feed'
import { shareLive } from '../environment/sharedFeed'
import { lang } from '../state/store'
import { answer, handAt, INTERVAL, indices, now, roomy, toldAt, tour, trouble, viewport } from './state'
import { openStream } from './stream'
import { heed, pagesOf, type Scene, scenesOf, tourAt } from './tour'

/** The secret of the link stands behind the #, which no browser sends anywhere. */
const key = (): string => window.location.hash.slice(1)

const headers = (): Record<string, string> => (key() ? { Authorization: `Wall ${key()}` } : {})

const PATIENCE = 8000
/** Not all walls ask, or load themselves anew, at one moment. */
const JITTER = 1000

/** What the wall is told that it may be another picture. */
const hear = (name: string): void => {
  if (name === 'wall' || name === 'resync' || name === 'open') lookSoon()
}

/** The live feed of a person who looks without a link; null for none yet. */
let shared: Feed | null = null
let sharing = false

/** Hears the one stream of the browser, as the desk's tabs do. It goes on by itself after a sleep and without a network. */
async function share(): Promise<void> {
  if (key() || shared || sharing) return
  sharing = true
  try {
    const { user } = await api.session(lang.peek())
    if (user) shared = shareLive(user.login, hear, lookSoon)
  } catch {
    // The next picture asks again; until then there is a look at each interval.
  }
  sharing = false
}

let known: ReadonlySet<number> | null = null

/** The version that told this page first: as good as its own. */
let loaded = ''
let renewing = false

/** Loads the page anew when it can be had: a browser's page of an error never comes back by itself. */
async function renew(): Promise<void> {
  if (renewing) return
  renewing = true
  await new Promise((resolve) => setTimeout(resolve, Math.random() * 3 * JITTER))
  try {
    const { pathname } = window.location
    const page = await fetch(pathname, { cache: 'no-store', signal: AbortSignal.timeout(PATIENCE) })
    if (page.ok) return window.location.reload()
  } catch {
    // The next picture asks again.
  }
  renewing = false
}

let learning = false

/** Asks once what levels are called: the wall goes on without. */
async function learnLevels(): Promise<void> {
  if (indices.peek() || learning) return
  learning = true
  try {
    const said = await fetch('/api/indices', { signal: AbortSignal.timeout(PATIENCE) })
    if (said.ok) indices.value = (await said.json()) as Indices
  } catch {
    // The next picture asks again.
  }
  learning = false
}

function take(told: Wall): void {
  loaded ||= told.version
  if (told.version !== loaded) renew()
  learnLevels()
  share()
  answer.value = told
  toldAt.value = Date.now()
  now.value = Date.now()
  trouble.value = ''
  const heeded = heed(known, told.picture)
  const { alarm } = heeded
  known = heeded.known
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
      shared?.close()
      shared = null
    } else trouble.value = 'server'
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
  // A screen has a stream of its own: it has no session, and an EventSource sends no key.
  const reopen = key() ? openStream('/events?layers=none', headers(), hear) : () => {}
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
