import { useSignal } from '@preact/signals'
import { useMemo } from 'preact/hooks'
import { words } from '../i18n'
import { date, decimal } from '../i18n/format'
import { lang, palette } from '../state/store'
import { Failed } from '../ui/Failed'
import { Waiting } from '../ui/Waiting'
import { type Day, daysByLevel, daysOf, type Month, monthsOf } from './calendar'
import { e } from './i18n'
import { inkOn, levelColor } from './levels'
import { go, indices, year } from './state'
import type { IndexKind, Level, Station } from './types'

type Levels = readonly Level[]
const levelIn = (levels: Levels, number: number | null): Level | undefined =>
  levels.find(({ level }) => level === number)

/** What is said of a day. */
function told(day: Day, kind: IndexKind, levels: Levels): string {
  const says = e().calendar
  const level = levelIn(levels, day.level)
  if (day.value === null || !level) return says.noDay
  const by = day.dominant ? ` ${says.of(day.dominant)}` : ''
  return e().index.told(e().index.names[kind], decimal(day.value, 0, lang.value), words(level.name).toLowerCase()) + by
}

const CELL = 15
const GAP = 2
const STEP = CELL + GAP

/** A month as squares, a week a row. */
function MonthSquares({
  month,
  levels,
  at,
  read,
}: {
  month: Month
  levels: Levels
  at: string
  read: (day: string) => void
}) {
  const [y = '', m = ''] = month.month.split('-')
  const weeks = Math.ceil((month.before + month.days.length) / 7)
  return (
    <div class="month">
      <p class="small strong">{e().calendar.month(m, y)}</p>
      <svg
        viewBox={`-1 -1 ${7 * STEP} ${6 * STEP}`}
        style={{ aspectRatio: `${7 * STEP} / ${6 * STEP}` }}
        width="100%"
        data-weeks={weeks}
        aria-hidden="true"
        focusable="false"
      >
        {month.days.map((day, n) => {
          const place = month.before + n
          const level = levelIn(levels, day.level)
          return (
            // biome-ignore lint/a11y/noStaticElementInteractions: the slider above does the same by keyboard
            <rect
              key={day.day}
              class={day.day === at ? 'day on' : level ? 'day' : 'day none'}
              x={(place % 7) * STEP}
              y={Math.floor(place / 7) * STEP}
              width={CELL}
              height={CELL}
              rx="2.5"
              fill={level ? levelColor(level, palette.value) : 'none'}
              onPointerEnter={() => read(day.day)}
              onClick={() => read(day.day)}
            />
          )
        })}
      </svg>
    </div>
  )
}

/** The same as a table, for those who do not see the squares. */
function DayTable({ days, levels }: { days: readonly Day[]; levels: Levels }) {
  const says = e().calendar
  return (
    <details>
      <summary>{says.table}</summary>
      <table class="values">
        <thead>
          <tr>
            <th scope="col">{says.date}</th>
            <th scope="col">{says.value}</th>
            <th scope="col">{says.level}</th>
            <th scope="col">{says.dominant}</th>
          </tr>
        </thead>
        <tbody>
          {[...days]
            .reverse()
            .filter(({ value }) => value !== null)
            .map((day) => (
              <tr key={day.day}>
                <th scope="row" class="figures">
                  {date(day.day)}
                </th>
                <td class="figures">{decimal(day.value ?? 0, 0, lang.value)}</td>
                <td>{words(levelIn(levels, day.level)?.name ?? { vi: '–', en: '–' })}</td>
                <td>{day.dominant ?? '–'}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </details>
  )
}

function Counts({ days, levels }: { days: readonly Day[]; levels: Levels }) {
  const says = e().calendar
  const counts = daysByLevel(days)
  const count = (level: number): string => says.days(decimal(counts.get(level) ?? 0, 0, lang.value))
  return (
    <>
      <h3>{says.counts}</h3>
      <ul class="levels">
        {levels
          .filter(({ level }) => counts.has(level))
          .map((level) => {
            const color = levelColor(level, palette.value)
            return (
              <li key={level.level}>
                <span class="index-number figures" style={{ background: color, color: inkOn(color) }}>
                  {e().display.range(level.from, level.to)}
                </span>
                {words(level.name)}: <span class="figures">{count(level.level)}</span>
              </li>
            )
          })}
        {counts.has(0) && (
          <li>
            <span class="index-number none">–</span>
            {says.noDay}: <span class="figures">{count(0)}</span>
          </li>
        )}
      </ul>
    </>
  )
}

function Year({ days, kind, levels }: { days: readonly Day[]; kind: IndexKind; levels: Levels }) {
  const says = e().calendar
  const last = days.findLastIndex(({ value }) => value !== null)
  const at = useSignal(last < 0 ? days.length - 1 : last)
  const months = useMemo(() => monthsOf(days), [days])
  const day = days[at.value]
  if (last < 0 || !day) return <p class="hint">{says.empty}</p>
  const text = says.day(date(day.day), told(day, kind, levels))
  const level = levelIn(levels, day.level)
  const color = level ? levelColor(level, palette.value) : null
  const read = (wanted: string): void => {
    at.value = Math.max(
      0,
      days.findIndex((each) => each.day === wanted),
    )
  }
  return (
    <>
      <p class="calendar-read" data-test="calendar-read">
        <span
          class={color ? 'index-number figures' : 'index-number none'}
          style={color ? { background: color, color: inkOn(color) } : undefined}
        >
          {day.value === null ? '–' : decimal(day.value, 0, lang.value)}
        </span>
        <span>{text}</span>
      </p>
      <input
        type="range"
        class="reader"
        min="0"
        max={days.length - 1}
        step="1"
        value={at.value}
        aria-label={says.read}
        aria-valuetext={text}
        onInput={(event) => {
          at.value = Number(event.currentTarget.value)
        }}
      />
      <div class="months">
        {months.map((month) => (
          <MonthSquares key={month.month} month={month} levels={levels} at={day.day} read={read} />
        ))}
      </div>
      <p>
        <button
          type="button"
          class="button"
          onClick={() => go({ tab: 'chart', period: { from: day.day, to: day.day }, step: null })}
        >
          {says.open}
        </button>
      </p>
      <Counts days={days} levels={levels} />
      <DayTable days={days} levels={levels} />
    </>
  )
}

/** The daily index of a year as a calendar. */
export function Calendar({ station }: { station: Station }) {
  const says = e().calendar
  const { value, failure } = year.resource.value
  const days = useMemo(() => (value ? daysOf(value.series, value.days) : null), [value])
  const kind = value?.series.kind ?? null
  const levels = kind ? (indices.value?.[kind].levels ?? []) : []
  return (
    <section class="section calendar-tab" aria-label={says.title(station.name)}>
      {failure && <Failed failure={failure} again={year.again} />}
      {!value && !failure && <Waiting text={says.loading} />}
      {value && !kind && <p class="hint">{says.none}</p>}
      {days && kind && (
        <>
          <h2>{says.title(e().index.full[kind])}</h2>
          <Year key={value?.station} days={days} kind={kind} levels={levels} />
        </>
      )}
    </section>
  )
}
