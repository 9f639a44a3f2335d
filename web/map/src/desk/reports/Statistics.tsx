import { signal } from '@preact/signals'
import type { ReportCount, ReportStatistics } from '../../api/schema.gen'
import { words } from '../../i18n'
import { decimal } from '../../i18n/format'
import { r } from '../../report/i18n'
import { states } from '../../report/route'
import { follow } from '../../state/resource'
import { today } from '../../state/route'
import { lang } from '../../state/store'
import { Failed } from '../../ui/Failed'
import { DownloadIcon } from '../../ui/icons'
import { Waiting } from '../../ui/Waiting'
import { countsPath, reportsDesk } from './api'
import { q } from './i18n'

const monthAgo = (): string => new Date(Date.parse(today()) - 30 * 86_400_000).toISOString().slice(0, 10)
const period = signal({ from: monthAgo(), to: today() })
const wanted = signal(false)
const counts = follow(
  () => (wanted.value ? { ...period.value, lang: lang.value } : null),
  ({ from, to, lang }, ended) => reportsDesk.statistics(from, to, lang, ended),
  () => 'statistics',
)

const n = (value: number): string => decimal(value, 0, lang.value)
/** The part that was on time, in percent; words where nothing was resolved. */
const onTime = ({ resolved, on_time }: ReportCount): string =>
  resolved ? `${n((100 * on_time) / resolved)}%` : q().statistics.none

/** A bar of a share, with its number beside it in the table. */
function Bar({ value, most }: { value: number; most: number }) {
  return (
    <svg class="count-bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">
      <rect width={most ? (100 * value) / most : 0} height="10" />
    </svg>
  )
}

function Table({ title, list }: { title: string; list: readonly ReportCount[] }) {
  const says = q().statistics
  const most = Math.max(0, ...list.map(({ total }) => total))
  if (list.length === 0) return null
  return (
    <section class="section">
      <h2>{title}</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section class="table-box" tabIndex={0} aria-label={title}>
        <table class="counts">
          <thead>
            <tr>
              <th scope="col">
                <span class="offscreen">{title}</span>
              </th>
              <th scope="col">{says.total}</th>
              <th scope="col">{says.open}</th>
              <th scope="col">{says.overdue}</th>
              <th scope="col">{says.onTime}</th>
            </tr>
          </thead>
          <tbody>
            {list.map((one) => (
              <tr key={one.key}>
                <th scope="row">
                  {one.name ? words(one.name) : one.key || says.nobody}
                  <Bar value={one.total} most={most} />
                </th>
                <td>{n(one.total)}</td>
                <td>{n(one.open)}</td>
                <td>{n(one.overdue)}</td>
                <td>{onTime(one)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  )
}

function Content({ said }: { said: ReportStatistics }) {
  const says = q().statistics
  const { all } = said
  const most = Math.max(0, ...said.by_state.map(({ total }) => total))
  return (
    <>
      <dl class="section big-numbers">
        {(
          [
            [says.total, n(all.total)],
            [says.open, n(all.open)],
            [says.overdue, n(all.overdue)],
            [says.onTime, onTime(all)],
          ] as const
        ).map(([label, text]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd class="big figures">{text}</dd>
          </div>
        ))}
      </dl>
      <p class="section row-head">
        {(['csv', 'xlsx'] as const).map((kind) => (
          <a key={kind} class="link file" href={countsPath(kind, period.value)} download>
            <DownloadIcon />
            {q()[kind]}
          </a>
        ))}
      </p>
      <section class="section">
        <h2>{says.byState}</h2>
        <ul class="states-chart">
          {said.by_state.map(({ key, total }) => (
            <li key={key}>
              <span>{r().states[states.find((state) => state === key) ?? 'received']}</span>
              <Bar value={total} most={most} />
              <span class="figures end">{n(total)}</span>
            </li>
          ))}
        </ul>
      </section>
      <Table title={says.byAgency} list={said.by_agency} />
      <Table title={says.byCategory} list={said.by_category} />
      <Table title={says.byCommune} list={said.by_commune} />
      <section class="section">
        <h2>{says.ratings}</h2>
        <p>
          {(['satisfied', 'acceptable', 'not'] as const)
            .map((rating) => `${r().feedback.ratings[rating]}: ${n(said.ratings[rating])}`)
            .join(', ')}
        </p>
      </section>
    </>
  )
}

/** How many reports there are, of whom and how well they are answered. */
export function Statistics() {
  wanted.value = true
  const says = q().statistics
  const { value, failure } = counts.resource.value
  const day = (name: 'from' | 'to') => (
    <label>
      {says[name]}
      <input
        type="date"
        value={period.value[name]}
        onChange={(event) => {
          if (event.currentTarget.value) period.value = { ...period.peek(), [name]: event.currentTarget.value }
        }}
      />
    </label>
  )
  return (
    <>
      <section class="section">
        <h1 data-panel-title tabIndex={-1}>
          {says.title}
        </h1>
        <div class="filters">
          {day('from')}
          {day('to')}
        </div>
        {failure && <Failed failure={failure} again={counts.again} />}
        {!value && !failure && <Waiting />}
      </section>
      {value && <Content said={value} />}
    </>
  )
}
