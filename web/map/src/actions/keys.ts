import { layersOpen, measure, selection } from '../state/store'
import { endMeasure, undoMeasurePoint } from './measure'
import { focusSearch } from './search'
import { deselect } from './select'

const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.matches('input:not([type=range], [type=radio]), textarea, select') || target.isContentEditable)

/** Ends the innermost thing that is open. */
function endInnermost(): void {
  if (layersOpen.value) layersOpen.value = false
  else if (measure.value) endMeasure()
  else if (selection.value) {
    deselect()
    focusSearch()
  }
}

/** The keys that hold for the whole page. */
export function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return
  if (event.key === '/') {
    event.preventDefault()
    focusSearch()
  } else if (event.key === 'Escape') {
    endInnermost()
  } else if (event.key === 'Backspace' && measure.value) {
    event.preventDefault()
    undoMeasurePoint()
  }
}
