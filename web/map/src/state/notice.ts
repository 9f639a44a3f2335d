import { notice, spoken } from './store'

let fading: ReturnType<typeof setTimeout> | undefined

/** Shows a sentence for some seconds; the same sentence is read out. */
export function say(text: string): void {
  clearTimeout(fading)
  notice.value = { text, tone: 'plain' }
  fading = setTimeout(() => {
    notice.value = null
  }, 6000)
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
