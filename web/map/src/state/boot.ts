import { batch, effect, signal } from '@preact/signals'
import { api, Failure } from '../api/client'
import { handbook, t } from '../i18n'
import { deskWidth, panelWidth } from '../map/commands'
import { unknownThen } from './day'
import { parcel } from './details'
import { applyRoute, keepAddress, preferredLang } from './history'
import { inOrder } from './layers'
import { say, warn } from './notice'
import { past } from './past'
import { fly } from './reach'
import { decodeRoute } from './route'
import { sessionOpened } from './session'
import {
  config,
  dark,
  flight,
  lang,
  layers,
  narrow,
  openedHash,
  pageTitle,
  selection,
  stop,
  type View,
  view,
  viewportHeight,
} from './store'

/** How far the page has come. */
export const boot = signal<'starting' | 'ready' | Failure>('starting')

/** Reads what the map needs and opens the address that was asked for. Called again after a failure. */
export async function start(): Promise<void> {
  boot.value = 'starting'
  try {
    // What another time shows depends on who looks: today's parcels must not stand in for former ones meanwhile.
    const who = decodeRoute(window.location.search).at === null ? null : sessionOpened()
    const [settings, list] = await Promise.all([api.config(lang.peek()), api.layers(lang.peek()), who])
    batch(() => {
      config.value = settings
      layers.value = inOrder(list)
      const route = decodeRoute(window.location.search)
      // The search box is there before the map: what it found meanwhile is newer than the address.
      const found = selection.peek()
      if (found) applyRoute({ ...route, place: null, selection: found })
      else {
        flight.value = { bounds: settings.bounds, maxZoom: 18, animate: false }
        applyRoute(route)
        if (!route.place) seekSelection()
      }
      boot.value = 'ready'
    })
    keepAddress()
  } catch (cause) {
    boot.value = cause instanceof Failure ? cause : new Failure('garbled', 0, String(cause))
  }
}

/** A link that names a parcel or a point but no place shows it. */
function seekSelection(): void {
  const chosen = selection.peek()
  if (!chosen) return
  if (chosen.kind === 'point') {
    const [lon, lat] = chosen.at
    fly({ to: { lon, lat, zoom: 17, bearing: 0 }, animate: false })
    return
  }
  const end = effect(() => {
    const now = parcel.resource.value
    const then = past.resource.value
    const found = now.value ?? then.value?.parcel
    if (found) flight.value = { bounds: found.bbox, maxZoom: 19.5, animate: false }
    if (found || now.failure || then.failure || unknownThen.value) queueMicrotask(() => end())
  })
}

function watchMedia(query: string, set: (matches: boolean) => void): void {
  const media = window.matchMedia(query)
  set(media.matches)
  media.addEventListener('change', () => set(media.matches))
}

/** The screen that a path opens. */
export function viewOf(path: string): View {
  if (path === '/environment') return 'environment'
  if (path === '/indicators') return 'indicators'
  if (/^\/report(\/|$)/.test(path)) return 'report'
  return /^\/desk(\/|$)/.test(path) ? 'desk' : 'handbook'
}

/** Follows the device: dark mode, width, network, language of the page. */
export function watchDevice(): void {
  const route = decodeRoute(window.location.search)
  lang.value = route.lang ?? preferredLang()
  view.value = viewOf(window.location.pathname)
  if (view.value === 'report') openedHash.value = window.location.hash
  document.body.dataset.view = view.value
  stop.value = view.value === 'desk' ? 'full' : route.selection || view.value !== 'handbook' ? 'half' : 'peek'
  watchMedia('(prefers-color-scheme: dark)', (on) => {
    dark.value = on
  })
  watchMedia('(max-width: 719px)', (on) => {
    narrow.value = on
  })
  const measure = (): void => {
    viewportHeight.value = window.innerHeight
    if (view.peek() === 'desk') panelWidth.value = deskWidth(window.innerWidth)
  }
  measure()
  window.addEventListener('resize', measure)
  effect(() => {
    document.body.dataset.stop = stop.value
  })
  effect(() => {
    document.documentElement.lang = lang.value
    document.title = pageTitle.value ? `${pageTitle.value} – ${handbook()}` : handbook()
    try {
      localStorage.setItem('sotay.lang', lang.value)
    } catch {
      // A browser that keeps nothing still shows the language of this visit.
    }
  })
  window.addEventListener('offline', () => {
    warn(t().errors.wentOffline)
  })
  window.addEventListener('online', () => {
    say(t().errors.backOnline)
  })
}
