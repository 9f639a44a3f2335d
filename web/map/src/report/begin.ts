import { computed, effect } from '@preact/signals'
import { announce } from '../state/notice'
import { fly } from '../state/reach'
import { extra, flight, narrow, picking, selection, stop, touchedExtra } from '../state/store'
import { type Drawn, drawPin, drawReports } from './drawing'
import { r } from './i18n'
import { followView, keepRoute, list, openNumber, route, status } from './state'
import { draft, guardLeaving, openKept, placePin, progress, sent, similar } from './writing'

/** What the map shows: the reports of the list, the open one alone, or while one is written those like it. */
const shown = computed<readonly Drawn[]>(() => {
  const { number, step } = route.value
  if (step !== null) {
    const near = similar.resource.value.value ?? []
    return near.map((one) => ({ ...one, id: one.number, on: false }))
  }
  if (number === null) {
    const all = list.resource.value.value?.reports ?? []
    return all.map((one) => ({ ...one, id: one.number, on: false }))
  }
  const open = status.resource.value.value?.report
  return open ? [{ ...open, id: open.number, on: true }] : []
})
/** The same text for the same picture, so that an answer without news draws nothing anew. */
const picture = computed(() =>
  JSON.stringify(shown.value.map(({ id, lon, lat, state, overdue, on }) => ({ id, lon, lat, state, overdue, on }))),
)

function drawOnMap(): void {
  touchedExtra.value = ({ report }) => {
    if (typeof report === 'string' && route.peek().step === null) openNumber(report)
  }
  effect(() => {
    const reports = JSON.parse(picture.value) as Drawn[]
    const { at, accuracy } = draft.value
    const pin =
      route.value.step !== null && at ? (theme: Parameters<typeof drawPin>[2]) => drawPin(at, accuracy, theme) : null
    extra.value = drawReports(reports, pin)
  })
}

/** While the place is asked for, a click on the map or a place that was searched for is the pin's. */
function followPlace(): void {
  effect(() => {
    picking.value =
      route.value.step === 'where'
        ? (at) => {
            placePin(at, null)
            announce(r().where.placed)
          }
        : null
  })
  effect(() => {
    const chosen = selection.value
    if (!chosen?.at || route.value.step !== 'where') return
    placePin(chosen.at, null)
    selection.value = null
  })
}

/** On a phone the place is chosen with the map in view, the rest is written with room. */
function followStep(): void {
  let before: string | null = null
  effect(() => {
    const { step, number } = route.value
    const now = progress.value ? 'sending' : (step ?? number ?? '')
    if (now === before) return
    const first = before === null
    before = now
    if (!narrow.peek()) return
    if ((step !== null && step !== 'where') || sent.peek()) stop.value = 'full'
    else if (!first || step !== null || number !== null) stop.value = 'half'
  })
}

/** A link that names a report but no place shows it. */
function seekReport(): void {
  let sought: string | null = null
  effect(() => {
    const open = status.resource.value.value?.report
    const sent = flight.peek()
    if (!open || open.number === sought) return
    const begun = sought === null && sent && 'to' in sent
    sought = open.number
    if (!begun) fly({ to: { lon: open.lon, lat: open.lat, zoom: open.coarse ? 14.5 : 16, bearing: 0 }, animate: false })
  })
}

/** Begins the reports' screen; it goes on for the rest of the page's life. */
export function begin(): void {
  keepRoute()
  followView()
  drawOnMap()
  followPlace()
  followStep()
  seekReport()
  guardLeaving()
  openKept()
}
