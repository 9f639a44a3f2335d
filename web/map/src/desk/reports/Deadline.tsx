import type { DeskReport } from '../../api/schema.gen'
import { date, time } from '../../i18n/format'
import { q } from './i18n'
import { deadlineOf } from './left'

/** What is left of the deadline that runs, and when it is; of a report that waits when it is looked at again. */
export function Deadline({ report }: { report: DeskReport }) {
  const runs = deadlineOf(report, Date.now())
  if (report.waiting) return <span class="secondary">{q().facts.waitNext(date(report.waiting.next))}</span>
  if (!runs || !report.due) return null
  return (
    <>
      <span class={`deadline ${runs.pressing}`} data-deadline={runs.pressing}>
        {runs.words}
      </span>{' '}
      <span class="secondary">{q().due(time(report.due))}</span>
    </>
  )
}
