import { computed, effect, signal } from '@preact/signals'
import { Failure, get, send } from '../../api/client'
import type { Alarm } from '../../api/schema.gen'
import { may } from '../../state/session'
import { lang } from '../../state/store'
import { onLive } from '../live'

/** Which alarms are listed. */
export const listed = signal<'open' | 'all'>('open')
/** Those that are open; null: not known yet. The map marks their stations, whichever are listed. */
export const open = signal<readonly Alarm[] | null>(null)
const all = signal<readonly Alarm[] | null>(null)
export const alarms = computed(() => (listed.value === 'open' ? open.value : all.value))
/** The stations with an open alarm. */
export const alarming = computed<ReadonlySet<number>>(() => new Set(open.value?.map(({ station }) => station.id)))
/** To whom alarms can be assigned. */
export const people = signal<readonly { readonly login: string; readonly name: string }[]>([])
export const trouble = signal<Failure | null>(null)

const read = async (state: 'open' | 'all'): Promise<readonly Alarm[]> =>
  (await get<{ alarms: readonly Alarm[] }>(`/api/alarms?state=${state}`, lang.peek())).alarms

export async function readAlarms(): Promise<void> {
  try {
    const wanted = listed.peek() === 'all'
    const [running, every] = await Promise.all([read('open'), wanted ? read('all') : null])
    // Who has signed out meanwhile is shown none.
    if (!may('alarms')) return
    trouble.value = null
    open.value = running
    if (every) all.value = every
  } catch (cause) {
    trouble.value = cause instanceof Failure ? cause : new Failure('garbled')
  }
}

export async function readPeople(): Promise<void> {
  people.value = (await get<{ people: typeof people.value }>('/api/alarms/people', lang.peek())).people
}

/** A look that nothing asked for, milliseconds: the live feed tells what happens. */
const PAUSE = 120_000
/** Several events at once are one look. */
const SOON = 300

/** Keeps the alarms as they are for those who may see them, for the rest of the page's life. */
export function followAlarms(): void {
  let soon: ReturnType<typeof setTimeout> | undefined
  const lookSoon = (): void => {
    clearTimeout(soon)
    soon = setTimeout(readAlarms, SOON)
  }
  effect(() => {
    if (!may('alarms')) {
      open.value = null
      all.value = null
      trouble.value = null
      return
    }
    // Another list is asked for at once.
    listed.value
    readAlarms()
    const ends = [onLive('alarm', lookSoon), onLive('resync', lookSoon)]
    const look = (): void => {
      if (document.visibilityState === 'visible' && navigator.onLine) lookSoon()
    }
    const clock = setInterval(look, PAUSE)
    document.addEventListener('visibilitychange', look)
    window.addEventListener('online', look)
    return () => {
      for (const end of ends) end()
      clearInterval(clock)
      clearTimeout(soon)
      document.removeEventListener('visibilitychange', look)
      window.removeEventListener('online', look)
    }
  })
}

/** Takes a step with an alarm as it was shown; the server says which steps are left. Lists the alarms anew, whether it could be taken or not. */
export async function take(
  { id, version }: Alarm,
  step: 'acknowledge' | 'assign' | 'close' | 'note',
  body: Readonly<Record<string, string>> = {},
): Promise<void> {
  try {
    await send('POST', `/api/alarms/${id}/${step}`, lang.peek(), { ...body, version })
  } finally {
    await readAlarms()
  }
}
