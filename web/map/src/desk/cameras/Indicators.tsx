import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Indicator } from '../../api/schema.gen'
import { code, followIndicator, indicators, period, readIndicators, shown } from '../../indicators/state'
import { Viewer } from '../../indicators/Viewer'
import { nameOf, periodWords, written } from '../../indicators/words'
import { say, warn } from '../../state/notice'
import { may } from '../../state/session'
import { sentence } from '../../ui/Form'
import { AskingButton } from '../AskingButton'
import { whole } from '../monitoring/Faults'
import { type Change, type Kept, removeIndicator } from './api'
import { Definition } from './Definition'
import { w } from './i18n'
import { Table } from './Table'

/** What a table that was sent again changed, by line. */
function Changes({ changes }: { changes: readonly Change[] }) {
  const says = w().indicators
  if (changes.length === 0) return null
  return (
    <div class="hint" role="status" data-test="changes">
      <p class="strong">{says.changed}</p>
      <ul>
        {changes.map(({ line, commune, period: of, was, value }) => (
          <li key={line}>{says.change(whole(line), commune, periodWords(of), written(was), written(value))}</li>
        ))}
      </ul>
    </div>
  )
}

/** Makes indicators, says what they mean, and takes those away that there are no values of. */
function Definitions() {
  const editing = useSignal<Indicator | 'new' | null>(null)
  const says = w().indicators
  const one = shown()
  const done = async (made: string): Promise<void> => {
    await readIndicators()
    if (made !== code.peek()) period.value = ''
    code.value = made
    editing.value = null
  }
  const open = editing.value
  if (open) {
    return (
      <Definition
        key={open === 'new' ? '' : open.code}
        {...(open === 'new' ? {} : { of: open })}
        done={done}
        close={() => {
          editing.value = null
        }}
      />
    )
  }
  const remove = (gone: Indicator): void => {
    removeIndicator(gone.code).then(
      async () => {
        say(says.removed(nameOf(gone)))
        code.value = ''
        await readIndicators()
      },
      (cause) => warn(sentence(cause)),
    )
  }
  return (
    <div class="actions">
      <button
        type="button"
        class="button"
        onClick={() => {
          editing.value = 'new'
        }}
      >
        {says.add}
      </button>
      {one && (
        <button
          type="button"
          class="button"
          onClick={() => {
            editing.value = one
          }}
        >
          {says.edit}
        </button>
      )}
      {one?.periods.length === 0 && (
        <AskingButton
          label={says.removeOne(nameOf(one))}
          word={w().remove}
          question={says.removeQuestion(nameOf(one))}
          go={() => remove(one)}
        />
      )}
    </div>
  )
}

/** Figures by commune: to look at on the map, to define, and to bring in. */
export function Indicators() {
  const changes = useSignal<readonly Change[]>([])
  const allowed = may('indicators')
  useEffect(() => {
    if (!allowed) return
    readIndicators()
    return followIndicator()
  }, [allowed])
  const says = w().indicators
  if (!allowed) return <p class="section">{w().forbidden}</p>
  const one = shown()
  return (
    <section class="section">
      <h1 data-panel-title tabIndex={-1}>
        {says.title}
      </h1>
      <p class="secondary">
        {says.lead}{' '}
        <a class="link" href="/indicators">
          {says.publicMap}
        </a>
      </p>
      <Definitions />
      <Table
        title={says.tableTitle}
        lead={says.tableLead}
        accept=".csv,text/csv"
        path={(data) => {
          changes.value = []
          const of = String(data.get('indicator') ?? '')
          return `/api/indicators/import${of ? `?indicator=${encodeURIComponent(of)}` : ''}`
        }}
        kept={(kept: Kept) => {
          changes.value = kept.changes ?? []
        }}
        done={readIndicators}
      >
        <label>
          {says.of}
          <select class="select" name="indicator">
            <option value="">{says.byColumn}</option>
            {indicators.value?.map((each) => (
              <option key={each.code} value={each.code} selected={each.code === one?.code}>
                {nameOf(each)}
              </option>
            ))}
          </select>
        </label>
        <p class="secondary small">{says.periods}</p>
      </Table>
      <Changes changes={changes.value} />
      <Viewer />
    </section>
  )
}
