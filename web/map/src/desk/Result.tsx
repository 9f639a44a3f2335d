import { useEffect } from 'preact/hooks'
import { showBounds } from '../actions/select'
import { words } from '../i18n'
import { decimal } from '../i18n/format'
import { lang, layers, narrow, stop } from '../state/store'
import { CheckIcon, WarnIcon } from '../ui/icons'
import { Again } from './Again'
import { UndoDialog } from './Confirm'
import { seenExtent } from './differing'
import { d } from './i18n'
import { plain } from './plain'
import { layerTitle, momentOf } from './Start'
import { confirming, current, files, openImport, sendFiles } from './state'

const number = (n: number): string => decimal(n, 0, lang.value)

/** The way to the records on the map, of a layer that is there. */
function ToMap() {
  const is = current.value
  const layer = layers.value.find(({ name }) => name === is?.layer)
  const seen = seenExtent.value
  const bounds = seen && seen.id === is?.id && layer ? seen.extent : layer?.bounds
  if (!bounds) return null
  return (
    <button
      type="button"
      class="button"
      onClick={() => {
        if (narrow.peek()) stop.value = 'peek'
        showBounds(bounds, 17)
      }}
    >
      {d().result.map}
    </button>
  )
}

/** What became of a change set, and what can be done now. */
export function Result() {
  const is = current.value
  const state = is?.state
  useEffect(() => {
    document.getElementById('result-title')?.focus()
    if (narrow.peek()) stop.value = 'full'
  }, [state])
  if (!is) return null
  const says = d().result
  const { added, changed, removed } = is.counts
  const good = state === 'applied' || state === 'undone'
  const title =
    state === 'applied'
      ? says.applied
      : state === 'undone'
        ? says.undone
        : state === 'failed'
          ? says.failed
          : says.discarded
  return (
    <section class="section result" data-test="result">
      <div class={`verdict ${good ? 'good' : state === 'failed' ? 'bad' : 'look-verdict'}`}>
        {good ? <CheckIcon /> : <WarnIcon />}
        <div>
          <h2 id="result-title" tabIndex={-1}>
            {title}
          </h2>
          {good && (
            <p>
              {layerTitle(is.layer)}: {d().list.counts(number(added), number(changed), number(removed))}.
            </p>
          )}
          {state === 'failed' && is.failure && <p class="failure">{plain(words(is.failure), lang.value)}</p>}
          {state === 'failed' && <p class="secondary">{says.failedLead}</p>}
          {state === 'discarded' && <p>{says.discardedLead}</p>}
          <p class="secondary">
            {momentOf(is)}, {d().list.by(is.actor)}
          </p>
        </div>
      </div>
      {state === 'applied' && <p class="secondary">{says.find}</p>}
      <div class="actions">
        {good && <ToMap />}
        {state === 'applied' && (
          <button
            type="button"
            class="button"
            onClick={() => {
              confirming.value = 'undo'
            }}
          >
            {says.undo}
          </button>
        )}
        {(state === 'failed' || state === 'discarded') && files.value.length > 0 && (
          <button type="button" class="button primary" onClick={sendFiles}>
            {says.retry}
          </button>
        )}
        <button type="button" class="button" onClick={() => openImport(null)}>
          {says.again}
        </button>
      </div>
      {state === 'failed' && files.value.length === 0 && <Again then={sendFiles} />}
      {state === 'applied' && confirming.value === 'undo' && <UndoDialog />}
    </section>
  )
}
