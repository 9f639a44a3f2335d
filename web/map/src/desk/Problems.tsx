import { signal, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { ProblemGroup } from '../api/types'
import { t, words } from '../i18n'
import { decimal } from '../i18n/format'
import { warn } from '../state/notice'
import { fly } from '../state/reach'
import { follow } from '../state/resource'
import { extra, lang, narrow, stop } from '../state/store'
import { Failed } from '../ui/Failed'
import { ChevronIcon, DownloadIcon, WarnIcon } from '../ui/icons'
import { Waiting } from '../ui/Waiting'
import { desk } from './api'
import { drawPoints } from './drawing'
import { d } from './i18n'
import { Mending } from './Mending'
import { plain } from './plain'
import { current } from './state'

const number = (n: number): string => decimal(n, 0, lang.value)
const open = signal<string | null>(null)

/** The first page of everything tells the kinds; that of the open kind, its rows. */
const all = follow(
  () => current.value?.id ?? null,
  (id, ended) => desk.problems(id, null, null, ended),
)
const rows = follow(
  () => (open.value && current.value ? { id: current.value.id, code: open.value } : null),
  ({ id, code }, ended) => desk.problems(id, code, null, ended),
)

type Row = NonNullable<typeof rows.resource.value.value>['problems'][number]

async function download(id: number): Promise<void> {
  try {
    const url = URL.createObjectURL(await desk.problemsFile(id))
    const link = document.createElement('a')
    link.href = url
    link.download = `problems-${id}.csv`
    link.click()
    setTimeout(() => URL.revokeObjectURL(url), 60_000)
  } catch {
    warn(t().errors.offline)
  }
}

function Rows({ group }: { group: ProblemGroup }) {
  const chosen = useSignal(-1)
  const { value, failure } = rows.resource.value
  const list: readonly Row[] = value?.problems ?? []
  const placed = list.filter(({ place }) => place)
  useEffect(() => {
    extra.value = drawPoints(
      placed.flatMap(({ place }) => (place ? [place] : [])),
      chosen.value,
    )
    return () => {
      extra.value = null
    }
  }, [value, chosen.value])
  if (failure) return <Failed failure={failure} again={rows.again} />
  if (!value) return <Waiting />
  const says = d().problems
  const named = list.some(({ field }) => field)
  const valued = list.some(({ value }) => value)
  const go = (row: Row): void => {
    if (!row.place) return
    chosen.value = placed.indexOf(row)
    if (narrow.peek()) stop.value = 'half'
    fly({ to: { lon: row.place[0], lat: row.place[1], zoom: 17, bearing: 0 }, animate: true })
  }
  return (
    <>
      <table class="changes rows">
        <caption class="offscreen">{says.caption(plain(words(group.what), lang.value))}</caption>
        <thead>
          <tr>
            <th scope="col">{says.row}</th>
            {named && <th scope="col">{says.field}</th>}
            {valued && <th scope="col">{says.value}</th>}
            {!group.alike && <th scope="col">{says.what}</th>}
            {placed.length > 0 && <th scope="col">{says.onMap}</th>}
          </tr>
        </thead>
        <tbody>
          {list.map((row, n) => (
            <tr key={n} class={row.place && placed.indexOf(row) === chosen.value ? 'on' : ''}>
              <th scope="row" class="figures">
                {row.row ? number(row.row) : says.whole}
              </th>
              {named && <td class="column-name">{row.field}</td>}
              {valued && <td class="column-name">{row.value}</td>}
              {!group.alike && <td>{plain(words(row.what), lang.value)}</td>}
              {placed.length > 0 && (
                <td>
                  {row.place && (
                    <button
                      type="button"
                      class="link"
                      aria-label={says.map(number(row.row ?? 0))}
                      onClick={() => go(row)}
                    >
                      {says.look}
                    </button>
                  )}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
      {value.next && <p class="secondary">{says.rest}</p>}
    </>
  )
}

function Group({ group }: { group: ProblemGroup }) {
  const says = d().problems
  const key = group.code
  const isOpen = open.value === key
  const what = plain(words(group.what), lang.value)
  return (
    <li class={`problem ${group.severity}`} data-problem={group.code}>
      <button
        type="button"
        class="disclose"
        aria-expanded={isOpen}
        onClick={() => {
          open.value = isOpen ? null : key
        }}
      >
        <ChevronIcon />
        <span class={`severity ${group.severity}`}>
          <WarnIcon />
          {group.severity === 'error' ? says.error : says.warning}
        </span>
        <span class="grow">
          {group.alike ? what : says.example(what)}
          {group.fields.length > 0 && (
            <span class="secondary block column-name">
              {says.field}: {group.fields.join(', ')}
            </span>
          )}
        </span>
        <span class="figures secondary end">{says.count(number(group.count))}</span>
      </button>
      <p class="todo">
        <span class="secondary">{says.todo}:</span> {plain(words(group.todo), lang.value)}
      </p>
      {isOpen && <Rows group={group} />}
    </li>
  )
}

/** What is wrong with the file, by kind, and what can be done about it. */
export function Problems() {
  const { value, failure } = all.resource.value
  const id = current.value?.id ?? 0
  useEffect(() => {
    open.value = null
  }, [id])
  if (failure) {
    return (
      <section class="section">
        <Failed failure={failure} again={all.again} />
      </section>
    )
  }
  const says = d().problems
  return (
    <section class="section">
      {!value && <Waiting />}
      {value?.groups.length === 0 && <p>{says.none}</p>}
      {value && value.groups.length > 0 && (
        <>
          <button type="button" class="button" onClick={() => download(id)}>
            <DownloadIcon />
            {says.download}
          </button>
          <ul class="problem-list">
            {value.groups.map((group) => (
              <Group key={`${group.code} ${group.severity}`} group={group} />
            ))}
          </ul>
          <Mending groups={value.groups} />
        </>
      )}
    </section>
  )
}
