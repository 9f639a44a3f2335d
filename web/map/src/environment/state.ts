import { batch, computed, effect, signal } from '@preact/signals'
import { follow } from '../state/resource'
import { may, session } from '../state/session'
import { lang, location, place, screenRoute, selection } from '../state/store'
import { environmentApi } from './api'
import type { Moment } from './fresh'
import { endsNow, inVietnam, spanOf, startOf, stepOf, stepsOf, yearBefore } from './periods'
import { decodeEnvironment, type EnvironmentRoute, encodeEnvironment, plainRoute } from './route'
import { columnOf } from './series'
import { type Indices, type Kind, mediaOf, type Parameter, type Station, type Stations } from './types'

/** The state of the environment map. Views read it, what a person does changes it, the map is drawn from it. */

const HOUR = 3_600_000

export const route = signal<EnvironmentRoute>(plainRoute)

/** Changes some of what the address holds. */
export function go(changes: Partial<EnvironmentRoute>): void {
  route.value = { ...route.peek(), ...changes }
}

export const answer = signal<Stations | null>(null)
export const stations = computed<readonly Station[]>(() =>
  (answer.value?.stations ?? []).filter(({ until }) => until === null || startOf(until) > now.peek()),
)
/** When the server said how the stations are, milliseconds; 0: not yet. */
export const heard = signal(0)

/** How far the device's clock is behind, milliseconds: nothing has been measured later than now. */
let behind = 0
export const now = signal(Date.now())
/** What stations are judged by. */
export const judged = computed<Moment>(() => ({ heard: heard.value, now: now.value }))
export const tick = (): void => {
  now.value = Date.now() + behind
}
/** Takes over what the server said. */
export function take(said: Stations): void {
  batch(() => {
    behind = Math.max(0, (said.as_of ? Date.parse(said.as_of) : 0) - Date.now())
    answer.value = said
    tick()
    heard.value = now.value
  })
}

/** The beginning of the running hour: what is asked of a period up to now is asked anew when it ends. */
export const hour = computed(() => Math.floor(now.value / HOUR) * HOUR)

export const indices = signal<Indices | null>(null)
export const parameters = signal<readonly Parameter[]>([])
const parameterByCode = computed(
  () =>
    new Map(
      [...parameters.value]
        .reverse()
        .flatMap((each) => [[each.code, each] as const, [`${each.medium} ${each.code}`, each] as const]),
    ),
)
/** A parameter by its code, as a kind of station measures it. */
export const parameterNamed = (code: string, kind?: Kind): Parameter | undefined =>
  (kind ? mediaOf(kind) : []).map((medium) => parameterByCode.value.get(`${medium} ${code}`)).find((found) => found) ??
  parameterByCode.value.get(code)

export const stationById = computed(() => new Map(stations.value.map((each) => [each.id, each])))

/** Raw values and statuses are for staff. */
export const staff = computed(() => may('monitoring'))
const reader = computed(() => session.value.user?.login ?? '')

/** Where distances are taken from: the chosen point, the device's place, else the middle of the map. */
export const origin = computed<readonly [number, number] | null>(() => {
  if (selection.value?.kind === 'point') return selection.value.at
  if (location.value) return location.value.at
  return place.value ? [place.value.lon, place.value.lat] : null
})

/** The chosen station with all that is told of it. */
export const detail = follow(
  () => (route.value.station === null ? null : { id: route.value.station, lang: lang.value, reader: reader.value }),
  ({ id, lang }, ended) => environmentApi.station(id, lang, ended),
  ({ id, reader }) => `${id} ${reader}`,
)

/** The chosen station as far as it is known: from the list at once, then in detail. */
export const chosen = computed(() => {
  const id = route.value.station
  if (id === null) return null
  const known = detail.resource.value.value
  return stationById.value.get(id) ?? (known?.id === id ? known : null)
})

/** The parameters that chart and table show. */
export const shownParameters = computed<readonly string[]>(() => {
  const station = chosen.value
  if (!station) return []
  const asked = route.value.parameters.filter((code) => station.parameters.includes(code))
  if (asked.length > 0) return asked
  const usual = station.index?.dominant ?? ['PM2.5', 'WQI', 'COD'].find((code) => station.parameters.includes(code))
  return usual && station.parameters.includes(usual) ? [usual] : station.parameters.slice(0, 1)
})

export const span = computed(() => spanOf(route.value.period, hour.value + 1))
export const steps = computed(() => stepsOf(span.value, staff.value, chosen.value?.interval_s ?? null))
export const step = computed(() => stepOf(route.value.step, steps.value))

const drawn = computed(() => route.value.tab === 'chart' || route.value.tab === 'table')

/** What tells that stations have sent: a period up to now is asked for anew then. */
const sent = (ids: readonly number[]): string =>
  endsNow(route.value.period, now.value) ? ids.map((id) => stationById.value.get(id)?.last_at).join() : ''

/** What chart and table show: of each station each parameter that it measures, and of which time in which steps. */
export const columns = follow(
  () => {
    const { station, beside } = route.value
    if (station === null || !drawn.value || shownParameters.value.length === 0) return null
    // A list as text is the same key as long as it says the same.
    const wanted = [station, ...beside].flatMap((id) => {
      const known = stationById.value.get(id) ?? (id === station ? chosen.value : null)
      const codes = shownParameters.value.filter((code) => known?.parameters.includes(code))
      return codes.length ? [{ id, codes }] : []
    })
    const upTo = sent(wanted.map(({ id }) => id))
    return { station, wanted, span: span.value, step: step.value, upTo, lang: lang.value }
  },
  async ({ wanted, span, step, lang }, ended) => {
    const answers = await Promise.all(
      wanted.map(({ id, codes }) => environmentApi.series(id, span, codes, step, lang, ended)),
    )
    return { list: answers.flatMap(({ station, series }) => series.map((each) => columnOf(station, each))), span, step }
  },
  ({ station }) => station,
)

/** Since when until when the chosen station exceeded limits or was silent, in the period of the chart. */
export const events = follow(
  () => {
    const { station } = route.value
    if (station === null || !drawn.value) return null
    return { station, span: span.value, upTo: sent([station]), lang: lang.value }
  },
  async ({ station, span, lang }, ended) => ({ ...(await environmentApi.events(station, span, lang, ended)), span }),
  ({ station }) => station,
)

/** What exceeds now, at all stations; for the list of those. */
export const exceedances = follow(
  () => {
    const { station, list } = route.value
    return station === null && list === 'exceeding' ? { heard: heard.value, lang: lang.value } : null
  },
  async ({ lang }, ended) => (await environmentApi.exceedances(lang, ended)).events,
  () => 'now',
)

/** The index of the chosen station day by day, of the year before. */
export const year = follow(
  () => {
    const { station, tab } = route.value
    if (station === null || tab !== 'calendar') return null
    return { station, days: yearBefore(hour.value), lang: lang.value }
  },
  async ({ station, days, lang }, ended) => {
    const from = inVietnam(startOf(days.from))
    const to = inVietnam(startOf(days.to) + 24 * HOUR)
    return { station, days, series: await environmentApi.index(station, { from, to }, 'day', lang, ended) }
  },
  ({ station }) => station,
)

/** How much of what was expected came from the chosen station in the last days; for staff. */
export const coverage = follow(
  () => {
    const { station, tab } = route.value
    if (station === null || tab !== 'now' || !staff.value) return null
    const upTo = stationById.value.get(station)?.last_at
    return { station, span: spanOf('7d', hour.value + 1), upTo, lang: lang.value }
  },
  ({ station, span, lang }, ended) => environmentApi.coverage(station, span, lang, ended),
  ({ station }) => station,
)

/** Asks again for all that is shown of the chosen station: the network or the reader is back. */
export function askAgain(): void {
  for (const each of [detail, columns, events, year, coverage]) each.again()
}

const readAddress = (): void => {
  route.value = decodeEnvironment(window.location.search)
}

/** Keeps the address and the state the same, both ways. */
export function keepRoute(): void {
  readAddress()
  window.addEventListener('popstate', readAddress)
  effect(() => {
    const { station, tab } = route.value
    screenRoute.value = { query: encodeEnvironment(route.value), step: JSON.stringify([station, tab]) }
  })
}
