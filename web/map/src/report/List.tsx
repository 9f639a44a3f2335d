import { useSignal } from '@preact/signals'
import type { Report } from '../api/schema.gen'
import { date, decimal, time } from '../i18n/format'
import { say } from '../state/notice'
import { lang } from '../state/store'
import { Failed } from '../ui/Failed'
import { Waiting } from '../ui/Waiting'
import { r } from './i18n'
import { addMine, forgetMine, mine } from './mine'
import { readLink } from './number'
import { states } from './route'
import { StateMark } from './StateMark'
import { active, categoryName, go, list, openNumber, route } from './state'
import { discard, offered, takeOffered } from './writing'

/** A link within the screen: opened in its place, or in a tab of its own by whoever wants that. */
export function NumberLink({ number, children }: { number: string; children?: string }) {
  return (
    <a
      class="link"
      href={`/report/${number}`}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return
        event.preventDefault()
        openNumber(number)
      }}
    >
      {children ?? number}
    </a>
  )
}

function Row({ report }: { report: Report }) {
  const { number, category, state, overdue, words, address, received_at } = report
  return (
    <li class="report-row" data-report={number}>
      <p class="row-head">
        <NumberLink number={number}>{categoryName(category)}</NumberLink>
        <StateMark state={state} overdue={overdue} />
      </p>
      <p class="clipped">{words}</p>
      <p class="secondary">
        {[address, date(received_at), report.coarse && r().list.coarse].filter(Boolean).join(', ')}
      </p>
    </li>
  )
}

/** What an earlier visit left unfinished. */
function Offered() {
  const known = offered.value
  const says = r().draft
  if (!known) return null
  return (
    <div class="hint" role="status">
      <p class="strong">{says.title}</p>
      <p>{says.lead(time(new Date(known.changed).toISOString()), String(known.photos.length))}</p>
      <div class="actions">
        <button type="button" class="button primary" onClick={takeOffered}>
          {says.on}
        </button>
        <button type="button" class="button" onClick={discard}>
          {r().steps.giveUp}
        </button>
      </div>
    </div>
  )
}

function Find() {
  const wrong = useSignal(false)
  const says = r()
  return (
    <form
      class="section find"
      onSubmit={(event) => {
        event.preventDefault()
        const read = readLink(String(new FormData(event.currentTarget).get('number') ?? ''))
        wrong.value = read === null
        if (!read) return
        if (read.follow) addMine(read.number, read.follow)
        openNumber(read.number)
      }}
    >
      <label for="report-number">{says.findTitle}</label>
      <div class="beside">
        <input
          id="report-number"
          name="number"
          placeholder={says.find}
          autocomplete="off"
          autocapitalize="characters"
        />
        <button type="submit" class="button">
          {says.findButton}
        </button>
      </div>
      {wrong.value && (
        <p class="wrong-line" role="alert">
          {says.findWrong}
        </p>
      )}
    </form>
  )
}

function Mine() {
  const says = r().mine
  if (mine.value.length === 0) return null
  return (
    <section class="section">
      <h2>{says.title}</h2>
      <ul>
        {mine.value.map(({ number, at, category }) => (
          <li key={number} class="mine-row">
            <NumberLink number={number} />
            <span class="secondary block">
              {category ? `${categoryName(category)}, ${says.sentAt(time(at))}` : says.sentAt(time(at))}
            </span>
          </li>
        ))}
      </ul>
      <button
        type="button"
        class="link small"
        onClick={() => {
          forgetMine()
          say(says.forgotten)
        }}
      >
        {says.forget}
      </button>
    </section>
  )
}

function Filters() {
  const { category, state } = route.value
  const says = r().list
  return (
    <div class="filters">
      <label>
        {says.category}
        <select value={category ?? ''} onChange={(event) => go({ category: event.currentTarget.value || null })}>
          <option value="">{says.every}</option>
          {active.value.map(({ code }) => (
            <option key={code} value={code}>
              {categoryName(code)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {says.state}
        <select
          value={state ?? ''}
          onChange={(event) => go({ state: states.find((one) => one === event.currentTarget.value) ?? null })}
        >
          <option value="">{says.every}</option>
          {states
            .filter((one) => one !== 'received' && one !== 'rejected')
            .map((one) => (
              <option key={one} value={one}>
                {r().states[one]}
              </option>
            ))}
        </select>
      </label>
    </div>
  )
}

/** The way in: send a report, look one up, and what others have reported in view. */
export function List() {
  const says = r()
  const { value, failure, busy } = list.resource.value
  const count = decimal(value?.reports.length ?? 0, 0, lang.value)
  return (
    <>
      <section class="section">
        <h1 data-panel-title tabIndex={-1}>
          {says.title}
        </h1>
        <p class="secondary">{says.lead}</p>
        <Offered />
        <button type="button" class="button primary whole" onClick={() => go({ step: 'where' })}>
          {says.send}
        </button>
      </section>
      <Mine />
      <Find />
      <section class="section">
        <h2>{says.list.title}</h2>
        <Filters />
        <p class="secondary" role="status">
          {value &&
            (value.more ? says.list.more(count) : value.reports.length ? says.list.count(count) : says.list.none)}
        </p>
        {failure && <Failed failure={failure} again={list.again} />}
        {!value && busy && <Waiting />}
        <ul>
          {value?.reports.map((report) => (
            <Row key={report.number} report={report} />
          ))}
        </ul>
        <p class="secondary">{says.list.about}</p>
      </section>
    </>
  )
}
