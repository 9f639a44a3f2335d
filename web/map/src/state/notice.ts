import { effect } from '@preact/signals'
import { notice, spoken } from './store'

let fading: ReturnType<typeof setTimeout> | undefined

/** How long a sentence stands, milliseconds: as long as a slow reader takes. */
const standing = (text: string): number => 6000 + 40 * text.length

/** Shows a sentence for some seconds; the same sentence is read out. */
export function say(text: string): void {
  clearTimeout(fading)
  notice.value = { text, tone: 'plain' }
  fading = setTimeout(() => {
    notice.value = null
  }, standing(text))
}

/** Says a sentence as soon as no other stands there: it takes the place of none that is still to be read. */
export function sayInTurn(text: string): void {
  const end = effect(() => {
    if (notice.value) return
    queueMicrotask(() => {
      end()
      say(text)
    })
  })
}

/** Shows a sentence about something wrong, until it is closed or another takes its place. */
export function warn(text: string): void {
  clearTimeout(fading)
  notice.value = { text, tone: 'wrong' }
}

/** Takes the notice away. */
export function hush(): void {
  clearTimeout(fading)
  notice.value = null
}

/** Says something to screen readers only. */
export function announce(text: string): void {
  spoken.value = text
}
