import { shownText, showToday } from '../actions/day'
import { lookBack, openRelative } from '../actions/past'
import type { History, LineageEvent, Relative, Version } from '../api/types'
import { t, words } from '../i18n'
import { squareMetres, time } from '../i18n/format'
import { history, historyOpen, knownHistory, shownMoment } from '../state/past'
import { endOf, isDay } from '../state/route'
import { may } from '../state/session'
import { lang } from '../state/store'
import { ClockIcon } from '../ui/ClockIcon'
import { Disclosure } from '../ui/Disclosure'
import { Failed } from '../ui/Failed'
import { Waiting } from '../ui/Waiting'
import { FormerOwners } from './StaffSection'

/** A moment within a version, as the server takes it: its beginning, or just before its end. */
function momentOf({ from, to }: Version): string | null {
  if (from) return from
  return to ? new Date(Date.parse(to) - 1).toISOString() : null
}

/** Whether a version is the one of the time that is shown. */
function isShown(of: Version): boolean {
  const shown = shownMoment.value
  if (shown === null || !isDay(shown)) return shown !== null && shown === momentOf(of)
  const end = endOf(shown)
  return (of.from === null || Date.parse(of.from) <= end) && (of.to === null || end < Date.parse(of.to))
}

function Cause({ of }: { of: Version['cause'] | LineageEvent['cause'] }) {
  const says = t().history
  if (!of) return null
  return (
    <span class="secondary block">
      {of.undo ? says.undoing(of.change_set, of.source) : says.importing(of.change_set, of.source)}
      {of.actor && ` · ${of.actor}`}
    </span>
  )
}

function Entry({ of, at, last }: { of: Version; at: number; last: boolean }) {
  const says = t().history
  const moment = momentOf(of)
  const what = of.changed.map(({ title }) => words(title).toLowerCase()).join(', ')
  const edited = of.kind !== 'recorded' && !of.cause
  return (
    <li class={isShown(of) ? 'version on' : 'version'}>
      <p>
        <span class="figures strong">{of.from ? time(of.from) : says.before}</span>
        {!of.to && <span class="secondary"> · {says.holds}</span>}
        {of.to && at === 0 && <span class="secondary"> · {says.until(time(of.to))}</span>}
      </p>
      <p>
        {last && of.kind === 'recorded' ? says.kinds.recorded : says.kinds[of.kind]}
        {what && `: ${what}`}
        <Cause of={of.cause} />
        {edited && <span class="secondary block">{says.edited}</span>}
      </p>
      {moment !== null && (at > 0 || of.to !== null) && (
        <button type="button" class="link" onClick={() => lookBack(moment)}>
          {says.look}
        </button>
      )}
    </li>
  )
}

/** The parcels of one side of an event, each a way to it; the chosen one is only named. */
function Relatives({ list, chosen }: { list: readonly Relative[]; chosen: number }) {
  return (
    <ul class="relatives">
      {list.map((each) => (
        <li key={each.id}>
          {each.id === chosen ? (
            <span class="strong">{t().history.this(each.parcel_no, each.sheet_no)}</span>
          ) : (
            <button type="button" class="link" onClick={() => openRelative(each)}>
              {t().parcel.title(each.parcel_no, each.sheet_no)}
            </button>
          )}
          <span class="secondary">
            {' '}
            · {squareMetres(each.map_area, lang.value)}
            {!each.exists && ` · ${t().history.gone}`}
          </span>
        </li>
      ))}
    </ul>
  )
}

function Event({ of, chosen }: { of: LineageEvent; chosen: number }) {
  const says = t().history
  return (
    <li class="event">
      <p>
        <span class="figures strong">{time(of.at)}</span> · {says.events[of.kind]}
        {of.undone_at && <span class="secondary"> · {says.undone(time(of.undone_at))}</span>}
        <Cause of={of.cause} />
      </p>
      <p class="secondary">{says.from}</p>
      <Relatives list={of.from} chosen={chosen} />
      <p class="secondary">{says.to}</p>
      <Relatives list={of.to} chosen={chosen} />
      {of.more > 0 && <p class="secondary">{says.moreRelatives(of.more)}</p>}
    </li>
  )
}

function Told({ of }: { of: History }) {
  const says = t().history
  return (
    <>
      {of.lineage.length > 0 && (
        <>
          <h3>{says.lineage}</h3>
          <ul class="plain">
            {of.lineage.map((event) => (
              <Event key={event.at + event.kind} of={event} chosen={of.id} />
            ))}
          </ul>
        </>
      )}
      <h3>{says.versions}</h3>
      <ol class="plain versions">
        {of.versions.map((version, at) => (
          <Entry key={version.from ?? ''} of={version} at={at} last={at === of.versions.length - 1} />
        ))}
      </ol>
      {of.more && <p class="secondary">{says.more(of.versions.length)}</p>}
      <p class="secondary">{says.since(time(of.since))}</p>
    </>
  )
}

function List() {
  const { failure } = history.resource.value
  if (failure) return <Failed failure={failure} again={history.again} />
  return knownHistory.value ? <Told of={knownHistory.value} /> : <Waiting />
}

/** What the chosen parcel was, what it came from and became; for staff. While it is open the map draws the relatives. */
export function HistorySection() {
  if (!may('staff')) return null
  return (
    <Disclosure id="history" title={t().history.title} open={historyOpen}>
      {() => <List />}
    </Disclosure>
  )
}

/** What followed a parcel that is gone, by the import that holds. */
const successors = (of: History): LineageEvent | undefined =>
  of.lineage.filter(({ undone_at, from }) => !undone_at && from.some(({ id }) => id === of.id)).at(-1)

/** What an import that was undone had taken the place of. */
const restored = (of: History): LineageEvent | undefined =>
  of.lineage.filter(({ undone_at, to }) => undone_at && to.some(({ id }) => id === of.id)).at(-1)

/** A parcel that is gone: what became of it, and what it was. */
export function GoneParcel() {
  const says = t().history
  const { failure } = history.resource.value
  const of = knownHistory.value
  if (failure) {
    return failure.kind === 'missing' ? (
      <p class="section hint" role="alert">
        {says.never}
      </p>
    ) : (
      <Failed failure={failure} again={history.again} />
    )
  }
  if (!of) return <Waiting />
  const [last] = of.versions
  const followed = successors(of)
  const undone = followed ? undefined : restored(of)
  return (
    <>
      <div class="section hint" role="alert">
        <p class="strong">
          {followed ? says.became[followed.kind] : says.removed(last?.to ? time(last.to) : '')}
          {undone && ` ${says.undoneBirth}`}
        </p>
        {followed && <Relatives list={followed.to} chosen={of.id} />}
        {undone && <Relatives list={undone.from} chosen={of.id} />}
      </div>
      <section class="section history">
        <h2>{says.title}</h2>
        <Told of={of} />
      </section>
      {may('private') && (
        <section class="section staff">
          <h2>{t().staff.title}</h2>
          <FormerOwners id={of.id} />
        </section>
      )}
    </>
  )
}

/** Says in the panel that what it shows is not of now, with the way back. */
export function PastNote() {
  const at = shownMoment.value
  if (at === null) return null
  return (
    <p class="hint past-note" role="status">
      <ClockIcon />
      <span>{t().history.asAt(shownText(at))}</span>
      <button type="button" class="link" onClick={showToday}>
        {t().day.back}
      </button>
    </p>
  )
}
