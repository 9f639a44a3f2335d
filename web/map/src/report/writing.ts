import { batch, computed, effect, signal } from '@preact/signals'
import { Failure } from '../api/client'
import type { ReportSent } from '../api/schema.gen'
import type { LonLat } from '../geo/ellipsoid'
import { follow } from '../state/resource'
import { lang } from '../state/store'
import { MOST_BYTES, MOST_PHOTOS, reportApi } from './api'
import { type Draft, type DraftPhoto, dropDraft, freshDraft, isWritten, keepDraft, keptDraft, randomKey } from './draft'
import { addMine } from './mine'
import { PictureRefused, prepared } from './picture'
import { type Progress, sendDraft } from './sending'
import { communeAt, go } from './state'

/** The report that is being written and its way to the server. */

export const draft = signal<Draft>(freshDraft())
/** A draft of another visit, until somebody goes on with it or discards it. */
export const offered = signal<Draft | null>(null)
/** Whether the device could keep the draft; null: not tried yet. */
export const kept = signal<boolean | null>(null)
export const progress = signal<Progress | null>(null)
/** Why the server did not take the report. */
export const refused = signal<Failure | null>(null)
/** What was sent last on this visit. */
export const sent = signal<ReportSent | null>(null)

/** How the sending of a photo stands, by the photo's id; nothing of one that waits or has arrived. */
export type Upload = { readonly part: number } | { readonly failure: Failure }
export const uploads = signal<ReadonlyMap<string, Upload>>(new Map())

let keeping: Promise<unknown> = Promise.resolve()
/** Keeps the draft as it stands, after what was to be kept before. */
function keepNow(): Promise<void> {
  const now = draft.peek()
  keeping = keeping
    .then(() => (isWritten(now) || now.sending ? keepDraft(now) : undefined))
    .then(
      () => {
        kept.value = true
      },
      () => {
        kept.value = false
      },
    )
  return keeping.then(() => {})
}

let soon: ReturnType<typeof setTimeout> | undefined
/** Changes the draft; it is kept when the hand rests. */
export function change(changes: Partial<Draft>): void {
  draft.value = { ...draft.peek(), ...changes, changed: Date.now() }
  clearTimeout(soon)
  soon = setTimeout(keepNow, 300)
}

/** Places the pin; `accuracy` in metres where the device said so. */
export const placePin = (at: LonLat, accuracy: number | null): void => change({ at, accuracy })

const told = (id: string, upload: Upload | null): void => {
  const next = new Map(uploads.peek())
  if (upload) next.set(id, upload)
  else next.delete(id)
  uploads.value = next
}

const running = new Map<string, Promise<string>>()
/** Sends a photo, or waits for it where it is on its way already. */
function sendOne(photo: DraftPhoto): Promise<string> {
  const known = draft.peek().photos.find(({ id }) => id === photo.id)?.token
  if (known) return Promise.resolve(known)
  const begun = running.get(photo.id)
  if (begun) return begun
  told(photo.id, { part: 0 })
  const now = reportApi
    .sendPhoto(photo.picture, (part) => told(photo.id, { part }))
    .then(
      (token) => {
        told(photo.id, null)
        const { photos } = draft.peek()
        change({ photos: photos.map((one) => (one.id === photo.id ? { ...one, token } : one)) })
        return token
      },
      (cause) => {
        told(photo.id, { failure: cause instanceof Failure ? cause : new Failure('garbled') })
        throw cause
      },
    )
    .finally(() => running.delete(photo.id))
  running.set(photo.id, now)
  return now
}

/** Begins to send a photo while the rest is still being written. */
export const beginPhoto = (photo: DraftPhoto): void => void sendOne(photo).catch(() => {})

/** Takes pictures into the draft. Returns those that cannot be sent, with the reason. */
export async function addPictures(
  files: readonly File[],
): Promise<readonly { name: string; why: PictureRefused['why'] }[]> {
  const wrong: { name: string; why: PictureRefused['why'] }[] = []
  for (const file of files) {
    if (draft.peek().photos.length >= MOST_PHOTOS) break
    try {
      const photo: DraftPhoto = { id: randomKey(), picture: await prepared(file, MOST_BYTES), token: null }
      change({ photos: [...draft.peek().photos, photo] })
      await keepNow()
      beginPhoto(photo)
    } catch (cause) {
      wrong.push({ name: file.name, why: cause instanceof PictureRefused ? cause.why : 'unreadable' })
    }
  }
  return wrong
}

export function removePhoto(id: string): void {
  told(id, null)
  change({ photos: draft.peek().photos.filter((photo) => photo.id !== id) })
}

/** What wakes a sending that waits. */
let wake = (): void => {}
export const sendAgain = (): void => wake()
const pause = (seconds: number): Promise<void> =>
  new Promise((resolve) => {
    const clock = setTimeout(() => wake(), seconds * 1000)
    const online = (): void => wake()
    window.addEventListener('online', online)
    wake = () => {
      clearTimeout(clock)
      window.removeEventListener('online', online)
      resolve()
    }
  })

let busy = false
/** Sends the draft, and goes on until it has arrived or is refused. */
export async function sendReport(): Promise<void> {
  if (busy) return
  busy = true
  batch(() => {
    refused.value = null
    progress.value = { kind: 'text' }
    change({ sending: true })
  })
  await keepNow()
  try {
    const answer = await sendDraft(draft.peek(), {
      sendPhoto: sendOne,
      post: reportApi.post,
      keep: keepNow,
      photosGone: () => change({ photos: draft.peek().photos.map((photo) => ({ ...photo, token: null })) }),
      told: (now) => {
        progress.value = now
      },
      online: () => navigator.onLine,
      pause,
    })
    clearTimeout(soon)
    addMine(answer.number, answer.follow, draft.peek().category)
    await keeping
    await dropDraft().catch(() => {})
    batch(() => {
      sent.value = answer
      draft.value = freshDraft()
      uploads.value = new Map()
      go({ step: null })
    })
  } catch (cause) {
    const failure = cause instanceof Failure ? cause : new Failure('garbled', 0, String(cause))
    refused.value = failure
    // What was refused is not the report that will be sent after a change: it takes a key of its own. What was taken
    // under this key keeps it, so that it does not become two.
    change(failure.code === 'key_reused' ? { sending: false } : { sending: false, key: randomKey() })
  } finally {
    busy = false
    progress.value = null
  }
}

/** Looks for what an earlier visit left: what was being sent goes on by itself, the rest is offered. */
export async function openKept(): Promise<void> {
  const was = await keptDraft().catch(() => {
    kept.value = false
    return undefined
  })
  if (!was || !isWritten(was)) return
  if (was.sending) {
    draft.value = was
    sendReport()
  } else if (!isWritten(draft.peek())) offered.value = was
}

/** Goes on with the draft of the earlier visit. */
export function takeOffered(): void {
  const known = offered.peek()
  if (!known) return
  batch(() => {
    draft.value = known
    offered.value = null
    go({ step: 'where' })
  })
  for (const photo of known.photos) if (!photo.token) beginPhoto(photo)
}

/** Discards the draft, here and on the device. */
export function discard(): void {
  clearTimeout(soon)
  batch(() => {
    draft.value = freshDraft()
    offered.value = null
    refused.value = null
    uploads.value = new Map()
    go({ step: null })
  })
  keeping = keeping.then(() => dropDraft()).catch(() => {})
}

/** The commune of the pin; '' where none is known. */
export const commune = follow(
  () => (draft.value.at ? { at: draft.value.at, lang: lang.value } : null),
  ({ at, lang }, ended) => communeAt(at, lang, ended),
  ({ at }) => at.join(),
)

/** Open reports like this one near its pin. */
export const similar = follow(
  () => {
    const { at, category } = draft.value
    return at && category ? { at, category, lang: lang.value } : null
  },
  ({ at, category, lang }, ended) => reportApi.similar(at, category, lang, ended),
  ({ at, category }) => `${at.join()} ${category}`,
)
/** Whether somebody has said that none of those is meant; of which place and category. */
const passed = signal('')
const about = computed(() => `${draft.value.at?.join()} ${draft.value.category}`)
export const passSimilar = (): void => {
  passed.value = about.peek()
}
/** Those that somebody must still look at before sending. */
export const offeredSimilar = computed(() => (passed.value === about.value ? [] : (similar.resource.value.value ?? [])))

/** While a report is on its way and could not be kept, a slip of the hand must not leave the page. */
export function guardLeaving(): void {
  effect(() => {
    globalThis.onbeforeunload = progress.value && kept.value === false ? (e) => e.preventDefault() : null
  })
}
