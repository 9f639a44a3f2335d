import { isDay } from '../state/route'
import { type Kind, kinds, type Step } from './types'

export const tabs = ['now', 'chart', 'calendar', 'table'] as const
export type Tab = (typeof tabs)[number]

export const lists = ['all', 'exceeding', 'silent'] as const
export type ListName = (typeof lists)[number]

/** How lists can be sorted: `severity` is how far beyond the limit, `since` who fell silent last. */
export const orders = ['severity', 'since', 'distance', 'index', 'name', 'time'] as const
export type Order = (typeof orders)[number]

export const periods = ['24h', '7d', '30d', '1y'] as const
/** One of the usual lengths up to now, or a day until another, both whole. */
export type Period = (typeof periods)[number] | { readonly from: string; readonly to: string }

export const statistics = ['mean', 'max', 'count'] as const
export const spans = ['hour', 'day', 'week'] as const

/** A surface of hexagons: of which parameter, what of its hourly means, over which time up to now. */
export interface Surface {
  readonly parameter: string
  readonly value: (typeof statistics)[number]
  readonly span: (typeof spans)[number]
}

/** What a link to the environment map holds beside place, layers, palette and language. */
export interface EnvironmentRoute {
  readonly station: number | null
  readonly tab: Tab
  readonly period: Period
  /** null: what fits the period. */
  readonly step: Step | null
  /** Empty: those that the station is known for. */
  readonly parameters: readonly string[]
  /** Other stations that the chart compares. */
  readonly beside: readonly number[]
  readonly wide: boolean
  readonly list: ListName
  readonly kind: Kind | null
  /** null: as fits the list and who reads. */
  readonly order: Order | null
  /** What names are searched for. */
  readonly text: string
  readonly surface: Surface | null
  /** The hour of the last week that the map shows, Unix seconds; null: now. */
  readonly time: number | null
}

export const plainRoute: EnvironmentRoute = {
  station: null,
  tab: 'now',
  period: '7d',
  step: null,
  parameters: [],
  beside: [],
  wide: false,
  list: 'all',
  kind: null,
  order: null,
  text: '',
  surface: null,
  time: null,
}

/** More lines than this nobody tells apart, and the server gives no more parameters at once. */
export const MOST_PARAMETERS = 8
export const MOST_BESIDE = 3

const one = <T extends string>(values: readonly T[], text: string | null): T | undefined =>
  values.find((value) => value === text)

const id = (text: string | null): number | null => (text && /^[1-9]\d{0,15}$/.test(text) ? Number(text) : null)

/** A code of a parameter, such as PM2.5 or N-NH4+. */
const isCode = (text: string): boolean => /^[\p{L}\p{N}][\p{L}\p{N}._+-]{0,31}$/u.test(text)

const codes = (text: string | null): string[] =>
  [...new Set((text ?? '').split(',').filter(isCode))].slice(0, MOST_PARAMETERS)

function period(text: string | null): Period {
  const named = one(periods, text)
  if (named) return named
  const [from = '', to = ''] = (text ?? '').split('..')
  return isDay(from) && isDay(to) && from <= to ? { from, to } : plainRoute.period
}

function surface(text: string | null): Surface | null {
  const [parameter = '', value = '', span = ''] = (text ?? '').split('~')
  const [of, over] = [one(statistics, value), one(spans, span)]
  return isCode(parameter) && of && over ? { parameter, value: of, span: over } : null
}

/** An hour as an address writes it, in Vietnam: 2026-11-26T14. */
function hour(text: string | null): number | null {
  const [, day = '', at = ''] = /^(\d{4}-\d\d-\d\d)T([01]\d|2[0-3])$/.exec(text ?? '') ?? []
  return isDay(day) ? Date.parse(`${day}T${at}:00:00+07:00`) / 1000 : null
}
const hourText = (seconds: number): string => new Date((seconds + 7 * 3600) * 1000).toISOString().slice(0, 13)

/** Longer than any name. */
const MOST_LETTERS = 100

/** Reads what an address says of the environment map; what it cannot read it takes as not said. */
export function decodeEnvironment(search: string): EnvironmentRoute {
  const query = new URLSearchParams(search)
  const station = id(query.get('station'))
  const beside = (query.get('with') ?? '').split(',').map(id)
  return {
    station,
    tab: one(tabs, query.get('tab')) ?? plainRoute.tab,
    period: period(query.get('period')),
    step: one(['hour', 'day', 'raw'] as const, query.get('step')) ?? null,
    parameters: codes(query.get('parameters')),
    beside: [...new Set(beside)].filter((n) => n !== null && n !== station).slice(0, MOST_BESIDE) as number[],
    wide: query.get('wide') === '1',
    list: one(lists, query.get('list')) ?? plainRoute.list,
    kind: one(kinds, query.get('kind')) ?? null,
    order: one(orders, query.get('order')) ?? null,
    text: (query.get('find') ?? '').slice(0, MOST_LETTERS),
    surface: surface(query.get('surface')),
    time: hour(query.get('time')),
  }
}

const list = (values: readonly (string | number)[]): string => values.map(encodeURIComponent).join(',')

/** Writes the same; what is as on a fresh page is left out. */
export function encodeEnvironment(route: EnvironmentRoute): string {
  const { period } = route
  const parts: string[] = []
  const say = (name: string, value: string | number | null, usual: unknown = null): void => {
    if (value !== null && value !== '' && value !== usual) parts.push(`${name}=${value}`)
  }
  say('station', route.station)
  if (route.station !== null) {
    say('tab', route.tab, plainRoute.tab)
    say('period', typeof period === 'string' ? period : `${period.from}..${period.to}`, plainRoute.period)
    say('step', route.step)
    say('parameters', list(route.parameters))
    say('with', list(route.beside))
    if (route.wide) parts.push('wide=1')
  }
  say('list', route.list, plainRoute.list)
  say('kind', route.kind)
  say('order', route.order)
  say('find', encodeURIComponent(route.text))
  const { surface: s } = route
  if (s) say('surface', [s.parameter, s.value, s.span].map(encodeURIComponent).join('~'))
  if (route.time !== null) say('time', hourText(route.time))
  return parts.join('&')
}
