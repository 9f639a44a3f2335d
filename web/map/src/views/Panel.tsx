import type { ComponentChildren } from 'preact'
import { useRef } from 'preact/hooks'
import { t } from '../i18n'
import { boot } from '../state/boot'
import { plotAsked } from '../state/plot'
import { nextStop, restingStop, shiftedStop } from '../state/sheet'
import { narrow, selection, stop, view } from '../state/store'
import { HerePanel } from './HerePanel'
import { Home } from './Home'
import { lazyScreen } from './lazyScreen'
import { ParcelPanel } from './ParcelPanel'
import { PlotPanel } from './PlotPanel'
import { Search } from './Search'

const DeskScreen = lazyScreen(() => import('../desk/Desk').then(({ Desk }) => Desk))
const EnvironmentScreen = lazyScreen(() => import('../environment/Environment').then(({ Environment }) => Environment))
const IndicatorScreen = lazyScreen(() => import('../indicators/Screen').then(({ Screen }) => Screen))
const ReportScreen = lazyScreen(() => import('../report/Report').then(({ Report }) => Report))

function Content() {
  const chosen = selection.value
  if (!chosen && view.value === 'desk') return <DeskScreen />
  // There a point is where distances are taken from.
  if (chosen?.kind !== 'parcel' && view.value === 'environment') return <EnvironmentScreen />
  if (chosen?.kind !== 'parcel' && view.value === 'report') return <ReportScreen />
  if (chosen?.kind !== 'parcel' && view.value === 'indicators') return <IndicatorScreen />
  if (!chosen) return plotAsked.value ? <PlotPanel /> : <Home />
  return chosen.kind === 'parcel' ? <ParcelPanel /> : <HerePanel />
}

/** The handle of the phone's sheet: dragged, clicked, or moved with the arrow keys. */
function Handle() {
  const drag = useRef<{ from: number; height: number; at: number; y: number; speed: number } | null>(null)
  const letGo = useRef(0)
  const element = (): HTMLElement | null => document.querySelector('.panel')
  const down = (e: PointerEvent): void => {
    const height = element()?.clientHeight ?? 0
    drag.current = { from: e.clientY, height, at: e.timeStamp, y: e.clientY, speed: 0 }
    if (e.currentTarget instanceof Element) e.currentTarget.setPointerCapture(e.pointerId)
  }
  const move = (e: PointerEvent): void => {
    const held = drag.current
    if (!held) return
    const passed = Math.max(1, e.timeStamp - held.at)
    Object.assign(held, { speed: (held.y - e.clientY) / passed, at: e.timeStamp, y: e.clientY })
    element()?.classList.add('dragged')
    element()?.style.setProperty('--sheet', `${Math.max(96, held.height + held.from - e.clientY)}px`)
  }
  const up = (e: PointerEvent): void => {
    const held = drag.current
    drag.current = null
    element()?.classList.remove('dragged')
    element()?.style.removeProperty('--sheet')
    if (!held || Math.abs(held.from - e.clientY) < 6) return
    // A hand that rested before it let go did not flick.
    const speed = e.timeStamp - held.at > 80 ? 0 : held.speed
    stop.value = restingStop(held.height + held.from - e.clientY, speed, window.innerHeight)
    letGo.current = e.timeStamp
  }
  const key = (e: KeyboardEvent): void => {
    if (e.key !== 'ArrowUp' && e.key !== 'ArrowDown') return
    e.preventDefault()
    stop.value = shiftedStop(stop.value, e.key === 'ArrowUp' ? 1 : -1)
  }
  return (
    <button
      type="button"
      class="handle"
      aria-label={t().sheet.at(t().sheet.stops[stop.value])}
      title={t().sheet.handle}
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={up}
      onPointerCancel={up}
      onKeyDown={key}
      onClick={(e) => {
        // The end of a drag is followed by a click that nobody meant.
        if (e.timeStamp - letGo.current > 80) stop.value = nextStop(stop.value)
      }}
    >
      <span />
    </button>
  )
}

/** The panel at the left; on a phone the bottom sheet. Search on top, then what was chosen, else the way in. */
export function Panel({ children }: { children: ComponentChildren }) {
  return (
    <aside class={`panel stop-${stop.value}`} aria-label={t().app.panel}>
      {narrow.value && <Handle />}
      <Search />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section class="content" tabIndex={0} aria-label={t().app.contents}>
        {boot.value === 'ready' ? <Content /> : children}
      </section>
    </aside>
  )
}
