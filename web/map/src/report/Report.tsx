import './report.css'
import { useEffect, useRef } from 'preact/hooks'
import { pageTitle } from '../state/store'
import { begin } from './begin'
import { r } from './i18n'
import { List } from './List'
import { Sending, Sent } from './Sending'
import { StatusPage } from './StatusPage'
import { route } from './state'
import { Write } from './Write'
import { progress, sent } from './writing'

// The screen is fetched when it is asked for: to be here is to be open.
begin()

type Part = 'sending' | 'write' | 'status' | 'sent' | 'list'

function partOf(): Part {
  const { number, step } = route.value
  if (progress.value) return 'sending'
  if (step !== null) return 'write'
  if (number !== null) return 'status'
  return sent.value ? 'sent' : 'list'
}

/** The panel of the reports' screen: the list, a report being written or sent, or one that is followed. */
export function Report() {
  const part = partOf()
  const { number, step } = route.value
  const title = part === 'status' ? (number ?? '') : part === 'list' ? r().title : r().steps.title
  useEffect(() => {
    pageTitle.value = title
  }, [title])
  const shown = `${part} ${number} ${step}`
  const before = useRef(shown)
  useEffect(() => {
    if (before.current === shown) return
    before.current = shown
    // Whoever reads or types goes on at the top of what has come.
    document.querySelector<HTMLElement>('.report [data-panel-title]')?.focus({ preventScroll: true })
    document.querySelector('.panel .content')?.scrollTo(0, 0)
  }, [shown])
  return (
    <div class={`report part-${part}`}>
      {part === 'sending' && <Sending />}
      {part === 'sent' && <Sent />}
      {part === 'write' && step !== null && <Write step={step} />}
      {part === 'status' && <StatusPage />}
      {part === 'list' && <List />}
    </div>
  )
}
