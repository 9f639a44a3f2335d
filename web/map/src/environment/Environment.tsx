import './environment.css'
import { useEffect, useRef } from 'preact/hooks'
import { pageTitle } from '../state/store'
import { begin } from './begin'
import { e } from './i18n'
import { Overview } from './Overview'
import { StationPanel } from './StationPanel'
import { chosen, route } from './state'

// The screen is fetched when it is asked for: to be here is to be open.
begin()

/** The panel of the environment map: all stations, or the chosen one. */
export function Environment() {
  const { station } = route.value
  const title = chosen.value?.name ?? e().title
  useEffect(() => {
    pageTitle.value = title
  }, [title])
  const before = useRef(station)
  useEffect(() => {
    const left = before.current
    if (left === station) return
    before.current = station
    // Whoever goes back to the list goes on at the row that was left.
    const row = station === null && document.querySelector<HTMLElement>(`.station-row[data-station="${left}"]`)
    if (row) {
      row.scrollIntoView({ block: 'center' })
      row.focus({ preventScroll: true })
      return
    }
    // Whoever reads or types goes on at the top of what has come.
    document.querySelector<HTMLElement>('.environment [data-panel-title]')?.focus({ preventScroll: true })
    document.querySelector('.panel .content')?.scrollTo(0, 0)
  }, [station])
  return <div class="environment">{station === null ? <Overview /> : <StationPanel key={station} />}</div>
}
