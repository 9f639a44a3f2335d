import { computed, effect, signal } from '@preact/signals'
import { api } from '../api/client'
import type { ReportCategory } from '../api/schema.gen'
import type { Bounds } from '../api/types'
import type { LonLat } from '../geo/ellipsoid'
import { type Lang, words } from '../i18n'
import { panelWidth } from '../map/commands'
import { follow } from '../state/resource'
import { lang, narrow, openedHash, place, screenRoute, viewportHeight } from '../state/store'
import { reportApi } from './api'
import { viewBounds } from './bounds'
import { addMine } from './mine'
import { readNumber } from './number'
import { decodeReport, encodeReport, plainRoute, type ReportRoute } from './route'

/** The state of the reports' screen. Views read it, what a person does changes it, the map is drawn from it. */

export const route = signal<ReportRoute>(plainRoute)

/** Changes some of what the query holds. */
export function go(changes: Partial<Omit<ReportRoute, 'number'>>): void {
  route.value = { ...route.peek(), ...changes }
}

/** Opens the page of a report, or with null the list; a step back in history undoes it. */
export function openNumber(number: string | null): void {
  if (route.peek().number === number && route.peek().step === null) return
  const path = number === null ? '/report' : `/report/${encodeURIComponent(number)}`
  history.pushState(null, '', path + window.location.search)
  route.value = { ...route.peek(), number, step: null }
}

const readAddress = (): void => {
  route.value = decodeReport(window.location.pathname, window.location.search)
}

/** A follow link's key is kept on the device and leaves the address: who shares the page does not share the key. */
function takeKey(): void {
  const key = /^#([\w-]{16,64})$/.exec(window.location.hash || openedHash.peek())?.[1]
  openedHash.value = ''
  const { number } = route.peek()
  if (!key || !number || !readNumber(number)) return
  addMine(number, key)
  history.replaceState(history.state, '', window.location.pathname + window.location.search)
}

/** Keeps the address and the state the same, both ways. */
export function keepRoute(): void {
  readAddress()
  takeKey()
  window.addEventListener('popstate', readAddress)
  window.addEventListener('hashchange', () => {
    readAddress()
    takeKey()
  })
  effect(() => {
    screenRoute.value = { query: encodeReport(route.value), step: JSON.stringify([route.value.step]) }
  })
}

/** What can be reported. */
export const categories = follow(
  () => lang.value,
  (language, ended) => reportApi.categories(language, ended),
  () => 'categories',
)
export const active = computed<readonly ReportCategory[]>(() =>
  (categories.resource.value.value ?? []).filter((one) => one.active),
)
export const categoryName = (code: string): string => {
  const known = categories.resource.value.value?.find((one) => one.code === code)
  return known ? words(known.name) : code
}

/** What the map shows, once it has stood still for a moment. */
const shownBounds = signal<Bounds | null>(null)
export function followView(): void {
  let resting: ReturnType<typeof setTimeout> | undefined
  effect(() => {
    const at = place.value
    const width = window.innerWidth - (narrow.value ? 0 : panelWidth.value)
    const height = viewportHeight.value
    clearTimeout(resting)
    if (!at) return
    resting = setTimeout(() => {
      shownBounds.value = viewBounds(at, Math.max(width, 200), Math.max(height, 200))
    }, 350)
  })
}

/** Published reports in view. */
export const list = follow(
  () => {
    const { number, category, state } = route.value
    if (number !== null || !shownBounds.value) return null
    return { bounds: shownBounds.value, category, state, lang: lang.value }
  },
  ({ bounds, category, state, lang }, ended) => reportApi.list(bounds, { category, state }, lang, ended),
  () => 'list',
)

/** The report whose page is open, and when it was read. */
export const status = follow(
  () => {
    const { number } = route.value
    return number === null ? null : { number, lang: lang.value }
  },
  async ({ number, lang }, ended) => ({
    report: await reportApi.status(number, lang, ended),
    at: new Date().toISOString(),
  }),
  ({ number }) => number,
)

/** The commune of a place by name; '' where none is known. */
export async function communeAt([lon, lat]: LonLat, lang: Lang, ended: AbortSignal): Promise<string> {
  const { layers } = await api.here(lon, lat, null, lang, ended)
  const unit = layers.find(({ name }) => name === 'communes')?.features[0]?.properties
  return String(unit?.name ?? '')
}

/** The commune of the open report. */
export const communeOfOpen = follow(
  () => {
    const open = status.resource.value.value?.report
    return open ? { at: [open.lon, open.lat] as const, lang: lang.value } : null
  },
  ({ at, lang }, ended) => communeAt(at, lang, ended),
  ({ at }) => at.join(),
)
