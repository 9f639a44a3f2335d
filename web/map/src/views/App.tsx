import { useEffect } from 'preact/hooks'
import { takeDroppedFiles } from '../actions/plot'
import { t } from '../i18n'
import { boot, start } from '../state/boot'
import { followChanges } from '../state/changes'
import { spoken, view } from '../state/store'
import { Failed } from '../ui/Failed'
import { Waiting } from '../ui/Waiting'
import { AccountDialog } from './Account'
import { LayersSheet } from './LayersSheet'
import { MapView } from './MapView'
import { MeasureCard } from './MeasureCard'
import { NoticeBar } from './NoticeBar'
import { Panel } from './Panel'
import { PrivateSearchDialog } from './PrivateSearch'
import { ViewBar } from './ViewBar'

/** The whole page: bar, panel, map and what lies on the map. */
export function App() {
  const state = boot.value
  const ready = state === 'ready'
  useEffect(() => (ready ? followChanges() : undefined), [ready])
  useEffect(() => (ready ? takeDroppedFiles() : undefined), [ready])
  return (
    <>
      <a class="skip" href={view.value === 'desk' ? '#desk' : '#search'}>
        {view.value === 'desk' ? t().app.skipDesk : t().app.skip}
      </a>
      <ViewBar />
      <Panel>
        {state === 'starting' && <Waiting text={t().app.loading} />}
        {state !== 'starting' && state !== 'ready' && <Failed failure={state} again={start} lead={t().errors.start} />}
      </Panel>
      {ready ? <MapView /> : <main class="map" aria-busy={state === 'starting'} />}
      <MeasureCard />
      <LayersSheet />
      <AccountDialog />
      <PrivateSearchDialog />
      <NoticeBar />
      <p class="offscreen" aria-live="polite" data-test="spoken">
        {spoken.value}
      </p>
    </>
  )
}
