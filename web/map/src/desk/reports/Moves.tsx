import { useRef } from 'preact/hooks'
import type { DeskReportDetail, ReportMove } from '../../api/schema.gen'
import { q } from './i18n'
import { letters } from './keys'
import { MoveForm } from './MoveForm'
import { begun, moving } from './state'

export const moveName = (action: ReportMove['action']): string => q().moves[action]

/** The move that brings a report of a state forward. */
const FORWARD: Readonly<Record<string, ReportMove['action']>> = {
  received: 'verify',
  verified: 'assign',
  assigned: 'start',
  in_progress: 'resolve',
  waiting: 'resume',
  resolved: 'close',
}

/** What this person may do now, as the server says, each with its form. */
export function Moves({ now }: { now: DeskReportDetail }) {
  const says = q().moves
  const forward = FORWARD[now.report.state]
  const list = [...now.moves].sort((a, b) => Number(b.action === forward) - Number(a.action === forward))
  const possible = now.moves.find(({ action }) => action === moving.value)
  // What somebody else made impossible stays until its form is closed: words stand in it.
  const last = useRef(possible)
  if (possible || moving.value === null) last.current = possible
  const chosen = last.current?.action === moving.value ? last.current : undefined
  return (
    <section class="section moves">
      <h2>{says.title}</h2>
      {now.moves.length === 0 && <p class="secondary">{says.none}</p>}
      <div class="actions">
        {list.map(({ action }) => (
          <button
            key={action}
            type="button"
            class={action === forward ? 'button primary' : 'button'}
            aria-expanded={chosen?.action === action}
            aria-keyshortcuts={letters[action]}
            title={says.key(letters[action] ?? '')}
            onClick={() => {
              begun.value = ''
              moving.value = chosen?.action === action ? null : action
            }}
          >
            {moveName(action)}
          </button>
        ))}
      </div>
      {chosen && <MoveForm key={`${now.report.id} ${chosen.action}`} now={now} move={chosen} gone={!possible} />}
    </section>
  )
}
