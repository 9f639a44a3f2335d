import { batch } from '@preact/signals'
import type { Relative } from '../api/types'
import { t } from '../i18n'
import { announce } from '../state/notice'
import { moment } from '../state/past'
import { narrow, selection, stop, titleWanted } from '../state/store'
import { openListed, showBounds } from './select'

/** Shows the chosen parcel as it was: at the end of a day (2026-11-26, in Vietnam) or at an ISO time. */
export function lookBack(at: string): void {
  const chosen = selection.peek()
  if (chosen?.kind !== 'parcel') return
  batch(() => {
    moment.value = { id: chosen.id, at }
    titleWanted.value = true
    if (narrow.value) stop.value = 'half'
  })
}

/** Shows the chosen parcel as it is. */
export function backToNow(): void {
  moment.value = null
  announce(t().history.now)
}

/** Opens a relative of the chosen parcel, there today or not, and shows where it is or was. */
export function openRelative({ id, bbox }: Relative): void {
  batch(() => {
    openListed(id)
    showBounds(bbox)
  })
}
