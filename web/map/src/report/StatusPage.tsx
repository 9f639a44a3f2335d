import { copyText } from '../actions/share'
import type { ReportStatus } from '../api/schema.gen'
import { words } from '../i18n'
import { date, decimal, time } from '../i18n/format'
import { lang } from '../state/store'
import { Failed } from '../ui/Failed'
import { BackIcon } from '../ui/icons'
import { Waiting } from '../ui/Waiting'
import { photoPath } from './api'
import { Feedback } from './Feedback'
import { r } from './i18n'
import { NumberLink } from './List'
import { followOf } from './mine'
import { deadlineOf, momentOf } from './moments'
import { StateMark } from './StateMark'
import { communeOfOpen, openNumber, status } from './state'

/** The photos of a kind, each opening in full. */
function Pictures({ report, kind, title }: { report: ReportStatus; kind: 'reported' | 'result'; title: string }) {
  const list = report.photos.filter((photo) => photo.kind === kind)
  if (list.length === 0) return null
  return (
    <section class="section">
      <h2>{title}</h2>
      <ul class="pictures">
        {list.map(({ id, width, height }, n) => (
          <li key={id}>
            <a href={photoPath(id, 'full', report.number)} target="_blank" rel="noreferrer">
              <img
                src={photoPath(id, 'thumb', report.number)}
                alt={r().status.photo(String(n + 1))}
                width={width}
                height={height}
                loading="lazy"
              />
            </a>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** What happened, the first thing first. */
function Line({ report }: { report: ReportStatus }) {
  return (
    <section class="section">
      <h2>{r().status.history}</h2>
      <ol class="time-line">
        {report.history.map((step, n) => (
          <li key={n} data-action={step.action}>
            <p class="strong">{r().actions[step.action] ?? r().states[step.to]}</p>
            <p class="secondary figures">{momentOf(report, step.at)}</p>
            {step.words && <p>{step.words}</p>}
          </li>
        ))}
      </ol>
    </section>
  )
}

const done = ({ state }: ReportStatus): boolean => state === 'resolved' || state === 'closed' || state === 'rejected'

function Facts({ report }: { report: ReportStatus }) {
  const says = r().status
  const { waiting } = report
  const commune = communeOfOpen.resource.value.value
  const fact = (label: string, text: string | null | undefined | false) =>
    text && (
      <>
        <dt>{label}</dt>
        <dd>{text}</dd>
      </>
    )
  return (
    <dl class="facts">
      {fact(says.place, [commune, report.coarse && says.coarse].filter(Boolean).join('. '))}
      {fact(says.receivedAt, momentOf(report, report.received_at))}
      {fact(says.agency, report.agency)}
      {!done(report) &&
        fact(
          report.state === 'received' ? says.dueReceive : says.due,
          waiting ? says.paused : report.due_at && deadlineOf(report, report.due_at),
        )}
      {waiting && (
        <>
          {fact(says.waitReason, r().waits[waiting.reason])}
          {fact(says.waitOwner, waiting.owner)}
          {fact(says.waitNext, date(waiting.next))}
        </>
      )}
      {fact(says.rejectReason, report.reject_reason && r().rejected[report.reject_reason])}
      {report.merged_into && (
        <>
          <dt>{says.merged}</dt>
          <dd>
            <NumberLink number={report.merged_into} />
          </dd>
        </>
      )}
      {report.supporters > 0 && fact(says.supporters, decimal(report.supporters, 0, lang.value))}
    </dl>
  )
}

function Content({ report, at }: { report: ReportStatus; at: string }) {
  const says = r().status
  return (
    <>
      <section class="section">
        <h1 data-panel-title tabIndex={-1}>
          {words(report.category_name)}
        </h1>
        <p class="row-head">
          <StateMark state={report.state} overdue={report.overdue} />
          <button type="button" class="link" title={says.copy} onClick={() => copyText(report.number)}>
            {report.number}
          </button>
        </p>
        <p class="told">{report.words}</p>
        {!report.published && <p class="hint">{says.private}</p>}
        <Facts report={report} />
      </section>
      {followOf(report.number) && <Feedback report={report} />}
      <Pictures report={report} kind="reported" title={says.before} />
      <Pictures report={report} kind="result" title={says.after} />
      {report.state === 'resolved' && !report.photos.some(({ kind }) => kind === 'result') && (
        <p class="section secondary">{says.reviewed}</p>
      )}
      <Line report={report} />
      <p class="section secondary">
        {says.asOf(time(at))}.{' '}
        <button type="button" class="link" onClick={status.again}>
          {says.reload}
        </button>
      </p>
    </>
  )
}

/** The page of one report, for whoever has its number. */
export function StatusPage() {
  const { value, failure } = status.resource.value
  return (
    <>
      <a
        class="back link"
        href="/report"
        onClick={(event) => {
          if (event.ctrlKey || event.metaKey || event.shiftKey) return
          event.preventDefault()
          openNumber(null)
        }}
      >
        <BackIcon />
        {r().back}
      </a>
      {failure?.kind === 'missing' || (failure?.kind === 'refused' && !value) ? (
        <section class="section">
          <h1 data-panel-title tabIndex={-1}>
            {r().findTitle}
          </h1>
          <p role="alert">{r().status.notFound}</p>
        </section>
      ) : (
        failure && <Failed failure={failure} again={status.again} />
      )}
      {!value && !failure && <Waiting />}
      {value && <Content report={value.report} at={value.at} />}
    </>
  )
}
