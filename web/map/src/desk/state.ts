import { batch, computed, effect, signal } from '@preact/signals'
import { Failure } from '../api/client'
import type { Import } from '../api/types'
import { look } from '../state/changes'
import { announce } from '../state/notice'
import { layers } from '../state/store'
import { type Answers, answersOf, formOf, noAnswers } from './answers'
import { desk, followWork, type Progress, upload } from './api'
import { d } from './i18n'

/** What the page works on right now; null while it waits for the officer. */
export type Work =
  | { readonly kind: 'sending'; readonly sent: number; readonly total: number; readonly end: () => void }
  | { readonly kind: 'working'; readonly progress: Progress | null; readonly mayStop: boolean }

/** The number of the change set that is open; null on the first screen. */
export const openId = signal<number | null>(null)
export const current = signal<Import | null>(null)
export const work = signal<Work | null>(null)
export const failure = signal<Failure | null>(null)
/** The files at hand. The server keeps none, so that they are sent again when something is decided. */
export const files = signal<readonly File[]>([])
/** What the file was last read by, and what the officer has decided since. */
export const given = signal<Answers>(noAnswers)
export const answers = signal<Answers>(noAnswers)
/** The parts of a staged change set. */
export type Tab = 'reading' | 'problems' | 'difference'
export const tab = signal<Tab>('reading')
/** The question that stands open: to apply, or to undo. */
export const confirming = signal<'apply' | 'undo' | null>(null)

/** How many decisions are not in what is seen yet. */
export const undecided = computed(() => {
  const was = new Map(formOf(given.value).map(([n, v]) => [`${n}=${v}`, 1]))
  const is = formOf(answers.value).map(([n, v]) => `${n}=${v}`)
  const fresh = is.filter((line) => !was.has(line)).length
  const gone = [...was.keys()].filter((line) => !is.includes(line)).length
  return Math.max(fresh, gone)
})

const failureIn = (cause: unknown): Failure =>
  cause instanceof Failure ? cause : new Failure('garbled', 0, String(cause))
const isEnded = (cause: unknown): boolean => cause instanceof DOMException && cause.name === 'AbortError'

let unfollow: (() => void) | null = null

function stopFollowing(): void {
  unfollow?.()
  unfollow = null
}

/** Counts what the officer turned to. An answer that belongs to another turn is nobody's any more. */
let turn = 0
let endSending = (): void => {}

/** Leaves what is under way: a file that is being sent is sent no further, and its answer opens nothing. */
function leave(): number {
  stopFollowing()
  endSending()
  endSending = () => {}
  return ++turn
}

const addressOf = (id: number | null): string => (id === null ? '/desk' : `/desk/imports/${id}`)

function go(id: number | null): void {
  openId.value = id
  const address = addressOf(id) + window.location.search
  if (window.location.pathname !== addressOf(id)) history.pushState(null, '', address)
}

/** What is known of a file that has questions: its layer, where that is there already. */
const asked = ({ layer, analysis }: Import): Answers => ({
  ...noAnswers,
  ...(layers.peek().some(({ name }) => name === layer) ? { layer } : {}),
  ...(analysis?.source_layer ? { sourceLayer: analysis.source_layer } : {}),
})

/** Takes a change set over as it stands. */
function take(is: Import): void {
  const before = current.peek()
  batch(() => {
    current.value = is
    work.value = null
    if (before?.id !== is.id || before.state !== is.state) {
      tab.value = 'reading'
      if (files.peek().length === 0) given.value = answers.value = is.state === 'staged' ? answersOf(is) : asked(is)
    }
  })
  announce(d().states[is.state])
}

/** Waits for the change set to rest, with its progress. */
function follow(id: number): void {
  stopFollowing()
  work.value = { kind: 'working', progress: null, mayStop: true }
  unfollow = followWork(id, {
    progress: (progress) => {
      if (work.peek()?.kind === 'working') work.value = { kind: 'working', progress, mayStop: true }
    },
    rests: (is) => openId.peek() === is.id && take(is),
    lost: () => {
      work.value = null
      failure.value = new Failure('offline')
    },
  })
}

/** While a file is on its way a slip of the hand must not leave the page. */
effect(() => {
  globalThis.onbeforeunload = work.value?.kind === 'sending' ? (e) => e.preventDefault() : null
})

/** Opens a change set, or the first screen. */
export async function openImport(id: number | null): Promise<void> {
  const mine = leave()
  batch(() => {
    go(id)
    current.value = null
    work.value = null
    failure.value = null
    confirming.value = null
    files.value = []
    given.value = answers.value = noAnswers
  })
  if (id === null) return
  try {
    const is = await desk.one(id)
    if (mine !== turn) return
    take(is)
    if (is.state === 'staging') follow(id)
  } catch (cause) {
    if (mine === turn) failure.value = failureIn(cause)
  }
}

/** Sends the files at hand to be read as decided. The change set that they stood for before is given up. */
export async function sendFiles(): Promise<void> {
  const former = current.peek()
  const mine = leave()
  const decided = answers.peek()
  const { done, end } = upload(files.peek(), formOf(decided), (sent, total) => {
    if (mine === turn && work.peek()?.kind === 'sending') work.value = { kind: 'sending', sent, total, end }
  })
  endSending = end
  batch(() => {
    failure.value = null
    work.value = { kind: 'sending', sent: 0, total: 0, end }
  })
  try {
    const is = await done
    if (mine !== turn) return // somebody has gone elsewhere meanwhile
    batch(() => {
      given.value = decided
      go(is.id)
      current.value = is
    })
    if (former && (former.state === 'question' || former.state === 'staged')) {
      desk.discard(former.id).catch(() => {}) // the server gives it up by itself after a week
    }
    follow(is.id)
  } catch (cause) {
    if (mine !== turn) return
    batch(() => {
      work.value = null
      if (!isEnded(cause)) failure.value = failureIn(cause)
    })
  }
}

/** Begins with fresh files. */
export function begin(list: readonly File[]): void {
  batch(() => {
    files.value = list
    given.value = answers.value = noAnswers
    current.value = null
  })
  sendFiles()
}

/** Stops what is under way. */
export async function stopWork(): Promise<void> {
  const now = work.peek()
  if (now?.kind === 'sending') {
    now.end()
    return
  }
  await giveUp()
}

/** Gives the open change set up. */
export async function giveUp(): Promise<void> {
  const id = openId.peek()
  if (id === null) return
  try {
    const is = await desk.discard(id)
    if (openId.peek() !== id) return
    stopFollowing()
    take(is)
  } catch (cause) {
    if (openId.peek() === id) failure.value = failureIn(cause)
  }
}

/** Shows the progress of work that another request waits for. What is asked before it has begun is asked again. */
function watch(id: number): () => void {
  let end = () => {}
  let ended = false
  const ask = (): void => {
    if (ended) return
    end = followWork(id, {
      progress: (progress) => {
        if (work.peek() && openId.peek() === id) work.value = { kind: 'working', progress, mayStop: false }
      },
      rests: () => setTimeout(ask, 300),
      lost: () => {},
    })
  }
  setTimeout(ask, 100)
  return () => {
    ended = true
    end()
  }
}

/** Applies or undoes the open change set. */
export async function carryOut(what: 'apply' | 'undo'): Promise<void> {
  const id = openId.peek()
  if (id === null || current.peek()?.id !== id) return // the dialog spoke of another
  stopFollowing()
  batch(() => {
    failure.value = null
    confirming.value = null
    work.value = { kind: 'working', progress: null, mayStop: false }
  })
  const end = watch(id)
  try {
    const is = await desk[what](id)
    look()
    if (openId.peek() === id) take(is)
  } catch (cause) {
    if (openId.peek() !== id) return
    batch(() => {
      work.value = null
      failure.value = failureIn(cause)
    })
  } finally {
    end()
  }
}
