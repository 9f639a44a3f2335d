import type { ComponentChildren } from 'preact'
import type { Wall } from '../api/schema.gen'
import { levelOf } from '../environment/levels'
import { decimal } from '../i18n/format'
import { lang } from '../state/store'
import { w } from './i18n'
import { indices, lines } from './state'

type Picture = Wall['picture']

const ZONE = 'Asia/Ho_Chi_Minh'

/** A time as the clock of the wall writes it: 14:05, with the day where it is not today's. */
export function clock(at: string | number, today = Date.now()): string {
  const time = new Date(at)
  const hours = time.toLocaleTimeString('vi-VN', { hour: '2-digit', minute: '2-digit', timeZone: ZONE })
  const day = (t: Date): string => t.toLocaleDateString('vi-VN', { day: '2-digit', month: '2-digit', timeZone: ZONE })
  return day(time) === day(new Date(today)) ? hours : `${hours} ${day(time)}`
}

export const seconds = (at: number): string =>
  new Date(at).toLocaleTimeString('vi-VN', { hour: '2-digit', minute: '2-digit', second: '2-digit', timeZone: ZONE })

/** A number that matters. `mark` says that it is abnormal, and is the only colour. */
function Figure({ value, label, mark = '' }: { value: string; label: string; mark?: '' | 'wrong' | 'look' }) {
  return (
    <div class={mark ? `figure ${mark}` : 'figure'}>
      <dd>
        {mark && <span class="sign">{mark === 'wrong' ? '▲' : '◆'}</span>}
        {value}
      </dd>
      <dt>{label}</dt>
    </div>
  )
}

const whole = (n: number): string => decimal(n, 0, lang.value)

const worstAir = ({ stations }: Picture) =>
  stations
    .filter(({ state, index }) => index?.kind === 'aqi' && state !== 'silent')
    .sort((a, b) => (b.index?.value ?? 0) - (a.index?.value ?? 0))[0]

/** An index from which on the air is bad for people. */
const BAD = 101

export function Numbers({ of }: { of: Picture }) {
  const says = w().numbers
  const count = (state: string): number => of.stations.filter((station) => station.state === state).length
  const worst = worstAir(of)?.index?.value
  const { reports } = of
  return (
    <dl class="figures" data-test="numbers">
      {reports && (
        <>
          <Figure value={whole(reports.open)} label={says.open} />
          <Figure value={whole(reports.overdue)} label={says.overdue} mark={reports.overdue ? 'look' : ''} />
          <Figure value={whole(reports.today)} label={says.today} />
          <Figure value={reports.on_time === null ? '–' : `${whole(reports.on_time * 100)}%`} label={says.onTime} />
        </>
      )}
      <Figure
        value={worst === undefined ? '–' : whole(worst)}
        label={says.aqi}
        mark={(worst ?? 0) >= BAD ? 'wrong' : ''}
      />
      <Figure value={whole(count('silent'))} label={says.silent} mark={count('silent') ? 'look' : ''} />
      {!reports && (
        <>
          <Figure value={whole(count('exceeding'))} label={says.exceeding} mark={count('exceeding') ? 'wrong' : ''} />
          <Figure value={whole(of.alarms.length)} label={says.alarms} mark={of.alarms.length ? 'wrong' : ''} />
          <Figure value={whole(count('ok'))} label={says.sending} />
        </>
      )}
    </dl>
  )
}

function Lines({ label, children, test }: { label: string; children: ComponentChildren; test: string }) {
  return (
    <section class="lines" data-test={test}>
      <h2>{label}</h2>
      <ul>{children}</ul>
    </section>
  )
}

const told = ({ kind, what }: Picture['happened'][number]): string => {
  const says = w()
  const table = { alarm: says.alarm, report: says.action, station: says.station }[kind]
  return table[what] ?? what
}

/** What just happened, the newest first: a line takes two where the screen is narrow. */
export function Feed({ of }: { of: Picture }) {
  const says = w()
  return (
    <Lines label={says.happened} test="feed">
      {of.happened.length === 0 && <li>{says.nothing}</li>}
      {of.happened.slice(0, Math.max(2, Math.floor(lines.value / 2))).map((line) => (
        <li key={`${line.kind} ${line.at} ${line.name.vi} ${line.what}`}>
          <time>{clock(line.at)}</time> {line.name[lang.value] || line.name.vi}
          <span class="quiet-ink"> {told(line)}</span>
        </li>
      ))}
    </Lines>
  )
}

const rank = (state: string): number => ['exceeding', 'silent', 'unknown', 'ok'].indexOf(state)

/** Stations that are not as they should be, the worst first, each by its state and since when. */
export function Stations({ of }: { of: Picture }) {
  const says = w()
  const list = [...of.stations]
    .filter(({ state }) => state === 'exceeding' || state === 'silent')
    .sort((a, b) => rank(a.state) - rank(b.state) || (b.state_since ?? '').localeCompare(a.state_since ?? ''))
  const worst = worstAir(of)
  const level = levelOf(indices.value, worst?.index ?? null)
  const room = Math.max(2, Math.floor((lines.value - (worst ? 2 : 0)) / 2))
  return (
    <Lines label={says.scene.environment} test="stations">
      {worst?.index && (
        <li>
          <span class="chip" style={{ background: level?.safe_color }} aria-hidden="true" /> AQI {worst.index.value}{' '}
          <span class="quiet-ink">
            {level ? level.name[lang.value] : ''}, {worst.name}
          </span>
        </li>
      )}
      {list.length === 0 && <li>{says.calm}</li>}
      {list.slice(0, room).map(({ id, name, state, state_since, last_at }) => (
        <li key={id} class={state === 'exceeding' ? 'wrong' : 'look'}>
          <span class="sign">{state === 'exceeding' ? '▲' : '◇'}</span> {name}
          <span class="quiet-ink">
            {' '}
            {says.station[state]}{' '}
            {(state === 'silent' ? last_at : state_since) &&
              says.since(clock((state === 'silent' ? last_at : state_since) ?? ''))}
          </span>
        </li>
      ))}
      {list.length > room && <li class="quiet-ink">+ {list.length - room}</li>}
    </Lines>
  )
}

const SHADES = ['#55656b', '#7f9096', '#b3c0c4', '#f0c46a']

/** Open reports by state, each a bar of its ages: the older the lighter, and the oldest in the colour of what needs a look. */
export function ReportStates({ of }: { of: Picture }) {
  const says = w()
  if (!of.reports) return null
  const sum = (ages: readonly number[]): number => ages.reduce((all, n) => all + n, 0)
  const most = Math.max(1, ...of.reports.states.map(({ ages }) => sum(ages)))
  return (
    <section class="lines" data-test="states">
      <h2>{says.scene.reports}</h2>
      <ul aria-label={says.agesLabel}>
        {of.reports.states.map(({ state, ages }) => (
          <li key={state}>
            <span class="bar-label">
              {says.report[state] ?? state} <b>{whole(sum(ages))}</b>
            </span>
            <span class="bar" aria-hidden="true">
              {ages.map((n, i) => (
                <span key={says.ages[i]} style={{ width: `${(100 * n) / most}%`, background: SHADES[i] }} />
              ))}
            </span>
          </li>
        ))}
      </ul>
      <p class="ages-legend">
        {says.ages.map((age, i) => (
          <span key={age}>
            <span class="chip" style={{ background: SHADES[i] }} aria-hidden="true" /> {age}
          </span>
        ))}
      </p>
    </section>
  )
}
