import { batch, effect } from '@preact/signals'
import type { Lang } from '../i18n'
import { defaultShown, groundShown, kindOf, knownShown } from './layers'
import { fly } from './reach'
import { decodeRoute, encodeRoute, foreign, type Route } from './route'
import { at, lang, layers, measure, palette, place, screenRoute, selection, shown, view } from './store'

/** The language that this browser was last used with, or its own where that is one of ours. */
export function preferredLang(): Lang {
  try {
    return localStorage.getItem('sotay.lang') === 'en' ? 'en' : 'vi'
  } catch {
    return 'vi'
  }
}

/** The layers that a fresh page of the view shows. */
const freshShown = () => {
  if (view.value === 'environment' || view.value === 'report') return groundShown(layers.value)
  // Under the colours of communes nothing else is to have one.
  if (view.value === 'indicators') return groundShown(layers.value.filter((layer) => kindOf(layer) !== 'forest'))
  return defaultShown(layers.value)
}

/** Puts what an address says into the state; what it leaves open takes the defaults. */
export function applyRoute(route: Route): void {
  batch(() => {
    lang.value = route.lang ?? preferredLang()
    palette.value = route.palette
    at.value = route.at
    shown.value = route.shown ? knownShown(layers.value, route.shown) : freshShown()
    selection.value = route.selection
    measure.value = null
    if (route.place) fly({ to: route.place, animate: false })
  })
}

/** A step back in history undoes these; mere movement of the map does not make a step. */
const stepOf = (): string =>
  JSON.stringify([selection.value, shown.value, palette.value, lang.value, at.value, screenRoute.value.step])

/** Keeps the address and the state the same, both ways. */
export function keepAddress(): void {
  // The screen that it belongs to may still be on its way.
  if (view.value !== 'handbook' && screenRoute.value.query === '') {
    screenRoute.value = { query: foreign(window.location.search), step: '' }
  }
  let step = stepOf()
  let screen = screenRoute.value.step
  let restoring = false
  effect(() => {
    const route = {
      place: place.value,
      shown: shown.value,
      selection: selection.value,
      palette: palette.value,
      lang: lang.value,
      at: at.value,
    }
    const query = encodeRoute(route, screenRoute.value.query)
    const now = stepOf()
    // The first that a screen says is how the page was opened.
    const begins = screen === ''
    screen = screenRoute.value.step
    const stepped = now !== step && !(begins && screen !== '')
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
