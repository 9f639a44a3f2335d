import type { ComponentChildren } from 'preact'
import type { DeskReport, DeskReportDetail } from '../../api/schema.gen'
import { words } from '../../i18n'
import { date, decimal, round, time } from '../../i18n/format'
import { r } from '../../report/i18n'
import { StateMark } from '../../report/StateMark'
import { lang } from '../../state/store'
import { Failed } from '../../ui/Failed'
import { BackIcon } from '../../ui/icons'
import { Waiting } from '../../ui/Waiting'
import { attempt } from '../Accounts'
import { ContactRead } from './ContactRead'
import { Deadline } from './Deadline'
import { isOpen } from './filter'
import { stepDetail, stepName } from './history'
import { q } from './i18n'
import { Moves } from './Moves'
import { Photos } from './Photos'
import {
  agencyName,
  begun,
  communeName,
  conflict,
  detail,
  duty,
  moving,
  near,
  open,
  openNumber,
  openReport,
} from './state'

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

/** The number of another report, which opens it. */
function Other({ number }: { number: string }) {
  return (
    <button type="button" class="link figures" onClick={() => attempt(openNumber(number))}>
      {number}
    </button>
  )
}

function Facts({ now }: { now: DeskReportDetail }) {
  const { report } = now
  const says = q().facts
  const { waiting } = report
  const same = report.words !== '' && report.words === report.public_words
  const lines: readonly (readonly [label: string, text: ComponentChildren])[] = [
    [says.words, report.words],
    [says.publicWords, same ? says.sameWords : report.public_words || says.noPublicWords],
    [says.address, report.address],
    [says.commune, report.commune && communeName(report.commune)],
    [says.accuracy, report.accuracy_m !== null && says.metres(decimal(report.accuracy_m, 0, lang.value))],
    [says.agency, report.agency ? agencyName(report.agency) : q().noAgency],
    [says.suggested, duty.value && !report.agency && now.suggested_agency && agencyName(now.suggested_agency)],
    [says.due, isOpen(report.state) && !report.due && q().noDue],
    [says.askedDue, report.asked_due && time(report.asked_due)],
    [says.waiting, waiting && `${r().waits[waiting.reason]}, ${waiting.owner}, ${says.waitNext(date(waiting.next))}`],
    [says.rejected, report.reject_reason && r().rejected[report.reject_reason]],
    [says.merged, report.merged_into && <Other number={report.merged_into} />],
    [says.mergedHere, now.merged.length > 0 && now.merged.map((number) => <Other key={number} number={number} />)],
    [says.split, report.split_from && <Other number={report.split_from} />],
    [says.supporters, report.supporters > 0 && decimal(report.supporters, 0, lang.value)],
    [says.rating, report.rating && r().feedback.ratings[report.rating]],
    [says.source, says.sources[report.source]],
    [
      says.seen,
      [report.published ? says.published : says.unpublished, report.sensitive && says.sensitive]
        .filter(Boolean)
        .join('; '),
    ],
  ]
  return (
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
  )
}

/** What may be the same thing, told again. */
function Similar({ now }: { now: DeskReportDetail }) {
  const says = q().similar
  const list = near.resource.value.value ?? []
  if (list.length === 0) return null
  const mayMerge = now.moves.some(({ action }) => action === 'merge')
  return (
    <section class="section" data-test="similar">
      <h2>{says.title}</h2>
      <ul>
        {list.map(({ report: one, metres }) => (
          <li key={one.number} class="queue-row">
            <p class="row-head">
              <Other number={one.number} />
              <StateMark state={one.state} overdue={one.overdue} />
              <span class="secondary end">
                {metres < 1 ? says.same : says.away(round(Math.round(metres), lang.value))}
              </span>
            </p>
            <p class="clipped">{one.words}</p>
            <p class="row-foot">
              <span class="secondary">{q().received(time(one.received_at))}</span>
              {mayMerge && (
                <button
                  type="button"
                  class="button small end"
                  aria-label={says.merge(one.number)}
                  onClick={() => {
                    begun.value = one.number
                    moving.value = 'merge'
                  }}
                >
                  {says.mergeWord}
                </button>
              )}
            </p>
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
            <p class="strong">{stepName(step)}</p>
            <p class="secondary figures">
              {time(step.at)}, {step.by || says.by[step.actor]}
            </p>
            {stepDetail(step) && <p>{stepDetail(step)}</p>}
            {step.public_words && (
              <p>
                {says.public}: {step.public_words}
              </p>
            )}
            {step.internal_words && (
              <p>
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
      <p class="row-foot">
        <Deadline report={report} />
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
          <Similar now={now} />
          {duty.value && <ContactRead now={now} />}
          <Line now={now} />
        </>
      )}
    </>
  )
}
