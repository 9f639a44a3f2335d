import { type StepName, steps } from './draft'
import { readNumber } from './number'

export const states = [
  'received',
  'verified',
  'assigned',
  'in_progress',
  'waiting',
  'resolved',
  'closed',
  'rejected',
] as const
export type State = (typeof states)[number]

/** What a link to the reports' screen holds beside place, layers and language. */
export interface ReportRoute {
  /** The report whose state is shown; null: the list. */
  readonly number: string | null
  /** The step of the report that is being written; null: none is. */
  readonly step: StepName | null
  readonly category: string | null
  readonly state: State | null
}

export const plainRoute: ReportRoute = { number: null, step: null, category: null, state: null }

/** A part of a path as it was typed; what is not written as one stays as it is. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/** Reads path and query; what it cannot read it takes as not said. A path that names no number stays as it was typed. */
export function decodeReport(path: string, search: string): ReportRoute {
  const query = new URLSearchParams(search)
  const typed = decoded(/^\/report\/([^/]+)/.exec(path)?.[1] ?? '')
  const category = query.get('category')
  return {
    number: typed ? (readNumber(typed) ?? typed) : null,
    step: steps.find((step) => step === query.get('new')) ?? null,
    category: category && /^[\w.-]{1,64}$/.test(category) ? category : null,
    state: states.find((state) => state === query.get('state')) ?? null,
  }
}

/** Writes the query of the same. */
export function encodeReport({ step, category, state }: ReportRoute): string {
  const parts = [
    step && `new=${step}`,
    category && `category=${encodeURIComponent(category)}`,
    state && `state=${state}`,
  ]
  return parts.filter(Boolean).join('&')
}
