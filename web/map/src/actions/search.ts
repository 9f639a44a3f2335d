import { batch } from '@preact/signals'
import { look } from '../state/changes'
import { type Line, query, tellBox } from '../state/searching'
import { narrow, stop, titleWanted } from '../state/store'
import { openCommune, openCoordinate, openParcel } from './select'

/** Puts the cursor into the search box. */
export function focusSearch(): void {
  const input = document.getElementById('search')
  if (input instanceof HTMLInputElement) {
    input.focus()
    input.select()
  }
}

/** Opens a line of the results: the thing is chosen, the map goes there, and what an edit has just changed comes anew. */
export function openLine(line: Line): void {
  batch(() => {
    if (line.kind === 'parcel') openParcel(line.hit)
    else if (line.kind === 'commune') openCommune(line.hit)
    else openCoordinate(line.hit)
    tellBox({ type: 'left' })
    titleWanted.value = true
    if (narrow.value) stop.value = 'half'
  })
  look()
}

/** Empties the box. */
export function clearSearch(): void {
  batch(() => {
    query.value = ''
    tellBox({ type: 'left' })
  })
  focusSearch()
}
