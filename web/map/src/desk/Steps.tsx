import { d } from './i18n'
import { current, tab, work } from './state'

const ALL = ['file', 'reading', 'difference', 'apply'] as const

/** How far the officer is: 0 the file, 1 how it is read, 2 the difference, 3 applying, 4 all done. */
function reached(): number {
  const state = current.value?.state
  if (state === 'applied' || state === 'undone') return 4
  if (work.value?.kind === 'sending') return 0
  if (state === 'staged') return work.value ? 3 : tab.value === 'reading' ? 1 : 2
  return state === 'question' ? 1 : 0
}

export function Steps() {
  const at = reached()
  const names = d().steps.names
  if (current.value?.state === 'failed' || current.value?.state === 'discarded') return null
  return (
    <ol class="steps" aria-label={d().steps.label}>
      {ALL.map((step, n) => (
        <li key={step} class={n < at ? 'done' : ''} aria-current={n === at ? 'step' : undefined}>
          {n < at ? (
            <>
              <span aria-hidden="true">✓ {names[step]}</span>
              <span class="offscreen">{d().steps.done(names[step])}</span>
            </>
          ) : (
            <span>
              {n + 1}. {names[step]}
            </span>
          )}
        </li>
      ))}
    </ol>
  )
}
