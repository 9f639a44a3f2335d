import { useSignal } from '@preact/signals'
import { Failure } from '../api/client'
import type { Report } from '../api/schema.gen'
import { geodesicDistance } from '../geo/measure'
import { date, decimal } from '../i18n/format'
import { say, warn } from '../state/notice'
import { lang } from '../state/store'
import { failureText } from '../ui/Failed'
import { reportApi } from './api'
import { r } from './i18n'
import { StateMark } from './StateMark'
import { categoryName, openNumber } from './state'
import { discard, draft, offeredSimilar, passSimilar } from './writing'

/** A report that may be the same: who sees it too says so instead of sending another. */
function Like({ report }: { report: Report }) {
  const busy = useSignal(false)
  const { at } = draft.value
  const says = r().similar
  const join = async (): Promise<void> => {
    busy.value = true
    try {
      await reportApi.support(report.number)
      discard()
      say(r().similar.joined)
      openNumber(report.number)
    } catch (cause) {
      warn(failureText(cause instanceof Failure ? cause : new Failure('garbled')))
    } finally {
      busy.value = false
    }
  }
  const n = (value: number): string => decimal(value, 0, lang.value)
  const told = [
    report.address,
    at && says.away(`${n(geodesicDistance(at, [report.lon, report.lat]))} m`),
    date(report.received_at),
    report.supporters > 0 && says.supporters(n(report.supporters)),
  ]
  return (
    <li class="report-row">
      <p class="row-head">
        <span class="strong">{categoryName(report.category)}</span>
        <StateMark state={report.state} overdue={report.overdue} />
      </p>
      <p class="clipped">{report.words}</p>
      <p class="secondary">{told.filter(Boolean).join(', ')}</p>
      <button
        type="button"
        class="button"
        disabled={busy.value}
        aria-label={says.joinOne(report.number)}
        onClick={join}
      >
        {says.join}
      </button>
    </li>
  )
}

/** Open reports like the one that is being written: offered before it is sent. */
export function Similar() {
  const says = r().similar
  return (
    <div class="similar">
      <p class="secondary">{says.lead}</p>
      <ul>
        {offeredSimilar.value.map((report) => (
          <Like key={report.number} report={report} />
        ))}
      </ul>
      <button type="button" class="button primary whole" onClick={passSimilar}>
        {says.on}
      </button>
    </div>
  )
}
