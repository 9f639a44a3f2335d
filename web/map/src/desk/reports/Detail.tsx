import type { DeskReport, DeskReportDetail } from '../../api/schema.gen'
import { words } from '../../i18n'
import { date, decimal, time } from '../../i18n/format'
import { r } from '../../report/i18n'
import { StateMark } from '../../report/StateMark'
import { lang } from '../../state/store'
import { Failed } from '../../ui/Failed'
import { BackIcon } from '../../ui/icons'
import { Waiting } from '../../ui/Waiting'
import { ContactRead } from './ContactRead'
import { q } from './i18n'
import { Moves } from './Moves'
import { Photos } from './Photos'
import { agencyName, begun, conflict, detail, duty, moving, open, openReport } from './state'

/** Who was first, where an action came too late. */
function First() {
  const who = conflict.value
  const says = q()
  if (!who) return null
  const name = who.by || says.history.by[who.actor as keyof typeof says.history.by] || who.actor
  return (
    <div class="hint" role="alert" data-test="conflict">
      <p class="strong">{says.moved.title}</p>
      <p>{says.moved.line(name, r().actions[who.action] ?? who.action, time(who.at))}</p>
    </div>
  )
}

function Facts({ now }: { now: DeskReportDetail }) {
  const { report } = now
  const says = q().facts
  const { waiting } = report
  const lines: readonly (readonly [label: string, text: string | null | undefined | false])[] = [
    [says.words, report.words],
    [says.publicWords, report.public_words || says.noPublicWords],
    [says.address, report.address],
    [says.commune, report.commune],
    [says.agency, report.agency ? agencyName(report.agency) : q().noAgency],
    [says.suggested, duty.value && !report.agency && now.suggested_agency && agencyName(now.suggested_agency)],
    [says.due, report.due ? time(report.due) : q().noDue],
    [says.askedDue, report.asked_due && time(report.asked_due)],
    [says.waiting, waiting && `${r().waits[waiting.reason]}, ${waiting.owner}, ${says.waitNext(date(waiting.next))}`],
    [says.rejected, report.reject_reason && r().rejected[report.reject_reason]],
    [says.merged, report.merged_into],
    [says.mergedHere, now.merged.join(', ')],
    [says.split, report.split_from],
    [says.supporters, report.supporters > 0 && decimal(report.supporters, 0, lang.value)],
    [says.rating, report.rating && r().feedback.ratings[report.rating]],
    [says.source, says.sources[report.source]],
  ]
  return (
    <>
      <dl class="facts">
        {lines.map(
          ([label, text]) =>
            text && (
              <>
                <dt>{label}</dt>
                <dd>{text}</dd>
              </>
            ),
        )}
      </dl>
      <p class="secondary">
        {report.published ? says.published : says.unpublished} {report.sensitive && says.sensitive}{' '}
        {report.accuracy_m !== null && says.accuracy(`${decimal(report.accuracy_m, 0, lang.value)} m`)}
      </p>
    </>
  )
}

function Similar({ now }: { now: DeskReportDetail }) {
  const says = q().similar
  if (now.similar.length === 0) return null
  const mayMerge = now.moves.some(({ action }) => action === 'merge')
  return (
    <section class="section">
      <h2>{says.title}</h2>
      <ul>
        {now.similar.map((one) => (
          <li key={one.number} class="queue-row">
            <p class="row-head">
              <span class="strong figures">{one.number}</span>
              <StateMark state={one.state} overdue={one.overdue} />
            </p>
            <p class="clipped">{one.words}</p>
            {mayMerge && (
              <button
                type="button"
                class="button small"
                aria-label={says.merge(one.number)}
                onClick={() => {
                  begun.value = one.number
                  moving.value = 'merge'
                }}
              >
                {says.mergeWord}
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

function Line({ now }: { now: DeskReportDetail }) {
  const says = q().history
  return (
    <section class="section">
      <h2>{says.title}</h2>
      <ol class="time-line">
        {now.history.map((step, n) => (
          <li key={n} data-action={step.action}>
            <p class="strong">{r().actions[step.action] ?? step.action}</p>
            <p class="secondary figures">
              {time(step.at)}, {step.by || says.by[step.actor]}
            </p>
            {step.public_words && <p>{step.public_words}</p>}
            {step.internal_words && (
              <p class="secondary">
                {says.internal}: {step.internal_words}
              </p>
            )}
          </li>
        ))}
      </ol>
    </section>
  )
}

function Head({ report }: { report: DeskReport }) {
  return (
    <>
      <h1 data-panel-title tabIndex={-1}>
        {words(report.category_name)}
      </h1>
      <p class="row-head">
        <StateMark state={report.state} overdue={report.overdue} />
        <span class="figures" data-test="number">
          {report.number}
        </span>
      </p>
    </>
  )
}

/** One report with all that the desk knows of it, and what can be done. */
export function ReportOpen() {
  const now = open.value
  const { failure } = detail.resource.value
  return (
    <>
      <button type="button" class="back link" onClick={() => openReport(null)}>
        <BackIcon />
        {q().back}
      </button>
      {failure && !now && failure.kind !== 'missing' && <Failed failure={failure} again={detail.again} />}
      {failure?.kind === 'missing' && (
        <p class="section" role="alert">
          {q().gone}
        </p>
      )}
      {!now && !failure && <Waiting />}
      {now && (
        <>
          <section class="section">
            <First />
            <Head report={now.report} />
            <Facts now={now} />
          </section>
          <Moves now={now} />
          <Photos now={now} />
          {duty.value && <ContactRead now={now} />}
          <Similar now={now} />
          <Line now={now} />
        </>
      )}
    </>
  )
}
