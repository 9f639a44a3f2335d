import { useSignal } from '@preact/signals'
import { Failure } from '../api/client'
import type { Report } from '../api/schema.gen'
import { geodesicDistance } from '../geo/measure'
import { date, decimal } from '../i18n/format'
import { say, warn } from '../state/notice'
import { lang } from '../state/store'
import { failureText } from '../ui/Failed'
import { reportApi } from './api'
import type { StepName } from './draft'
import { r } from './i18n'
import { StateMark } from './StateMark'
import { categoryName, go, openNumber } from './state'
import { commune, discard, draft, offeredSimilar, passSimilar, refused, sendReport } from './writing'

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
    report.commune,
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

function Similar() {
  const says = r().similar
  return (
    <div class="similar">
      <h2>{says.title}</h2>
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

/** All that will be sent, each part with the way back to it. Reports like it come first. */
export function Check() {
  const says = r().check
  if (offeredSimilar.value.length > 0) return <Similar />
  const { at, category, words, photos, contact, address } = draft.value
  const place = commune.resource.value.value || (at && `${at[1].toFixed(5)}, ${at[0].toFixed(5)}`) || ''
  const line = (label: string, text: string, step: StepName) => (
    <>
      <dt>{label}</dt>
      <dd>
        <span>{text}</span>
        <button type="button" class="link" aria-label={says.change(label)} onClick={() => go({ step })}>
          {says.changeWord}
        </button>
      </dd>
    </>
  )
  return (
    <>
      <dl class="summary">
        {line(says.where, [place, address].filter(Boolean).join(', '), 'where')}
        {line(says.what, categoryName(category), 'what')}
        {line(says.words, words, 'what')}
        {line(says.photos, says.count(String(photos.length)), 'photos')}
        {line(
          says.contact,
          [contact.name, contact.phone, contact.email].filter(Boolean).join(', ') || says.none,
          'contact',
        )}
      </dl>
      {refused.value && (
        <p class="wrong-line" role="alert">
          {r().sending.refused} {failureText(refused.value)}
        </p>
      )}
      <button type="button" class="button primary whole" onClick={sendReport}>
        {says.button}
      </button>
    </>
  )
}
