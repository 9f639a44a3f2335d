import { signal } from '@preact/signals'
import { randomKey } from './draft'

/** A report that was sent from this device, with the key that lets its sender rate it. */
export interface Mine {
  readonly number: string
  readonly follow: string
  /** When it was sent or first followed here, ISO. */
  readonly at: string
  /** What it is about; not known of one that was followed by its link. */
  readonly category?: string
}

const NAME = 'sotay.reports'
const MOST = 50

/** What a device kept; what it cannot read it leaves out. */
export function readMine(text: string | null): readonly Mine[] {
  try {
    const list: unknown = JSON.parse(text ?? '[]')
    if (!Array.isArray(list)) return []
    return list.filter(
      (one): one is Mine =>
        typeof one?.number === 'string' && typeof one?.follow === 'string' && typeof one?.at === 'string',
    )
  } catch {
    return []
  }
}

/** A list with one more, the newest first; one that is there keeps its place in time. */
export const withMine = (list: readonly Mine[], one: Mine): readonly Mine[] => {
  const known = list.find(({ number }) => number === one.number)
  const rest = list.filter(({ number }) => number !== one.number)
  return [{ ...known, ...one, at: known?.at ?? one.at }, ...rest]
    .sort((a, b) => b.at.localeCompare(a.at))
    .slice(0, MOST)
}

const stored = (): readonly Mine[] => {
  try {
    return readMine(localStorage.getItem(NAME))
  } catch {
    return []
  }
}

/** The reports of this device, the newest first. */
export const mine = signal<readonly Mine[]>(typeof localStorage === 'undefined' ? [] : stored())

function store(list: readonly Mine[]): void {
  mine.value = list
  try {
    if (list.length) localStorage.setItem(NAME, JSON.stringify(list))
    else localStorage.removeItem(NAME)
  } catch {
    // A browser that keeps nothing still knows them on this visit.
  }
}

export const addMine = (number: string, follow: string, category?: string): void => {
  const one = { number, follow, at: new Date().toISOString() }
  store(withMine([...mine.peek(), ...stored()], category ? { ...one, category } : one))
}
export const forgetMine = (): void => store([])
export const followOf = (number: string): string => mine.value.find((one) => one.number === number)?.follow ?? ''

const DEVICE = 'sotay.report-device'
let device = ''
/** A random name of this device, by which it joins a report once. */
export function deviceKey(): string {
  try {
    device = localStorage.getItem(DEVICE) ?? (device || randomKey())
    localStorage.setItem(DEVICE, device)
  } catch {
    device ||= randomKey()
  }
  return device
}
