import type { DeskReportStep } from '../../api/schema.gen'
import { date, time } from '../../i18n/format'
import { r } from '../../report/i18n'
import { q } from './i18n'
import { agencyName } from './state'

const RATINGS = ['not', 'acceptable', 'satisfied'] as const

/** What was done, as the report calls it to which it was done. */
export function stepName({ action, detail }: Pick<DeskReportStep, 'action' | 'detail'>): string {
  const says = q().history
  if (typeof detail.from === 'string' && action === 'merge') return says.mergedHere
  if (typeof detail.from === 'string' && action === 'split') return says.splitHere
  if (action === 'extend' && detail.asked) return says.asks
  return r().actions[action] ?? action
}

/** What a step says of itself beside its words: to which agency, until when, for which reason, with which report. */
export function stepDetail({ action, detail }: Pick<DeskReportStep, 'action' | 'detail'>): string {
  const says = q().history
  const text = (name: string): string => (typeof detail[name] === 'string' ? (detail[name] as string) : '')
  const reason: Readonly<Record<string, string>> = action === 'wait' ? r().waits : r().rejected
  const rating = RATINGS[Number(detail.rating) - 1]
  return [
    text('agency') && agencyName(text('agency')),
    text('due') && says.until(time(text('due'))),
    text('reason') && (reason[text('reason')] ?? text('reason')),
    text('owner'),
    text('next') && q().facts.waitNext(date(text('next'))),
    text('into'),
    text('from'),
    rating && r().feedback.ratings[rating],
    detail.on_time === false && says.late,
  ]
    .filter(Boolean)
    .join(', ')
}
