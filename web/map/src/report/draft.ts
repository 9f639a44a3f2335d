import type { LonLat } from '../geo/ellipsoid'

/** A photo of a draft: made small, and once it was sent the token that the report names it by. */
export interface DraftPhoto {
  readonly id: string
  readonly picture: Blob
  readonly token: string | null
}

/** A report that is being written, as it is kept on the device. */
export interface Draft {
  /** Its Idempotency-Key: however often it is sent, it is one report. */
  readonly key: string
  readonly at: LonLat | null
  /** Of the device's own place, metres; null where the pin was put by hand. */
  readonly accuracy: number | null
  readonly address: string
  readonly category: string
  readonly words: string
  readonly photos: readonly DraftPhoto[]
  readonly contact: { readonly name: string; readonly phone: string; readonly email: string }
  /** Whether somebody has pressed send: then it goes on by itself. */
  readonly sending: boolean
  /** When it was last written to, milliseconds. */
  readonly changed: number
}

/** A random name of 22 letters, digits, - and _. */
export function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}

export const freshDraft = (): Draft => ({
  key: randomKey(),
  at: null,
  accuracy: null,
  address: '',
  category: '',
  words: '',
  photos: [],
  contact: { name: '', phone: '', email: '' },
  sending: false,
  changed: Date.now(),
})

/** Whether there is anything in it that would be missed. */
export const isWritten = ({ at, words, category, photos, address }: Draft): boolean =>
  at !== null || Boolean(words.trim() || category || photos.length || address.trim())

/** Fewer letters than this say nothing. */
const LEAST_WORDS = 5
export const MOST_WORDS = 4000

export const steps = ['where', 'what', 'photos', 'contact', 'check'] as const
export type StepName = (typeof steps)[number]
export type Missing = 'place' | 'category' | 'words'

/** What a step still needs; null: nothing. */
export function missingOf({ at, category, words }: Draft, step: StepName): Missing | null {
  if (step === 'where') return at ? null : 'place'
  if (step === 'what') return !category ? 'category' : words.trim().length < LEAST_WORDS ? 'words' : null
  return null
}

/** The first step that needs something, not after the wanted one: nobody is sent past a gap. */
export const reachable = (draft: Draft, wanted: StepName): StepName =>
  steps.slice(0, steps.indexOf(wanted)).find((step) => missingOf(draft, step)) ?? wanted

const NAME = 'sotay-report'
const STORE = 'drafts'
const CURRENT = 'current'

const answered = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })

/** Opens the device's store for a moment, so that no tab ever holds another up. */
async function withStore<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const opening = indexedDB.open(NAME, 1)
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE)
  const db = await answered(opening)
  try {
    const transaction = db.transaction(STORE, mode)
    const ended = new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve()
      transaction.onabort = transaction.onerror = () => reject(transaction.error)
    })
    const result = await answered(work(transaction.objectStore(STORE)))
    await ended
    return result
  } finally {
    db.close()
  }
}

/** The draft that is kept on this device, photos and all. */
export const keptDraft = (): Promise<Draft | undefined> =>
  withStore<Draft | undefined>('readonly', (store) => store.get(CURRENT))
export const keepDraft = (draft: Draft): Promise<unknown> =>
  withStore('readwrite', (store) => store.put(draft, CURRENT))
export const dropDraft = (): Promise<unknown> => withStore('readwrite', (store) => store.delete(CURRENT))
