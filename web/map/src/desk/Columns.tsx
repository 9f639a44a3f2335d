import { useSignal } from '@preact/signals'
import type { ImportColumn } from '../api/types'
import { words } from '../i18n'
import { decimal } from '../i18n/format'
import { lang } from '../state/store'
import { Choices } from './Choices'
import { d } from './i18n'
import { answers, current, given } from './state'

/** Where a column goes now: the officer's word before the server's. '' for nowhere. */
const fieldOf = ({ name, field }: ImportColumn): string => answers.value.map[name] ?? field ?? ''
const encodingOf = ({ name, encoding }: ImportColumn): string => answers.value.encoding[name] ?? encoding ?? ''

/** A decision about a column; one that says what was read anyway is none. */
function decide(part: 'map' | 'encoding', name: string, value: string, read: string): void {
  const { [name]: _, ...rest } = answers.peek()[part]
  const told = given.peek()[part][name]
  const same = value === read
  const entry = same ? (told === undefined ? {} : { [name]: told }) : { [name]: value }
  answers.value = { ...answers.peek(), [part]: { ...rest, ...entry } }
}

function remap(column: ImportColumn, field: string): void {
  // A field takes one column: whoever had it lets it go. Those that the server reads together stay together.
  for (const other of current.peek()?.analysis?.columns ?? []) {
    const together = column.field === field && other.field === field
    if (other.name !== column.name && field !== '' && fieldOf(other) === field && !together) {
      decide('map', other.name, '', other.field ?? '')
    }
  }
  decide('map', column.name, field, column.field ?? '')
}

const reencode = (column: ImportColumn, encoding: string): void =>
  decide('encoding', column.name, encoding, column.encoding ?? '')

function FieldSelect({ column }: { column: ImportColumn }) {
  const is = current.value
  const fields = is?.analysis?.fields ?? []
  const here = fieldOf(column)
  const says = d().reading
  return (
    <select
      class="select"
      aria-label={says.field(column.name)}
      value={here}
      onChange={(e) => remap(column, e.currentTarget.value)}
    >
      <option value="">{says.leaveOut}</option>
      {fields.map(({ name, words: w, visibility }) => (
        <option key={name} value={name}>
          {words(w)}
          {visibility === 'restricted' ? ` (${says.privateField})` : ''}
        </option>
      ))}
      {here && !fields.some(({ name }) => name === here) && <option value={here}>{here}</option>}
    </select>
  )
}

/** A text column as its bytes look and as it is read, with every other reading on request. */
function Sides({ column }: { column: ImportColumn }) {
  const open = useSignal(false)
  const says = d().reading
  const readings = column.readings ?? []
  const encoding = encodingOf(column)
  const used = readings.find((r) => r.encoding === encoding) ?? readings[0]
  if (!used || !column.raw) return null
  return (
    <>
      <table class="sides">
        <thead>
          <tr>
            <th scope="col">{says.raw}</th>
            <th scope="col">
              {says.read} <span class="encoding">{words(used.words)}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {column.raw.map((raw, n) => (
            <tr key={raw}>
              <td class="raw" translate={false}>
                {raw}
              </td>
              <td lang="vi">{used.samples[n]}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {readings.length > 1 && (
        <button
          type="button"
          class="link"
          aria-expanded={open.value}
          onClick={() => {
            open.value = !open.value
          }}
        >
          {open.value ? says.compareClose : says.compare}
        </button>
      )}
      {open.value && (
        <fieldset class="compare">
          <legend class="offscreen">{says.encoding(column.name)}</legend>
          <Choices
            name={`encoding-${column.name}`}
            chosen={used.encoding}
            choose={(value) => reencode(column, value)}
            offered={readings.map((r) => ({
              value: r.encoding,
              label: words(r.words),
              samples: r.samples.slice(0, 3),
            }))}
          />
        </fieldset>
      )}
    </>
  )
}

/** A number of the file as people of the language write it. */
const local = (sample: string): string => (lang.value === 'vi' ? sample.replace('.', ',') : sample)

function Samples({ column }: { column: ImportColumn }) {
  const says = d().reading
  if (column.restricted) return <p class="secondary private">{says.restricted}</p>
  if (column.readings?.length) return <Sides column={column} />
  const samples = column.samples ?? []
  if (samples.length === 0) return <p class="secondary">{says.noSamples}</p>
  return (
    <p class="samples-line" lang="vi">
      {samples.map((sample) => (
        <span key={sample}>{column.type === 'real' ? local(sample) : sample}</span>
      ))}
    </p>
  )
}

function Column({ column }: { column: ImportColumn }) {
  const says = d().reading
  const field = fieldOf(column)
  const changed =
    field !== (column.field ?? '') || (column.field !== undefined && encodingOf(column) !== (column.encoding ?? ''))
  return (
    <li class={`column${field ? '' : ' left-out'}${changed ? ' touched' : ''}`} data-column={column.name}>
      <div class="column-head">
        <div class="grow">
          <p class="strong column-name">{column.name}</p>
          <p class="secondary">
            {says.types[column.type]}, {says.filled(decimal(column.filled, 0, lang.value))}
          </p>
        </div>
        <span aria-hidden="true">→</span>
        <FieldSelect column={column} />
      </div>
      <Samples column={column} />
    </li>
  )
}

/** Every column of the file: where it goes, and what is in it. */
export function Columns() {
  const columns = current.value?.analysis?.columns ?? []
  return (
    <section class="section">
      <h2>{d().reading.columns}</h2>
      <p class="secondary">{d().reading.columnsLead}</p>
      <ul class="columns">
        {columns.map((column) => (
          <Column key={column.name} column={column} />
        ))}
      </ul>
    </section>
  )
}
