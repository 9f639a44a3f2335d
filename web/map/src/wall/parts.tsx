import type { ComponentChildren } from 'preact'
import type { Wall } from '../api/schema.gen'
import { levelOf } from '../environment/levels'
import { decimal } from '../i18n/format'
import { lang } from '../state/store'
import { w } from './i18n'
import { abnormal, BAD_AIR, byFreshness, byLevel, isBad, isKnown, isUnknown, worstAir } from './reading'
import { indices, now, roomy } from './state'

export type Picture = Wall['picture']

const ZONE = 'Asia/Ho_Chi_Minh'

/** A time as the clock of the wall writes it: 14:05, with the day where it is not today's. */
export function clock(at: string | number, today = Date.now()): string {
  const time = new Date(at)
  const hours = time.toLocaleTimeString('vi-VN', { hour: '2-digit', minute: '2-digit', timeZone: ZONE })
  const day = (t: Date): string => t.toLocaleDateString('en-GB', { day: '2-digit', month: '2-digit', timeZone: ZONE })
  return day(time) === day(new Date(today)) ? hours : `${hours} ${day(time)}`
}

export const seconds = (at: number): string =>
  new Date(at).toLocaleTimeString('vi-VN', { hour: '2-digit', minute: '2-digit', second: '2-digit', timeZone: ZONE })

export const whole = (n: number): string => decimal(n, 0, lang.value)

export type Mark = '' | 'wrong' | 'look'

export const Sign = ({ mark }: { mark: Mark }) =>
  mark ? <span class="sign">{mark === 'wrong' ? '▲ ' : '◆ '}</span> : null

/** A number and what it counts. `mark` says that it is abnormal, and is the only colour. */
export function Figure({ value, label, mark = '' }: { value: string; label: string; mark?: Mark }) {
  return (
    <div class={mark ? `figure ${mark}` : 'figure'}>
      <dt>{label}</dt>
      <dd>
        <Sign mark={mark} />
        {value}
      </dd>
    </div>
  )
}

/** Numbers one below the other, as large as there is room for. */
export function Figures({
  rows,
  test,
  label,
}: {
  rows: readonly Parameters<typeof Figure>[0][]
  test: string
  label?: string
}) {
  return (
    <dl class="figures" style={{ '--rows': rows.length }} data-test={test} aria-label={label}>
      {rows.map((row) => (
        <Figure key={row.label} {...row} />
      ))}
    </dl>
  )
}

export function Numbers({ of }: { of: Picture }) {
  const says = w().numbers
  const silent = isKnown(of, 'stations') ? of.stations.filter(({ state }) => state === 'silent').length : null
  const worst = worstAir(of)?.index?.value
  const { reports, cameras } = of
  /** null: nobody knows. */
  const counted = (label: string, n: number | null, mark: Mark) => ({
    label,
    value: n === null ? '–' : whole(n),
    mark: n ? mark : ('' as Mark),
  })
  const onTime = reports?.on_time ?? null
  return (
    <Figures
      test="numbers"
      rows={[
        ...(reports || isUnknown(of, 'reports')
          ? [
              counted(says.open, reports?.open ?? null, ''),
              counted(says.overdue, reports?.overdue ?? null, 'look'),
              counted(says.today, reports?.today ?? null, ''),
              { label: says.onTime, value: onTime === null ? '–' : `${whole(onTime * 100)}%` },
            ]
          : []),
        ...(of.stations.length > 0 || isUnknown(of, 'stations')
          ? [
              {
                label: says.aqi,
                value: worst === undefined ? '–' : whole(worst),
                mark: ((worst ?? 0) >= BAD_AIR ? 'wrong' : '') as Mark,
              },
              counted(says.silent, silent, 'look'),
            ]
          : []),
        ...(cameras || isUnknown(of, 'cameras')
          ? [counted(says.deadCameras, cameras ? cameras.faulty + cameras.silent : null, 'look')]
          : []),
      ]}
    />
  )
}

/** A list that shows as many of its lines as there is room for, each whole. */
export function Lines({ label, children, test }: { label: string; children: ComponentChildren; test: string }) {
  return (
    <section class="lines" data-test={test}>
      <h2>{label}</h2>
      <ul>{children}</ul>
    </section>
  )
}

const told = ({ kind, what }: Picture['happened'][number]): string => {
  const says = w()
  const table: Readonly<Record<string, string>> = { alarm: says.alarm, report: says.action, station: says.station }[
    kind
  ]
  return table[what] ?? ''
}

/** The sources of what just happened. */
const HAPPENING = ['stations', 'alarms', 'reports']

/** What just happened, the newest first. */
export function Feed({ of }: { of: Picture }) {
  const says = w()
  return (
    <Lines label={says.happened} test="feed">
      {of.happened.length === 0 && <li>{HAPPENING.some((name) => isUnknown(of, name)) ? '–' : says.nothing}</li>}
      {of.happened.slice(0, 16).map((line, i) => (
        <li key={`${i} ${line.at}`}>
          <time>{clock(line.at)}</time> {line.name[lang.value] || line.name.vi}
          <span class="quiet-ink"> {told(line)}</span>
        </li>
      ))}
    </Lines>
  )
}

/** Stations by the level of their index, the worst first, and by when they sent last. */
export function Levels({ of }: { of: Picture }) {
  const says = w()
  const fresh = byFreshness(of, now.value)
  const levels = byLevel(of).map(({ kind, level, count, bad }) => ({
    label: `${kind.toUpperCase()} ${levelOf(indices.value, { kind, level })?.name[lang.value] ?? level}`,
    value: whole(count),
    mark: bad ? ('wrong' as Mark) : ('' as Mark),
  }))
  return (
    <section class="both" data-test="levels">
      <dl class="figures rows" aria-label={says.byIndex}>
        {levels.map((row) => (
          <Figure key={row.label} {...row} />
        ))}
      </dl>
      <dl class="figures last" aria-label={says.byFreshness}>
        <Figure label={says.sentFresh} value={whole(fresh.fresh)} />
        <Figure label={says.sentOlder} value={whole(fresh.older)} />
        <Figure label={says.numbers.silent} value={whole(fresh.silent)} mark={fresh.silent ? 'look' : ''} />
      </dl>
    </section>
  )
}

/** Stations that are not as they should be, the worst first, each by its number on the map, its state and since when. */
export function Stations({ of }: { of: Picture }) {
  const says = w()
  const list = abnormal(of)
  return (
    <Lines label={list.length ? says.abnormal(list.length) : says.calm} test="stations">
      {list.slice(0, 20).map((one, i) => {
        const { id, name, state, state_since, last_at, index } = one
        const since = state === 'silent' ? last_at : state === 'exceeding' && state_since
        return (
          <li key={id} class={state === 'silent' ? 'look' : 'wrong'}>
            <span class="sign">
              {state === 'silent' ? '◇' : '▲'} {i + 1}
            </span>{' '}
            {name}
            <span class="quiet-ink">
              {state !== 'silent' && index && isBad(one) && ` ${index.kind.toUpperCase()} ${whole(index.value)}`}
              {state !== 'ok' && ` ${says.station[state]}`}
              {since && ` ${says.since(clock(since))}`}
            </span>
          </li>
        )
      })}
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
      {roomy.value && of.reports.oldest && <p class="quiet-ink">{says.oldest(clock(of.reports.oldest))}</p>}
      <p class="ages-legend">
        {says.ages.map((age, i) => (
          <span key={age}>
            <span class="chip" style={{ background: SHADES[i] }} aria-hidden="true" /> {age}
          </span>
        ))}
        <span>{says.days}</span>
      </p>
    </section>
  )
}
