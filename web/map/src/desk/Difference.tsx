import { useEffect } from 'preact/hooks'
import { showBounds } from '../actions/select'
import type { Bounds, Change, Operation } from '../api/types'
import { words } from '../i18n'
import { decimal, figure, length, squareMetres } from '../i18n/format'
import { follow } from '../state/resource'
import { lang, narrow, stop } from '../state/store'
import { Failed } from '../ui/Failed'
import { Waiting } from '../ui/Waiting'
import { desk } from './api'
import { kind, onMap, pages, seenExtent, selectedChange, watchMap } from './differing'
import { changeKey, signs } from './drawing'
import { d } from './i18n'
import { MapLegend } from './MapLegend'
import { current } from './state'

const number = (n: number): string => decimal(n, 0, lang.value)
const KINDS: readonly (Operation | null)[] = [null, 'added', 'changed', 'removed']

export const page = follow(
  () => {
    const is = current.value
    return is?.state === 'staged' ? { id: is.id, kind: kind.value, after: pages.value.at(-1) ?? null } : null
  },
  ({ id, kind, after }, ended) => desk.difference(id, kind, after, ended),
)

function Filter() {
  const counts = current.value?.counts
  if (!counts) return null
  const says = d().difference
  const of = (k: Operation | null): number => (k ? counts[k] : counts.added + counts.changed + counts.removed)
  return (
    <fieldset class="choice kinds">
      <legend class="offscreen">{says.filter}</legend>
      {KINDS.map((k) => (
        <label key={k} class={`${kind.value === k ? 'on' : ''} kind-${k ?? 'all'}`}>
          <input
            type="radio"
            name="kind"
            checked={kind.value === k}
            onChange={() => {
              kind.value = k
              pages.value = []
            }}
          />
          <span>
            {k && <span aria-hidden="true">{signs[k]} </span>}
            {k ? says.kinds[k] : says.all} <span class="figures">({number(of(k))})</span>
          </span>
        </label>
      ))}
    </fieldset>
  )
}

/** How people call a record: of a parcel its number and sheet. */
function nameOf(change: Change): { name: string; more: string } {
  const says = d().difference
  const parts = (change.name ?? '').split('/')
  const [commune, sheet, parcel] = parts
  if (current.value?.layer === 'parcels' && parts.length === 3 && commune && sheet && parcel) {
    return { name: says.parcel(parcel, sheet), more: says.commune(commune) }
  }
  if (change.name) return { name: parts.join(' / '), more: '' }
  return { name: change.row ? says.row(number(change.row)) : says.id(change.id), more: '' }
}

/** A value as it is stored, the way people write it. */
function shown(value: string | null, type: string | undefined): string {
  if (value === null || value === '') return d().difference.empty
  if (type === 'text[]')
    return value
      .replace(/^\{|\}$/g, '')
      .replace(/"/g, '')
      .split(',')
      .join(', ')
  const n = Number(value)
  if (type === 'real' && Number.isFinite(n)) return figure(n, '', lang.value)
  return value
}

/** What changes in a record, line by line. */
function linesOf(change: Change): string[] {
  const says = d().difference
  if (change.operation === 'added') return [says.isNew]
  if (change.operation === 'removed') return [says.isGone]
  const titles = new Map(current.value?.analysis?.fields?.map(({ name, words: w }) => [name, words(w)]))
  const lines = (change.fields ?? []).map((f) => {
    const title = titles.get(f.field) ?? f.field
    return f.hidden ? says.hidden(title) : says.from(title, shown(f.old, f.type), shown(f.new, f.type))
  })
  const shift = change.shift
  if (change.moved && shift) {
    const by = shift.new_area - shift.old_area
    const signed = `${by < 0 ? '−' : '+'}${squareMetres(Math.abs(by), lang.value)}`
    const areas = shift.old_area > 0 || shift.new_area > 0
    const [before, after] = [squareMetres(shift.old_area, lang.value), squareMetres(shift.new_area, lang.value)]
    const said = !areas ? '' : before === after ? says.areaSame(after) : says.area(before, after, signed)
    lines.push([says.moved(length(shift.distance, lang.value)), said].filter(Boolean).join('; '))
  }
  return lines
}

function show(change: Change): void {
  selectedChange.value = changeKey(change.operation, change.id, change.row)
  if (narrow.peek()) stop.value = 'half'
  if (change.bbox) showBounds(change.bbox as Bounds, 19)
}

function Line({ change }: { change: Change }) {
  const { name, more } = nameOf(change)
  const says = d().difference
  const on = selectedChange.value === changeKey(change.operation, change.id, change.row)
  return (
    <tr class={on ? 'on' : ''} onClick={() => show(change)} data-change={change.name}>
      <td>
        <span class={`kind kind-${change.operation}`}>
          <span aria-hidden="true">{says.signs[change.operation]}</span> {says.kinds[change.operation]}
        </span>
      </td>
      <th scope="row">
        <button type="button" class="link" aria-current={on} aria-label={says.show(name)} onClick={() => show(change)}>
          {name}
        </button>
        {more && <span class="secondary block">{more}</span>}
      </th>
      <td>
        {linesOf(change).map((line) => (
          <span key={line} class="block">
            {line}
          </span>
        ))}
      </td>
    </tr>
  )
}

function Table() {
  const { value, busy, failure } = page.resource.value
  const says = d().difference
  if (failure) return <Failed failure={failure} again={page.again} />
  if (!value) return <Waiting />
  if (value.changes.length === 0) return <p class="secondary">{says.none}</p>
  return (
    <table class="changes" aria-busy={busy}>
      <caption class="offscreen">{says.caption}</caption>
      <thead>
        <tr>
          <th scope="col">{says.filter}</th>
          <th scope="col">{says.record}</th>
          <th scope="col">{says.what}</th>
        </tr>
      </thead>
      <tbody>
        {value.changes.map((change) => (
          <Line key={changeKey(change.operation, change.id, change.row)} change={change} />
        ))}
      </tbody>
    </table>
  )
}

function Pager() {
  const next = page.resource.value.value?.next ?? null
  const says = d().difference
  if (!next && pages.value.length === 0) return null
  return (
    <nav class="pager" aria-label={says.caption}>
      <button
        type="button"
        class="button"
        disabled={pages.value.length === 0}
        onClick={() => {
          pages.value = pages.peek().slice(0, -1)
        }}
      >
        {says.previous}
      </button>
      <span role="status">{says.page(pages.value.length + 1)}</span>
      <button
        type="button"
        class="button"
        disabled={!next}
        onClick={() => {
          if (next) pages.value = [...pages.peek(), next]
        }}
      >
        {says.next}
      </button>
    </nav>
  )
}

/** What would change: as a table, page by page, and on the map. */
export function Difference() {
  const counts = current.value?.counts
  const id = current.value?.id
  useEffect(() => (id ? watchMap(id) : undefined), [id])
  const whole = seenExtent.value?.id === id ? seenExtent.value?.extent : null
  return (
    <section class="section difference">
      <Filter />
      <MapLegend />
      <p class="secondary">
        {counts && counts.unchanged > 0 && `${d().difference.unchanged(number(counts.unchanged))}. `}
        {d().difference.sortHint}{' '}
        {whole && (
          <button type="button" class="link" onClick={() => showBounds(whole, 18)}>
            {d().difference.whole}
          </button>
        )}
      </p>
      {onMap.value?.more && (
        <p class="look" role="status">
          {d().difference.more}
        </p>
      )}
      <Table />
      <Pager />
    </section>
  )
}
