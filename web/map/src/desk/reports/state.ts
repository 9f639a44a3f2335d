import { batch, computed, effect, signal } from '@preact/signals'
import { Failure } from '../../api/client'
import type { DeskReport, DeskReportDetail } from '../../api/schema.gen'
import { shareLive } from '../../environment/sharedFeed'
import { words } from '../../i18n'
import { type Drawn, drawReports } from '../../report/drawing'
import { fly } from '../../state/reach'
import { follow } from '../../state/resource'
import { may, session } from '../../state/session'
import { extra, lang, place, replaced, screenRoute, touchedExtra } from '../../state/store'
import { type Conflict, Moved, reportsDesk } from './api'
import { type DeskRoute, decodeDesk, encodeDesk, type Filter, isOpen, plainFilter } from './filter'

/** The state of the desk's reports. */

export const route = signal<DeskRoute>({ part: 'queue', filter: plainFilter, report: null })
export function go(changes: Partial<DeskRoute>): void {
  route.value = { ...route.peek(), ...changes }
}
export const narrowTo = (changes: Partial<Filter>): void => go({ filter: { ...route.peek().filter, ...changes } })

/** The duty desk sees all and decides; an agency its own. */
export const duty = computed(() => may('reports'))

/** The filter once the hand rests: text is typed letter by letter. */
const asked = computed(() => JSON.stringify(route.value.filter))
const settled = signal(asked.peek())

export const queue = follow(
  () => (route.value.part === 'queue' ? { filter: settled.value, lang: lang.value } : null),
  ({ filter, lang }, ended) => reportsDesk.queue(JSON.parse(filter), null, lang, ended),
  () => 'queue',
)
/** What was asked for beyond the first page, of which first page. */
const beyond = signal<{ of: unknown; reports: readonly DeskReport[]; next: string | null } | null>(null)
export const rows = computed<readonly DeskReport[]>(() => {
  const first = queue.resource.value.value
  if (!first) return []
  const seen = new Set(first.reports.map(({ id }) => id))
  const more = beyond.value?.of === first ? beyond.value.reports.filter(({ id }) => !seen.has(id)) : []
  return [...first.reports, ...more]
})
export const next = computed(() => {
  const first = queue.resource.value.value
  return beyond.value && beyond.value.of === first ? beyond.value.next : (first?.next ?? null)
})
export async function readMore(): Promise<void> {
  const first = queue.resource.peek().value
  const cursor = next.peek()
  if (!first || !cursor) return
  const page = await reportsDesk.queue(route.peek().filter, cursor, lang.peek())
  const known = beyond.peek()?.of === first ? (beyond.peek()?.reports ?? []) : []
  beyond.value = { of: first, reports: [...known, ...page.reports], next: page.next }
}

/** The row that the keys stand on. */
export const marked = signal(0)

export const detail = follow(
  () => (route.value.report === null ? null : { id: route.value.report, lang: lang.value }),
  ({ id, lang }, ended) => reportsDesk.one(id, lang, ended),
  ({ id }) => id,
)
/** What an action answered: newer than what was read, until it is read anew. */
const answered = signal<{ said: DeskReportDetail; over: unknown } | null>(null)
export const open = computed(() => {
  const read = detail.resource.value.value
  const one = answered.value
  return one && one.said.report.id === route.value.report && one.over === read ? one.said : read
})
/** The move whose form is open. */
export const moving = signal<string | null>(null)
/** Who was first, after an action that came too late. */
export const conflict = signal<Conflict | null>(null)
/** What a form begins with beside what is known: the report to merge into. */
export const begun = signal('')
/** The photo that is being covered. */
export const covering = signal<number | null>(null)

/** Other open reports of the same kind within some 300 m of the open one, published or not; for the duty desk. */
export const near = follow(
  () => {
    const { report } = open.value ?? {}
    return duty.value && report && isOpen(report.state)
      ? { id: report.id, lon: report.lon, lat: report.lat, category: report.category, lang: lang.value }
      : null
  },
  (about, ended) => reportsDesk.near(about, about.lang, ended),
  ({ id }) => id,
)

export function openReport(report: number | null): void {
  batch(() => {
    moving.value = null
    conflict.value = null
    begun.value = ''
    answered.value = null
    covering.value = null
    go({ report })
  })
}

/** Opens the report with a number, in whatever state it is. */
export async function openNumber(number: string): Promise<void> {
  const { reports } = await reportsDesk.queue({ ...plainFilter, state: '', text: number }, null, lang.peek())
  const found = reports.find((one) => one.number === number)
  if (found) openReport(found.id)
}

/** Does something to the open report as it was at a version; throws the Failure that says why not. Where somebody was first the form stays, with what was written. */
export async function act(body: Readonly<Record<string, unknown>>, version: number): Promise<void> {
  const now = open.peek()
  if (!now) return
  try {
    const said = await reportsDesk.act(now.report.id, { ...body, version })
    // What an agency returned is its own no more.
    if (body.action === 'return') openReport(null)
    batch(() => {
      answered.value = { said, over: detail.resource.peek().value }
      moving.value = null
      conflict.value = null
    })
    queue.again()
    detail.again()
  } catch (cause) {
    if (!(cause instanceof Moved)) throw cause instanceof Failure ? cause : new Failure('garbled')
    conflict.value = cause.conflict
    queue.again()
    detail.again()
  }
}

export const categories = follow(
  () => lang.value,
  (language, ended) => reportsDesk.categories(language, ended),
  () => 'categories',
)
export const agencies = follow(
  () => lang.value,
  (language, ended) => reportsDesk.agencies(language, ended),
  () => 'agencies',
)
export const communes = follow(
  () => lang.value,
  (language, ended) => reportsDesk.communes(language, ended),
  () => 'communes',
)
/** The communes by name, as people of Vietnam order them. */
export const communesByName = computed(() =>
  [...(communes.resource.value.value ?? [])].sort((a, b) => a.name.localeCompare(b.name, 'vi')),
)
/** The name of a commune; its code while it is not known. */
export const communeName = (code: string): string =>
  communes.resource.value.value?.find((one) => one.code === code)?.name ?? code
export const agencyName = (code: string): string => {
  const known = agencies.resource.value.value?.find((one) => one.code === code)
  return known ? words(known.name) : code
}

const picture = computed(() => {
  const { report, part } = route.value
  const list = part === 'queue' ? rows.value : []
  const one = open.value?.report
  const all = one && !list.some(({ id }) => id === one.id) ? [...list, one] : list
  return JSON.stringify(
    all.map(
      ({ id, lon, lat, state, overdue }): Drawn => ({ id: String(id), lon, lat, state, overdue, on: id === report }),
    ),
  )
})

/** Draws the queue on the map, and shows where the open report is. */
function followMap(): () => void {
  touchedExtra.value = ({ report }) => {
    if (typeof report === 'string') openReport(Number(report))
  }
  replaced.value = 'reports'
  const ends = [
    effect(() => {
      extra.value = drawReports(JSON.parse(picture.value), null)
    }),
    effect(() => {
      const one = open.value?.report
      if (!one || one.id === shownId) return
      shownId = one.id
      fly({
        to: { lon: one.lon, lat: one.lat, zoom: Math.max(15, place.peek()?.zoom ?? 15), bearing: 0 },
        animate: true,
      })
    }),
  ]
  return () => {
    for (const end of ends) end()
    extra.value = null
    replaced.value = ''
    touchedExtra.value = null
  }
}
let shownId: number | null = null

/** How often the page looks though nothing was told: what is left of a deadline goes down by itself. */
const PAUSE = 300_000

/** Reports that were sent or moved are read at once; several together are one look. */
function listen(): () => void {
  let soon: ReturnType<typeof setTimeout> | undefined
  const look = (): void => {
    clearTimeout(soon)
    soon = setTimeout(() => {
      queue.again()
      detail.again()
    }, 500)
  }
  const { close } = shareLive(
    session.peek().user?.login ?? '',
    (name) => (name === 'report' || name === 'resync') && look(),
    look,
  )
  const regular = setInterval(() => document.visibilityState === 'visible' && look(), PAUSE)
  return () => {
    clearTimeout(soon)
    clearInterval(regular)
    close()
  }
}

/** Begins the page; returns what ends it. */
export function begin(): () => void {
  const read = (): void => {
    route.value = decodeDesk(window.location.search)
  }
  read()
  settled.value = asked.peek()
  window.addEventListener('popstate', read)
  let resting: ReturnType<typeof setTimeout> | undefined
  const ends = [
    effect(() => {
      screenRoute.value = {
        query: encodeDesk(route.value),
        step: JSON.stringify([route.value.part, route.value.report]),
      }
    }),
    effect(() => {
      const now = asked.value
      clearTimeout(resting)
      resting = setTimeout(() => {
        settled.value = now
        marked.value = 0
      }, 250)
    }),
    followMap(),
    listen(),
  ]
  return () => {
    window.removeEventListener('popstate', read)
    for (const end of ends) end()
  }
}
