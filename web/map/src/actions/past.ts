import { batch } from '@preact/signals'
import type { Relative } from '../api/types'
import { narrow, stop, titleWanted } from '../state/store'
import { showTime } from './day'
import { openListed, showBounds } from './select'

/** Shows the map and the chosen parcel as they were at an ISO moment. */
export function lookBack(moment: string): void {
  batch(() => {
    showTime(moment)
    titleWanted.value = true
    if (narrow.value) stop.value = 'half'
  })
}

/** Opens a relative of the chosen parcel, there at the time that is shown or not, and shows where it is or was. */
export function openRelative({ id, bbox }: Relative): void {
  batch(() => {
    openListed(id)
    showBounds(bbox)
  })
}
