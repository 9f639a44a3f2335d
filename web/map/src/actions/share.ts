import { t } from '../i18n'
import { say, warn } from '../state/notice'

/** Puts text on the clipboard; the old way where the page is not opened with https. */
async function write(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    const area = document.createElement('textarea')
    area.value = text
    area.setAttribute('aria-hidden', 'true')
    area.className = 'offscreen'
    document.body.append(area)
    const before = document.activeElement
    area.select()
    const done = document.execCommand('copy')
    area.remove()
    if (before instanceof HTMLElement) before.focus()
    return done
  }
}

/** Copies text and says so. `what` names it where the text itself is too long to say. */
export async function copyText(text: string, what = text): Promise<void> {
  if (await write(text)) say(t().app.copied(what))
  else warn(t().app.copyFailed(text))
}

/** Copies the address, which holds everything that is on the screen. */
export async function shareLink(): Promise<void> {
  const address = window.location.href
  if (await write(address)) say(t().app.linkCopied)
  else warn(t().app.copyFailed(address))
}
