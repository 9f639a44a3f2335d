import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { decimal, time } from '../../i18n/format'
import { say } from '../../state/notice'
import { may } from '../../state/session'
import { lang } from '../../state/store'
import { Failed } from '../../ui/Failed'
import { Form } from '../../ui/Form'
import { Waiting } from '../../ui/Waiting'
import { attempt } from '../Accounts'
import { AskingButton } from '../AskingButton'
import { Bulletin } from './Bulletin'
import { Files, reasonText } from './Files'
import { m } from './i18n'
import {
  type Aside,
  aside,
  choose,
  chosen,
  discard,
  doing,
  readAside,
  reading,
  readMore,
  reason,
  release,
  trouble,
} from './readings'

const whole = (n: number): string => decimal(n, 0, lang.value)

function toggle(id: number, on: boolean): void {
  const next = new Set(chosen.peek())
  if (on) next.add(id)
  else next.delete(id)
  chosen.value = next
}

/** A time as files write it, 20261126140500, as people do; any other text as it was sent. */
const sentAt = (text: string): string => text.replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/, '$3/$2/$1 $4:$5:$6')

const releaseChosen = (as: Parameters<typeof release>[0]): Promise<void> =>
  release(as).then((counts) => {
    const taken = counts.stored + counts.revised + counts.duplicate
    say(m().readings.done(whole(taken), whole(counts.quarantined + counts.refused)))
  })

function Row({ row }: { row: Aside }) {
  const says = m().readings
  return (
    <tr>
      <td>
        <input
          type="checkbox"
          aria-label={says.one(`${row.station} ${row.parameter} ${sentAt(row.at)}`)}
          checked={chosen.value.has(row.id)}
          onChange={(e) => toggle(row.id, e.currentTarget.checked)}
        />
      </td>
      <td>{row.station}</td>
      <td>{row.parameter}</td>
      <td>{sentAt(row.at)}</td>
      <td class="figures">{row.value}</td>
      <td>{row.unit}</td>
      <td class="figures">{row.status}</td>
      <td>
        {reasonText(row.reason, row.text)}
        <span class="secondary block">
          {row.source}, {time(row.received_at)}
        </span>
      </td>
    </tr>
  )
}

/** What can be done with the rows that are chosen. */
function Doing() {
  const as = useSignal(false)
  const says = m().readings
  if (chosen.value.size === 0) return null
  return (
    <div class="doing">
      <p class="strong" role="status">
        {says.chosen(whole(chosen.value.size))}
      </p>
      <fieldset class="actions" disabled={doing.value}>
        <legend class="offscreen">{says.quarantineTitle}</legend>
        <button type="button" class="button small primary" onClick={() => attempt(releaseChosen({}))}>
          {says.release}
        </button>
        <button
          type="button"
          class="button small"
          aria-expanded={as.value}
          onClick={() => {
            as.value = !as.value
          }}
        >
          {says.releaseAs}
        </button>
        <AskingButton
          label={says.discard}
          word={says.discard}
          question={says.discardSure}
          go={() => attempt(discard().then((n) => say(says.discarded(whole(n)))))}
        />
      </fieldset>
      {as.value && (
        <div class="person-form">
          <Form
            button={says.release}
            go={async (data) => {
              const text = (name: string): string | undefined => String(data.get(name) ?? '').trim() || undefined
              await releaseChosen({ station: text('station'), parameter: text('parameter'), unit: text('unit') })
              as.value = false
            }}
          >
            <div class="form pairs">
              <label>
                {says.asStation}
                <input class="input" name="station" maxLength={60} autocomplete="off" spellcheck={false} />
              </label>
              <label>
                {says.asParameter}
                <input class="input" name="parameter" maxLength={40} autocomplete="off" spellcheck={false} />
              </label>
              <label>
                {says.asUnit}
                <input class="input" name="unit" maxLength={40} autocomplete="off" spellcheck={false} />
              </label>
            </div>
            <p class="secondary">{says.asHint}</p>
          </Form>
        </div>
      )}
    </div>
  )
}

/** What stands where there are no rows. */
function Empty() {
  const says = m().readings
  if (!reason.value) return <p class="secondary">{says.empty}</p>
  return (
    <>
      <p class="secondary">{says.emptyReason}</p>
      <button type="button" class="button add" onClick={() => choose('')}>
        {says.every}
      </button>
    </>
  )
}

function List() {
  const says = m().readings
  const page = aside.value
  if (!page) return null
  if (page.rows.length === 0) return <Empty />
  const every = page.rows.every(({ id }) => chosen.value.has(id))
  return (
    <>
      <label class="filters">
        <span>{says.reasonLabel}</span>
        <select class="select" value={reason.value} onChange={(e) => choose(e.currentTarget.value)}>
          <option value="">{says.every}</option>
          {page.reasons.map((one) => (
            <option key={one.reason} value={one.reason}>
              {reasonText(one.reason, one.text)} ({whole(one.count)})
            </option>
          ))}
        </select>
      </label>
      <Doing />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section class="table-box" tabIndex={0} aria-label={says.quarantineTitle}>
        <table class="table">
          <thead>
            <tr>
              <th scope="col">
                <input
                  type="checkbox"
                  aria-label={says.all}
                  checked={every}
                  onChange={(e) => {
                    chosen.value = new Set(e.currentTarget.checked ? page.rows.map(({ id }) => id) : [])
                  }}
                />
              </th>
              <th scope="col">{says.columns.station}</th>
              <th scope="col">{says.columns.parameter}</th>
              <th scope="col">{says.columns.at}</th>
              <th scope="col">{says.columns.value}</th>
              <th scope="col">{says.columns.unit}</th>
              <th scope="col">{says.columns.status}</th>
              <th scope="col">{says.why}</th>
            </tr>
          </thead>
          <tbody>
            {page.rows.map((row) => (
              <Row key={row.id} row={row} />
            ))}
          </tbody>
        </table>
      </section>
      {page.next !== null && (
        <button type="button" class="button add" disabled={reading.value} onClick={readMore}>
          {says.more}
        </button>
      )}
    </>
  )
}

/** Readings: files that are at hand, and rows that were set aside. */
export function Quarantine() {
  const files = may('readings')
  const rows = may('stations')
  useEffect(() => {
    if (rows) readAside()
  }, [rows])
  if (!files && !rows) return <p class="section">{m().forbidden}</p>
  const says = m().readings
  return (
    <>
      {files && <Files />}
      {rows && (
        <section class="section">
          <h2>{says.quarantineTitle}</h2>
          <p class="secondary">{says.quarantineLead}</p>
          {trouble.value && <Failed failure={trouble.value} again={readAside} />}
          {!aside.value && !trouble.value && <Waiting />}
          <List />
        </section>
      )}
      {rows && <Bulletin />}
    </>
  )
}
