import { effect } from '@preact/signals'
import { deskWidth, PANEL_WIDTH, panelWidth } from '../map/commands'
import { narrow } from '../state/store'
import { route } from './state'

/** Whether the panel is as wide as the desk's: a chart of a year wants room. */
const isWide = (): boolean => {
  const { wide, station, tab } = route.value
  return wide && station !== null && tab !== 'now' && !narrow.value
}

/** Keeps the panel as wide as was asked for. The style sheet knows it by the body's mark. */
export function followWidth(): void {
  const set = (): void => {
    const wide = isWide()
    document.body.toggleAttribute('data-wide', wide)
    panelWidth.value = wide ? deskWidth(window.innerWidth) : PANEL_WIDTH
  }
  effect(set)
  window.addEventListener('resize', set)
}
