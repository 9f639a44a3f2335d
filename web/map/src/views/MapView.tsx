import { useEffect, useRef } from 'preact/hooks'
import { t } from '../i18n'
import { mapCommands } from '../map/commands'
import { mapBusy, mapUnavailable, narrow, overMap, stop, tilesFailed } from '../state/store'
import { Waiting } from '../ui/Waiting'
import { DayChip } from './Day'
import { LayersButton } from './LayersSheet'
import { MapButtons } from './MapButtons'
import { ReadOut } from './ReadOut'

/** What a map that is incomplete says. */
function Trouble() {
  if (mapUnavailable.value) return <p class="trouble">{t().map.webgl}</p>
  if (!tilesFailed.value) return null
  return (
    <p class="trouble" role="status">
      {t().map.tilesFailed}{' '}
      <button type="button" class="link" onClick={() => mapCommands.value?.refresh()}>
        {t().app.retry}
      </button>
    </p>
  )
}

/** The map and what stands on its corners. The engine is fetched apart, so that the panel can be used meanwhile. */
export function MapView() {
  const container = useRef<HTMLDivElement>(null)
  useEffect(() => {
    let close: (() => void) | undefined
    let gone = false
    import('../map/engine').then(
      ({ openMap }) => {
        if (!gone && container.current) close = openMap(container.current)
      },
      () => {
        tilesFailed.value = true
      },
    )
    return () => {
      gone = true
      close?.()
    }
  }, [])
  const hidden = narrow.value && stop.value === 'full'
  const Over = overMap.value
  return (
    <main class={hidden ? 'map covered' : 'map'} aria-label={t().app.product}>
      <div class="canvas" ref={container} />
      <div class="crosshair" aria-hidden="true" />
      <MapButtons />
      <DayChip />
      {Over && <Over />}
      <Trouble />
      {mapBusy.value && !mapUnavailable.value && !tilesFailed.value && <Waiting text={t().map.loading} />}
      <div class="foot">
        <ReadOut />
        <LayersButton />
      </div>
    </main>
  )
}
