import { signal } from '@preact/signals'
import type { PrivateHits } from '../api/types'

/** What a text can name that only some may look for. */
export type PrivateKind = 'owner' | 'certificate'

/** The search for an owner or a certificate that is open, with the text that it began with. */
export const privateSearch = signal<{ readonly kind: PrivateKind; readonly text: string } | null>(null)

/** What it found; null until it was asked. */
export const privateHits = signal<PrivateHits | null>(null)

/**
 * Whether a text can be an owner's name (three letters, no digit) or a certificate's serial (one or two letters, six to
 * eight digits, as printed on certificates since 1994).
 */
export function privateKind(text: string): PrivateKind | null {
  const plain = text.trim()
  if (/^\p{L}{1,2}[ .-]?\d{6,8}$/u.test(plain)) return 'certificate'
  return /\p{L}{3}/u.test(plain) && /^[\p{L}\p{M} .'-]+$/u.test(plain) ? 'owner' : null
}
