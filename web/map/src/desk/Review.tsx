import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
import { decimal } from '../i18n/format'
import { lang, narrow, stop } from '../state/store'
import { Again } from './Again'
import { ApplyDialog } from './Confirm'
import { Difference } from './Difference'
import { d } from './i18n'
import { Problems } from './Problems'
import { Reading } from './Reading'
import { answers, confirming, current, files, given, giveUp, sendFiles, type Tab, tab, undecided } from './state'

const number = (n: number): string => decimal(n, 0, lang.value)

const TABS: readonly Tab[] = ['reading', 'problems', 'difference']

function Tabs() {
  const counts = current.value?.counts
  if (!counts) return null
  const of: Record<Tab, number | null> = {
    reading: null,
    problems: counts.refused + counts.warnings,
    difference: counts.added + counts.changed + counts.removed,
  }
  const move = (e: KeyboardEvent): void => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[e.key]
    if (!by) return
    const next = TABS[(TABS.indexOf(tab.value) + by + TABS.length) % TABS.length]
    if (next) tab.value = next
    document.getElementById(`tab-${tab.value}`)?.focus()
  }
  return (
    <div class="tabs" role="tablist" aria-label={d().review.tabs} onKeyDown={move}>
      {TABS.map((name) => (
        <button
          key={name}
          id={`tab-${name}`}
          type="button"
          role="tab"
          aria-selected={tab.value === name}
          aria-controls="tab-panel"
          tabIndex={tab.value === name ? 0 : -1}
          onClick={() => {
            tab.value = name
          }}
        >
          {d().review[name]}
          {of[name] !== null && <span class="figures"> ({number(of[name] ?? 0)})</span>}
        </button>
      ))}
    </div>
  )
}

function Panel({ children }: { children: ComponentChildren }) {
  return (
    <div id="tab-panel" role="tabpanel" aria-labelledby={`tab-${tab.value}`}>
      {children}
    </div>
  )
}

/** Sends the file again as it was decided; asks for it where it is not at hand. */
function Reread() {
  const wanted = useSignal(false)
  const n = undecided.value
  if (n === 0) return null
  const go = (): void => {
    if (files.value.length) sendFiles()
    else wanted.value = true
  }
  return (
    <div class="reread" data-test="reread">
      <p role="status">{d().review.changes(n)}</p>
      <div class="actions">
        <button type="button" class="button primary" onClick={go}>
          {d().review.again}
        </button>
        <button
          type="button"
          class="button"
          onClick={() => {
            answers.value = given.peek()
          }}
        >
          {d().review.revert}
        </button>
      </div>
      {wanted.value && files.value.length === 0 && <Again then={sendFiles} />}
    </div>
  )
}

/** What comes next, at the bottom of every part. */
function Next() {
  const is = current.value
  if (!is || undecided.value > 0) return null
  const { refused, added, changed, removed } = is.counts
  const blocked = refused > 0 && !is.plan?.skip_bad
  const same = added + changed + removed === 0 && !is.plan?.create
  const says = d().review
  return (
    <div class="next">
      {blocked && <p class="wrong-text">{says.refused(number(refused))}</p>}
      {same && !blocked && <p data-test="same">{says.same}</p>}
      <div class="actions">
        {blocked && tab.value !== 'problems' && (
          <button
            type="button"
            class="button primary"
            onClick={() => {
              tab.value = 'problems'
            }}
          >
            {says.toProblems}
          </button>
        )}
        {!blocked && !same && tab.value !== 'difference' && (
          <button
            type="button"
            class="button primary"
            onClick={() => {
              tab.value = 'difference'
            }}
          >
            {tab.value === 'reading' ? says.toDifference : says.onToDifference}
          </button>
        )}
        {!blocked && !same && tab.value === 'difference' && (
          <button
            type="button"
            class="button primary"
            onClick={() => {
              confirming.value = 'apply'
            }}
          >
            {says.apply}
          </button>
        )}
        <button type="button" class="button" onClick={giveUp}>
          {says.discard}
        </button>
      </div>
    </div>
  )
}

/** A staged change set: how it was read, what is wrong, what would change. */
export function Review() {
  const at = tab.value
  useEffect(() => {
    // Columns and sentences want the phone's screen, the difference its map.
    if (narrow.peek()) stop.value = at === 'difference' ? 'half' : 'full'
    const panel = document.getElementById('tab-panel')
    const content = panel?.closest('.content')
    if (!panel || !content) return
    const above = panel.getBoundingClientRect().top - content.getBoundingClientRect().top + content.scrollTop
    const tabs = panel.previousElementSibling?.clientHeight ?? 0
    content.scrollTop = Math.min(content.scrollTop, above - tabs)
  }, [at])
  return (
    <>
      <Tabs />
      <Panel>
        {at === 'reading' && <Reading />}
        {at === 'problems' && <Problems />}
        {at === 'difference' && <Difference />}
      </Panel>
      <div class="foot-bar">
        <Reread />
        <Next />
      </div>
      {confirming.value === 'apply' && <ApplyDialog />}
    </>
  )
}
