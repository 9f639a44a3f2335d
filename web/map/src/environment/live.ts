import { effect, signal } from '@preact/signals'
import { Failure } from '../api/client'
import { session, sessionKnown } from '../state/session'
import { lang, layers } from '../state/store'
import { failureText } from '../ui/Failed'
import { environmentApi } from './api'
import { shareLive } from './sharedFeed'
import { answer, askAgain, detail, take, tick } from './state'
import type { State } from './types'

/** What an event of the live feed says. */
export type Said = Readonly<Record<string, unknown>>
type Listener = (said: Said) => void
const listeners = new Map<string, Set<Listener>>()

/** Calls back for each event of a name: alarm, station, change or resync. Returns what ends that. */
export function onLive(name: string, call: Listener): () => void {
  const those = listeners.get(name) ?? new Set()
  listeners.set(name, those.add(call))
  return () => those.delete(call)
}

/** Why the stations could not be asked for at the last look; '' where they could. */
export const lost = signal('')

let looking: Promise<void> | null = null
let wantedAgain = false

/** Asks how the stations are. While a question is on its way another is put after it, and no more than one. */
export function lookAtStations(): Promise<void> {
  if (looking) {
    wantedAgain = true
    return looking
  }
  looking = environmentApi
    .stations(lang.peek())
    .then(
      (said) => {
        take(said)
        lost.value = ''
      },
      (cause) => {
        tick()
        lost.value = cause instanceof Failure ? failureText(cause) : String(cause)
      },
    )
    .finally(() => {
      looking = null
      if (!wantedAgain) return
      wantedAgain = false
      lookAtStations()
    })
  return looking
}

/** Several changes at once are one look. */
let soon: ReturnType<typeof setTimeout> | undefined
function lookSoon(): void {
  clearTimeout(soon)
  soon = setTimeout(() => {
    lookAtStations()
    detail.again()
  }, 800)
}

/** The state of a station at once; what else is new of it follows. */
function changeState({ id, state }: Said): void {
  const known = answer.peek()
  if (!known) return
  answer.value = {
    ...known,
    stations: known.stations.map((station) => (station.id === id ? { ...station, state: state as State } : station)),
  }
  lookSoon()
}

function hear(name: string, data: string): void {
  let said: Said = {}
  try {
    said = JSON.parse(data) ?? {}
  } catch {
    // An event without a body says all by its name.
  }
  if (name === 'station') changeState(said)
  else if (name === 'change' || name === 'resync') lookSoon()
  for (const call of listeners.get(name) ?? []) call(said)
}

/** The live feed; who missed a part of it looks as after a resync. */
function listen(who: string): () => void {
  const { close } = shareLive(who, hear, () => hear('resync', ''))
  return close
}

/** A look that nothing asked for: hourly means change without a change of the stations. */
const PAUSE = 60_000
const SECOND_HAND = 10_000

/** The version of the stations in the catalogue, which the page asks for every few seconds anyway. */
const version = (): string => layers.value.find(({ name }) => name === 'stations')?.version ?? ''

/** Keeps the stations as they are, for the rest of the page's life. */
export function followStations(): void {
  setInterval(tick, SECOND_HAND)
  const awake = (): boolean => document.visibilityState === 'visible' && navigator.onLine
  setInterval(() => awake() && lookAtStations(), PAUSE)
  const back = (): void => {
    tick()
    if (!awake()) return
    lookAtStations()
    askAgain()
  }
  document.addEventListener('visibilitychange', back)
  window.addEventListener('online', back)
  let seen = version()
  effect(() => {
    if (version() === seen) return
    seen = version()
    lookSoon()
  })
  // Who signs in or out hears and sees something else.
  effect(() => {
    if (!sessionKnown.value) return
    const who = session.value.user?.login ?? ''
    lookAtStations()
    return listen(who)
  })
}
