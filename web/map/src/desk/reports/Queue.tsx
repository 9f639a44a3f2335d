import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { DeskReport } from '../../api/schema.gen'
import { words } from '../../i18n'
import { date, decimal, time } from '../../i18n/format'
import { r } from '../../report/i18n'
import { states } from '../../report/route'
import { StateMark } from '../../report/StateMark'
import { lang } from '../../state/store'
import { Failed } from '../../ui/Failed'
import { ChevronIcon, DownloadIcon } from '../../ui/icons'
import { Waiting } from '../../ui/Waiting'
import { attempt } from '../Accounts'
import { filePath, type Page } from './api'
import { Deadline } from './Deadline'
import { plainFilter, sameFilter, sorts } from './filter'
import { q } from './i18n'
import {
  agencies,
  agencyName,
  categories,
  communeName,
  communesByName,
  duty,
  go,
  marked,
  narrowTo,
  next,
  openReport,
  queue,
  readMore,
  route,
  rows,
} from './state'

function Select(props: {
  label: string
  value: string
  options: readonly (readonly [value: string, text: string])[]
  set: (value: string) => void
}) {
  const { label, value, options, set } = props
  return (
    <label>
      {label}
      <select class="select" value={value} onChange={(event) => set(event.currentTarget.value)}>
        {options.map(([code, text]) => (
          <option key={code} value={code}>
            {text}
          </option>
        ))}
      </select>
    </label>
  )
}

/** What is asked for more seldom; open where it narrows the queue. */
function MoreFilters() {
  const { filter } = route.value
  const says = q().filters
  const set = [filter.agency, filter.category, filter.commune, filter.from, filter.to].filter(Boolean).length
  const opened = useSignal(set > 0)
  useEffect(() => {
    if (set > 0) opened.value = true
  }, [set > 0])
  const every = ['', says.every] as const
  const kinds = (categories.resource.value.value ?? []).map((one) => [one.code, words(one.name)] as const)
  const units = (agencies.resource.value.value ?? []).map((one) => [one.code, words(one.name)] as const)
  return (
    <details
      class="more-filters"
      open={opened.value}
      onToggle={(event) => {
        opened.value = event.currentTarget.open
      }}
    >
      <summary>
        <ChevronIcon />
        {says.moreOf(set)}
      </summary>
      <div class="filters">
        {duty.value && (
          <Select
            label={says.agency}
            value={filter.agency}
            options={[every, ...units]}
            set={(agency) => narrowTo({ agency })}
          />
        )}
        <Select
          label={says.category}
          value={filter.category}
          options={[every, ...kinds]}
          set={(category) => narrowTo({ category })}
        />
        <Select
          label={says.commune}
          value={filter.commune}
          options={[every, ...communesByName.value.map(({ code, name }) => [code, name] as const)]}
          set={(commune) => narrowTo({ commune })}
        />
        {(['from', 'to'] as const).map((end) => (
          <label key={end}>
            {says[end]}
            <input
              type="date"
              value={filter[end]}
              onChange={(event) => narrowTo({ [end]: event.currentTarget.value })}
            />
          </label>
        ))}
        {!sameFilter(filter, plainFilter) && (
          <button type="button" class="link clear" onClick={() => narrowTo(plainFilter)}>
            {says.clear}
          </button>
        )}
      </div>
    </details>
  )
}

const none = { near: false, overdue: false, review: false } as const

/** What is due soon, what is overdue and, for the duty desk, what it must look at: how much there is, and that alone. */
function Pressing() {
  const { filter } = route.value
  const says = q().filters
  const counted = queue.resource.value.value
  const one = (name: keyof typeof none, state: string) => (
    <button
      type="button"
      class="button small"
      data-pressing={name}
      aria-pressed={filter[name]}
      onClick={() => narrowTo(filter[name] ? { ...none, state: plainFilter.state } : { ...none, state, [name]: true })}
    >
      {says[name](counted ? decimal(counted[name], 0, lang.value) : '')}
    </button>
  )
  const state = filter.review ? plainFilter.state : filter.state
  return (
    <p class="actions">
      {one('near', state)}
      {one('overdue', state)}
      {duty.value && one('review', '')}
    </p>
  )
}

function Filters() {
  const { filter } = route.value
  const says = q().filters
  return (
    <search>
      <div class="filters">
        <label class="wide">
          {says.text}
          <input
            type="search"
            maxLength={100}
            value={filter.text}
            onInput={(event) => narrowTo({ text: event.currentTarget.value })}
          />
        </label>
        <Select
          label={says.state}
          value={filter.state}
          options={[['open', says.open], ['', says.every], ...states.map((one) => [one, r().states[one]] as const)]}
          set={(state) => narrowTo({ state })}
        />
        <Select
          label={says.sort}
          value={filter.sort}
          options={sorts.map((one) => [one, says.sorts[one]] as const)}
          set={(sort) => narrowTo({ sort: sorts.find((one) => one === sort) ?? 'due' })}
        />
      </div>
      <Pressing />
      <MoreFilters />
    </search>
  )
}

function Row({ row, on, place }: { row: DeskReport; on: boolean; place: number }) {
  const says = q()
  const kind = words(row.category_name)
  const where = [row.address, row.commune && communeName(row.commune)].filter(Boolean).join(', ')
  return (
    <li class={on ? 'queue-row marked' : 'queue-row'} data-report={row.number}>
      <p class="row-head">
        <button
          type="button"
          class="link queue-open"
          aria-label={`${kind} ${row.number}`}
          onFocus={() => {
            marked.value = place
          }}
          onClick={() => openReport(row.id)}
        >
          {kind}
        </button>
        <StateMark state={row.state} overdue={row.overdue} />
        <span class="secondary figures end">{row.number}</span>
      </p>
      <p class="clipped">{row.words || row.public_words}</p>
      <p class="secondary">
        {[where, row.agency ? agencyName(row.agency) : says.noAgency].filter(Boolean).join(' · ')}
      </p>
      <p class="row-foot">
        <Deadline report={row} /> <span class="secondary">{says.received(time(row.received_at))}</span>
      </p>
    </li>
  )
}

function Rows({ page }: { page: Page }) {
  const says = q()
  return (
    <>
      <ol class="queue">
        {rows.value.map((row, place) => (
          <Row key={row.id} row={row} on={place === marked.value} place={place} />
        ))}
      </ol>
      {page.reports.length === 0 && <p>{says.none}</p>}
      {next.value && (
        <button type="button" class="button" onClick={() => attempt(readMore())}>
          {says.more}
        </button>
      )}
    </>
  )
}

/** What must be done, what is due first at the top. */
export function Queue() {
  const says = q()
  const { value, failure } = queue.resource.value
  return (
    <section class="section">
      <h1 data-panel-title tabIndex={-1}>
        {says.title}
      </h1>
      <p class="secondary">{duty.value ? says.lead : says.leadAgency}</p>
      {duty.value && value?.calendar_ends && (
        <div class="hint" data-test="calendar">
          <p>{says.calendarEnds(date(value.calendar_ends))}</p>
          <button type="button" class="button small" onClick={() => go({ part: 'deadlines' })}>
            {says.calendar}
          </button>
        </div>
      )}
      <Filters />
      <p class="row-head">
        <span class="strong" role="status">
          {value && says.count(decimal(value.total, 0, lang.value))}
        </span>
        <a class="link file" href={filePath('csv', route.value.filter)} download>
          <DownloadIcon />
          {says.csv}
        </a>
        <a class="link file" href={filePath('xlsx', route.value.filter)} download>
          <DownloadIcon />
          {says.xlsx}
        </a>
      </p>
      {failure && <Failed failure={failure} again={queue.again} />}
      {!value && !failure && <Waiting />}
      {value && <Rows page={value} />}
    </section>
  )
}
