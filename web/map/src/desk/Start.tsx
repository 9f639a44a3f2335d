import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { Failure } from '../api/client'
import type { Import } from '../api/types'
import { t, words } from '../i18n'
import { decimal, time } from '../i18n/format'
import { session } from '../state/session'
import { lang, layers } from '../state/store'
import { Failed } from '../ui/Failed'
import { Waiting } from '../ui/Waiting'
import { desk } from './api'
import { Drop } from './Drop'
import { d } from './i18n'
import { FileIcon } from './icons'
import { Under } from './Progress'
import { begin, confirming, failure, openImport, work } from './state'

export const layerTitle = (name: string): string => {
  const layer = layers.value.find((known) => known.name === name)
  return layer ? words(layer.title) : name
}

const number = (n: number): string => decimal(n, 0, lang.value)

export function State({ is }: { is: Import['state'] }) {
  return (
    <span class={`state state-${is}`} data-state={is}>
      {d().states[is]}
    </span>
  )
}

/** When what became of it. */
export const momentOf = ({ created_at, applied_at, undone_at }: Import): string =>
  undone_at
    ? d().list.undoneAt(time(undone_at))
    : applied_at
      ? d().list.appliedAt(time(applied_at))
      : d().list.createdAt(time(created_at))

function Former({ is }: { is: Import }) {
  const { counts: n } = is
  const says = d().list
  const known = is.state === 'staged' || is.state === 'applied' || is.state === 'undone'
  const undo = async (): Promise<void> => {
    await openImport(is.id)
    confirming.value = 'undo'
  }
  return (
    <li class="former">
      <FileIcon />
      <div class="grow">
        <p class="former-head">
          <button
            type="button"
            class="link strong"
            aria-label={says.open(is.source, is.id)}
            onClick={() => openImport(is.id)}
          >
            {is.source}
          </button>
          <State is={is.state} />
        </p>
        <p class="secondary">
          {is.layer ? layerTitle(is.layer) : says.noLayer}
          {known && `: ${says.counts(number(n.added), number(n.changed), number(n.removed))}`}
        </p>
        <p class="secondary">
          {momentOf(is)}, {says.by(is.actor)}
        </p>
      </div>
      {is.state === 'applied' && (
        <button type="button" class="button small" onClick={undo}>
          {says.undo}
        </button>
      )}
    </li>
  )
}

/** The change sets that there are, newest first. */
function List() {
  const list = useSignal<readonly Import[] | null>(null)
  const next = useSignal<number | null>(null)
  const wrong = useSignal<Failure | null>(null)
  const load = async (): Promise<void> => {
    wrong.value = null
    try {
      const page = await desk.list(next.peek())
      list.value = [...(list.peek() ?? []), ...page.imports]
      next.value = page.imports.length < 20 ? null : page.next
    } catch (cause) {
      wrong.value = cause instanceof Failure ? cause : new Failure('garbled')
    }
  }
  useEffect(() => {
    load()
  }, [])
  return (
    <section class="section">
      <h2>{d().list.title}</h2>
      {!list.value && !wrong.value && <Waiting />}
      {list.value?.length === 0 && <p class="secondary">{d().list.none}</p>}
      <ul class="formers">
        {list.value?.map((is) => (
          <Former key={is.id} is={is} />
        ))}
      </ul>
      {wrong.value && <Failed failure={wrong.value} again={load} />}
      {next.value !== null && (
        <button type="button" class="button" onClick={load}>
          {d().list.more}
        </button>
      )}
    </section>
  )
}

/** The first screen: a place for a file, and what was brought in before. */
export function Start() {
  const limits = session.value.user?.communes
  return (
    <>
      <section class="section">
        <h1 data-panel-title tabIndex={-1}>
          {d().title}
        </h1>
        <p class="secondary">{d().lead}</p>
        {limits && <p class="secondary">{d().limited(limits.join(', '))}</p>}
        {work.value ? <Under /> : <Drop take={begin} />}
        {failure.value && <Failed failure={failure.value} lead={d().result.failed} />}
      </section>
      <List />
      <p class="section secondary">{t().app.reference}</p>
    </>
  )
}
