import { Failure } from '../api/client'
import type { ReportSent } from '../api/schema.gen'
import type { Draft, DraftPhoto } from './draft'

/** How far the sending of a draft is. */
export type Progress =
  | { readonly kind: 'photos'; readonly sent: number; readonly all: number }
  | { readonly kind: 'text' }
  | { readonly kind: 'waiting'; readonly seconds: number; readonly offline: boolean }

/** What sending needs of the world around it. */
export interface Around {
  sendPhoto(photo: DraftPhoto): Promise<string>
  post(draft: Draft): Promise<ReportSent>
  /** The server has lost the photos that were sent: each must be sent again. */
  photosGone(): void
  /** Keeps the draft as it stands now: what has arrived is not sent again. */
  keep(draft: Draft): Promise<void>
  told(progress: Progress): void
  online(): boolean
  /** Waits so long, or until the network is back or somebody is impatient. */
  pause(seconds: number): Promise<void>
}

/** Failures that say nothing against what was sent: it is sent again. */
const passing: readonly Failure['kind'][] = ['offline', 'timeout', 'busy', 'server', 'garbled']
export const isPassing = (cause: unknown): boolean => cause instanceof Failure && passing.includes(cause.kind)

/** Seconds until the next attempt: 2, 4, 8 … 60. */
export const pauseAfter = (failures: number): number => Math.min(60, 2 ** failures)

/** Does something until it succeeds or is refused. */
async function insist<T>(around: Around, what: () => Promise<T>): Promise<T> {
  for (let failures = 1; ; failures++) {
    try {
      return await what()
    } catch (cause) {
      if (!isPassing(cause)) throw cause
      const seconds = pauseAfter(failures)
      around.told({ kind: 'waiting', seconds, offline: !around.online() })
      await around.pause(seconds)
    }
  }
}

/** Sends the photos that have not arrived. */
async function sendPhotos(begun: Draft, around: Around): Promise<Draft> {
  let draft = begun
  for (const photo of begun.photos) {
    if (photo.token) continue
    const sent = draft.photos.filter(({ token }) => token).length
    const token = await insist(around, () => {
      around.told({ kind: 'photos', sent, all: draft.photos.length })
      return around.sendPhoto(photo)
    })
    draft = { ...draft, photos: draft.photos.map((one) => (one.id === photo.id ? { ...one, token } : one)) }
    await around.keep(draft)
  }
  return draft
}

/**
 * Sends a draft: each photo by itself, then the text under the draft's key. Goes on through lost lines for as long as it
 * takes. Throws the Failure that says why the server does not take it.
 */
export async function sendDraft(begun: Draft, around: Around): Promise<ReportSent> {
  const post = (draft: Draft) =>
    insist(around, () => {
      around.told({ kind: 'text' })
      return around.post(draft)
    })
  const draft = await sendPhotos(begun, around)
  try {
    return await post(draft)
  } catch (cause) {
    // Photos that no report took are kept for a day. A report that was taken before has them: the same body is asked first.
    if (!(cause instanceof Failure && cause.kind === 'refused' && cause.field === 'photos')) throw cause
    around.photosGone()
    return post(
      await sendPhotos({ ...draft, photos: draft.photos.map((photo) => ({ ...photo, token: null })) }, around),
    )
  }
}
