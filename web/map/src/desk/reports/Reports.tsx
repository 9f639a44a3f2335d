import '../../report/report.css'
import './reports.css'
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { Deadlines } from './Deadlines'
import { ReportOpen } from './Detail'
import { parts } from './filter'
import { q } from './i18n'
import { keyOf } from './keys'
import { Queue } from './Queue'
import { Routing } from './Routing'
import { Statistics } from './Statistics'
import { begin, covering, duty, go, marked, moving, open, openReport, route, rows } from './state'

function Help({ close }: { close: () => void }) {
  return (
    <div class="hint" role="status" data-test="keys">
      <p class="strong">{q().help}</p>
      <ul>
        {q().helpLines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <button type="button" class="button small" onClick={close}>
        {q().moves.cancel}
      </button>
    </div>
  )
}

/** Moves the mark by so many rows and brings it into view. */
function mark(by: number): void {
  marked.value = Math.max(0, Math.min(rows.peek().length - 1, marked.peek() + by))
  requestAnimationFrame(() => {
    const row = document.querySelector<HTMLElement>('.queue-row.marked .queue-open')
    row?.focus({ preventScroll: true })
    row?.scrollIntoView({ block: 'nearest' })
  })
}

/** What a key does; false: nothing. */
function onKey(event: KeyboardEvent, toggleHelp: () => void): boolean {
  const wanted = keyOf(event)
  const { part, report } = route.peek()
  if (wanted === null || part !== 'queue') return false
  if (wanted === 'help') toggleHelp()
  else if (wanted === 'back') {
    if (report === null) return false
    if (covering.peek() !== null) covering.value = null
    else if (moving.peek()) moving.value = null
    else openReport(null)
  } else if (wanted === 'down' || wanted === 'up') {
    const by = wanted === 'down' ? 1 : -1
    mark(by)
    const row = rows.peek()[marked.peek()]
    if (report !== null && row) openReport(row.id)
  } else {
    if (!open.peek()?.moves.some(({ action }) => action === wanted)) return false
    moving.value = wanted
  }
  return true
}

/** The desk's reports: the queue with the open report, the statistics, agencies and routes. */
export function Reports() {
  const help = useSignal(false)
  useEffect(begin, [])
  useEffect(() => {
    const hear = (event: KeyboardEvent): void => {
      const toggle = (): void => {
        help.value = !help.peek()
      }
      if (onKey(event, toggle)) event.preventDefault()
    }
    window.addEventListener('keydown', hear, true)
    return () => window.removeEventListener('keydown', hear, true)
  }, [])
  const { part, report } = route.value
  return (
    <div class="report desk-reports">
      <div class="sub-head">
        {duty.value && (
          <fieldset class="sub-parts" aria-label={q().title}>
            {parts.map((one) => (
              <button
                key={one}
                type="button"
                class="button small"
                aria-pressed={one === part}
                onClick={() => go({ part: one, report: null })}
              >
                {q().parts[one]}
              </button>
            ))}
          </fieldset>
        )}
        {part === 'queue' && (
          <button
            type="button"
            class="link keys-link end"
            aria-keyshortcuts="?"
            aria-expanded={help.value}
            onClick={() => {
              help.value = !help.peek()
            }}
          >
            {q().help}
          </button>
        )}
      </div>
      {help.value && (
        <Help
          close={() => {
            help.value = false
          }}
        />
      )}
      {part === 'statistics' && <Statistics />}
      {part === 'routing' && <Routing />}
      {part === 'deadlines' && <Deadlines />}
      {part === 'queue' && (report === null ? <Queue /> : <ReportOpen key={report} />)}
    </div>
  )
}
