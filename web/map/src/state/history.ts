import { batch, effect } from '@preact/signals'
import type { Lang } from '../i18n'
import { defaultShown, knownShown } from './layers'
import { fly } from './reach'
import { decodeRoute, encodeRoute, type Route } from './route'
import { at, lang, layers, measure, palette, place, selection, shown } from './store'

/** The language that this browser was last used with, or its own where that is one of ours. */
export function preferredLang(): Lang {
  try {
    return localStorage.getItem('sotay.lang') === 'en' ? 'en' : 'vi'
  } catch {
    return 'vi'
  }
}

/** Puts what an address says into the state; what it leaves open takes the defaults. */
export function applyRoute(route: Route): void {
  batch(() => {
    lang.value = route.lang ?? preferredLang()
    palette.value = route.palette
    at.value = route.at
    shown.value = route.shown ? knownShown(layers.value, route.shown) : defaultShown(layers.value)
    selection.value = route.selection
    measure.value = null
    if (route.place) fly({ to: route.place, animate: false })
  })
}

/** A step back in history undoes these; mere movement of the map does not make a step. */
const stepOf = (): string => JSON.stringify([selection.value, shown.value, palette.value, lang.value, at.value])

/** Keeps the address and the state the same, both ways. */
export function keepAddress(): void {
  let step = stepOf()
  let restoring = false
  effect(() => {
    const query = encodeRoute({
      place: place.value,
      shown: shown.value,
      selection: selection.value,
      palette: palette.value,
      lang: lang.value,
      at: at.value,
    })
    const now = stepOf()
    const stepped = now !== step
    step = now
    if (query === window.location.search || restoring) return
    const address = `${window.location.pathname}${query}`
    if (stepped) history.pushState(null, '', address)
    else history.replaceState(null, '', address)
  })
  window.addEventListener('popstate', () => {
    restoring = true
    applyRoute(decodeRoute(window.location.search))
    restoring = false
  })
}
