import { lookOf } from './drawing'
import { r } from './i18n'
import type { State } from './route'

/** A state in words, with its colour and, where it is late, that too. */
export function StateMark({ state, overdue = false }: { state: State; overdue?: boolean }) {
  const look = lookOf(state, overdue)
  return (
    <span class={`mark-state look-${look}`} data-state={state}>
      {r().states[state]}
      {look === 'late' && ` · ${r().overdue}`}
    </span>
  )
}
