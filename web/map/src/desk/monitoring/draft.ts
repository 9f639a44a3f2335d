import type { Station } from '../../api/schema.gen'
import { type Kind, kinds, mediaOf } from '../../environment/types'
import type { Lang } from '../../i18n'
import { numberIn, numberText } from './number'
import type { Basis, Rule } from './rules'

export type NewRule = Omit<Rule, 'id'>

/** A rule while it is written: numbers as they are typed. */
export interface Draft {
  readonly name: string
  /** Code; null for a rule about silence. */
  readonly parameter: string | null
  readonly medium: string | null
  readonly basis: Exclude<Basis, 'silence'>
  readonly side: 'above' | 'below'
  readonly bound: string
  readonly clear: string
  readonly minutes: number
  /** Empty: all. */
  readonly kinds: readonly Kind[]
  readonly where: 'all' | 'communes' | 'stations'
  readonly communes: readonly string[]
  readonly stations: readonly number[]
  readonly enabled: boolean
}

export const fresh: Draft = {
  name: '',
  parameter: 'PM2.5',
  medium: 'air',
  basis: '1h',
  side: 'above',
  bound: '',
  clear: '',
  minutes: 0,
  kinds: ['air'],
  where: 'all',
  communes: [],
  stations: [],
  enabled: true,
}

/** The kinds of stations that measure in a medium; null: all, for every station can be silent. */
export const kindsOf = (medium: string | null): readonly Kind[] =>
  kinds.filter((kind) => medium === null || mediaOf(kind).some((one) => one === medium))

/** The draft about another parameter: without kinds of stations that never measure it. */
export const about = (draft: Draft, parameter: string | null, medium: string | null): Draft => ({
  ...draft,
  parameter,
  medium,
  kinds: draft.kinds.filter((kind) => kindsOf(medium).includes(kind)),
})

export const draftOf = (rule: NewRule, lang: Lang): Draft =>
  about(
    {
      name: rule.name,
      parameter: rule.parameter,
      medium: rule.medium,
      basis: rule.basis === 'silence' ? '1h' : rule.basis,
      side: rule.below === null ? 'above' : 'below',
      bound: numberText(rule.above ?? rule.below, lang),
      clear: numberText(rule.clear, lang),
      minutes: rule.for_minutes,
      kinds: rule.kinds,
      where: rule.stations ? 'stations' : rule.area ? 'communes' : 'all',
      communes: rule.area?.communes ?? [],
      stations: rule.stations ?? [],
      enabled: rule.enabled,
    },
    rule.parameter,
    rule.medium,
  )

/** The stations that a rule can be about: those of its kinds. */
export const offered = ({ kinds, medium }: Draft, all: readonly Station[]): readonly Station[] =>
  all.filter(({ kind }) => (kinds.length > 0 ? kinds : kindsOf(medium)).includes(kind))

/** What keeps a draft from being a rule that can ever hold. */
export type Fault = 'boundMissing' | 'boundUnreadable' | 'clearUnreadable' | 'communesMissing' | 'stationsMissing'

export function faultsOf(draft: Draft, lang: Lang): readonly Fault[] {
  const bound = numberIn(draft.bound, lang)
  const of = draft.parameter !== null
  const faults: readonly (readonly [Fault, boolean])[] = [
    ['boundMissing', of && bound === null],
    ['boundUnreadable', of && Number.isNaN(bound)],
    ['clearUnreadable', of && Number.isNaN(numberIn(draft.clear, lang))],
    ['communesMissing', draft.where === 'communes' && draft.communes.length === 0],
    ['stationsMissing', draft.where === 'stations' && draft.stations.length === 0],
  ]
  return faults.filter(([, is]) => is).map(([fault]) => fault)
}

/** The rule that a draft without faults is. */
export function ruleOf(draft: Draft, lang: Lang): NewRule {
  const silence = draft.parameter === null
  const bound = silence ? null : numberIn(draft.bound, lang)
  return {
    name: draft.name,
    parameter: draft.parameter,
    medium: draft.medium,
    basis: silence ? 'silence' : draft.basis,
    above: draft.side === 'above' ? bound : null,
    below: draft.side === 'below' ? bound : null,
    clear: silence ? null : numberIn(draft.clear, lang),
    for_minutes: draft.minutes,
    kinds: draft.kinds,
    area: draft.where === 'communes' ? { communes: draft.communes } : null,
    stations: draft.where === 'stations' ? draft.stations : null,
    enabled: draft.enabled,
  }
}
