import { signal } from '@preact/signals'
import type { PrivateHits } from '../api/types'
import { fold } from './fold'

/** What a text can name that only some may look for. */
export type PrivateKind = 'owner' | 'certificate'

/** The search for an owner or a certificate that is open, with the text that it began with. */
export const privateSearch = signal<{ readonly kind: PrivateKind; readonly text: string } | null>(null)

/** What it found; null until it was asked. */
export const privateHits = signal<PrivateHits | null>(null)

/** One or two letters and six to eight digits, as printed on certificates since 1994, or digits alone. */
const serial = /^(?:\p{L}{1,2}[ .-]?\d{6,8}|\d{5,8})$/u
/** Names of people, and of firms: Công ty CP 621, Hợp tác xã số 2, Công ty A & B. */
const nameSigns = /^[\p{L}\p{M}\d .,'’&()-]+$/u
/** A number that is said to be of a parcel, a sheet or a meridian asks for a place; without tone marks. */
const place = /(?:^|[ ,])(?:thua|to|ktt|parcel|sheet)(?: so)? ?\d/

/** Whether a text can be an owner's name (three letters in a row somewhere) or a certificate's serial. */
export function privateKind(text: string): PrivateKind | null {
  const plain = text.trim().normalize('NFC')
  if (serial.test(plain)) return 'certificate'
  return /\p{L}{3}/u.test(plain) && nameSigns.test(plain) && !place.test(fold(plain)) ? 'owner' : null
}
