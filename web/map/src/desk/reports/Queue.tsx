import type { DeskReport } from '../../api/schema.gen'
import { words } from '../../i18n'
import { decimal, time } from '../../i18n/format'
import { r } from '../../report/i18n'
import { states } from '../../report/route'
import { StateMark } from '../../report/StateMark'
import { lang } from '../../state/store'
import { Failed } from '../../ui/Failed'
import { DownloadIcon } from '../../ui/icons'
import { Waiting } from '../../ui/Waiting'
import { attempt } from '../Accounts'
import { filePath, type Page } from './api'
import { sorts } from './filter'
import { q } from './i18n'
import {
  agencies,
  agencyName,
  categories,
  duty,
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

function Filters() {
  const { filter } = route.value
  const says = q().filters
  const every = ['', says.every] as const
  const kinds = (categories.resource.value.value ?? []).map((one) => [one.code, words(one.name)] as const)
  const units = (agencies.resource.value.value ?? []).map((one) => [one.code, words(one.name)] as const)
  return (
    <search class="filters">
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
        options={[['open', says.open], every, ...states.map((one) => [one, r().states[one]] as const)]}
        set={(state) => narrowTo({ state })}
      />
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
        label={says.sort}
        value={filter.sort}
        options={sorts.map((one) => [one, says.sorts[one]] as const)}
        set={(sort) => narrowTo({ sort: sorts.find((one) => one === sort) ?? 'due' })}
      />
      <label>
        {says.commune}
        <input
          maxLength={20}
          inputMode="numeric"
          value={filter.commune}
          onInput={(event) => narrowTo({ commune: event.currentTarget.value.trim() })}
        />
      </label>
      <label class="check">
        <input
          type="checkbox"
          checked={filter.overdue}
          onChange={(event) => narrowTo({ overdue: event.currentTarget.checked })}
        />
        {says.overdue}
      </label>
    </search>
  )
}

function Row({ row, on, place }: { row: DeskReport; on: boolean; place: number }) {
  const says = q()
  const text = row.words || row.public_words
  return (
    <li class={on ? 'queue-row marked' : 'queue-row'} data-report={row.number}>
      <p class="row-head">
        <button
          type="button"
          class="link queue-open"
          onFocus={() => {
            marked.value = place
          }}
          onClick={() => openReport(row.id)}
        >
          {words(row.category_name)} <span class="figures">{row.number}</span>
        </button>
        <StateMark state={row.state} overdue={row.overdue} />
      </p>
      <p class="clipped">{text}</p>
      <p class="secondary">
        {[
          row.address,
          row.commune,
          row.agency ? agencyName(row.agency) : says.noAgency,
          says.received(time(row.received_at)),
          row.due ? says.due(time(row.due)) : says.noDue,
        ]
          .filter(Boolean)
          .join(', ')}
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
