import { type State, states } from '../../report/route'

export const sorts = ['due', 'newest', 'oldest'] as const

/** Whether somebody must still do something in a state. */
export const isOpen = (state: State): boolean => !['resolved', 'closed', 'rejected'].includes(state)

/** What the queue shows. */
export interface Filter {
  /** A state; `open`: all in which somebody must do something; '': every. */
  readonly state: string
  readonly agency: string
  readonly category: string
  readonly commune: string
  readonly overdue: boolean
  /** Only what is due soon. */
  readonly near: boolean
  /** Only what has photos of the result that nobody here has looked at. */
  readonly review: boolean
  /** Days between which it was received, both too; '' for any. */
  readonly from: string
  readonly to: string
  readonly text: string
  readonly sort: (typeof sorts)[number]
}

export const plainFilter: Filter = {
  state: 'open',
  agency: '',
  category: '',
  commune: '',
  overdue: false,
  near: false,
  review: false,
  from: '',
  to: '',
  text: '',
  sort: 'due',
}

export const parts = ['queue', 'statistics', 'routing', 'deadlines'] as const
export type Part = (typeof parts)[number]

/** What a link to the desk's reports holds. */
export interface DeskRoute {
  readonly part: Part
  readonly filter: Filter
  /** The report that is open. */
  readonly report: number | null
}

const code = (text: string | null): string => (text && /^[\w-]{1,64}$/.test(text) ? text : '')

const day = (text: string | null): string =>
  text && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : ''

/** Reads a query; what it cannot read it takes as not said. */
export function decodeDesk(search: string): DeskRoute {
  const query = new URLSearchParams(search)
  const id = Number(query.get('report'))
  const state = query.get('state')
  return {
    part: parts.find((part) => part === query.get('part')) ?? 'queue',
    filter: {
      state: state === 'every' ? '' : (states.find((one) => one === state) ?? plainFilter.state),
      agency: code(query.get('agency')),
      category: code(query.get('category')),
      commune: code(query.get('commune')),
      overdue: query.get('overdue') === 'true',
      near: query.get('near') === 'true',
      review: query.get('review') === 'true',
      from: day(query.get('from')),
      to: day(query.get('to')),
      text: (query.get('find') ?? '').slice(0, 100),
      sort: sorts.find((sort) => sort === query.get('sort')) ?? plainFilter.sort,
    },
    report: Number.isSafeInteger(id) && id > 0 ? id : null,
  }
}

/** Whether two choose the same, in the same order. */
export const sameFilter = (a: Filter, b: Filter): boolean =>
  JSON.stringify(filterQuery(a)) === JSON.stringify(filterQuery(b))

/** Writes the same; what is as on a fresh page is left out. */
export function encodeDesk({ part, filter, report }: DeskRoute): string {
  const { state, agency, category, commune, overdue, near, review, from, to, text, sort } = filter
  const said: readonly (readonly [name: string, value: string])[] = [
    ['part', part === 'queue' ? '' : part],
    ['state', state === plainFilter.state ? '' : state || 'every'],
    ['agency', agency],
    ['category', category],
    ['commune', commune],
    ['overdue', overdue ? 'true' : ''],
    ['near', near ? 'true' : ''],
    ['review', review ? 'true' : ''],
    ['from', from],
    ['to', to],
    ['find', text],
    ['sort', sort === plainFilter.sort ? '' : sort],
    ['report', report === null ? '' : String(report)],
  ]
  return said
    .filter(([, value]) => value)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&')
}

/** The filter as the server reads it. */
export function filterQuery({ text, overdue, near, review, ...plain }: Filter): Record<string, string> {
  const flag = (on: boolean): string => (on ? 'true' : '')
  const said = { ...plain, q: text.trim(), overdue: flag(overdue), near: flag(near), review: flag(review) }
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value))
}
