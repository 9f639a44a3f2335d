import type { TargetedEvent } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { api, Failure } from '../api/client'
import type { Parcel, PrivateRead, Value } from '../api/types'
import { t, words } from '../i18n'
import { figure, time } from '../i18n/format'
import { may } from '../state/session'
import { lang } from '../state/store'

function shown({ value, unit }: Value): string {
  if (value === null || value === undefined || value === '') return '–'
  if (typeof value === 'number') return figure(value, unit, lang.value)
  return Array.isArray(value) ? value.join(', ') : String(value)
}

function Values({ list }: { list: readonly Value[] }) {
  return (
    <dl class="facts">
      {list.map((each) => (
        <div key={each.field} class="fact">
          <dt>{words(each.title)}</dt>
          <dd class="figures">{shown(each)}</dd>
        </div>
      ))}
    </dl>
  )
}

/** Asks why before it shows who uses the land; what is shown goes with the parcel. */
function Owner({ of, read }: { of: Parcel; read: () => void }) {
  const [values, setValues] = useState<readonly Value[] | null>(null)
  const [asking, setAsking] = useState(false)
  const [wrong, setWrong] = useState('')
  const text = t().staff
  if (values) return <Values list={values} />
  if (!asking) {
    return (
      <button type="button" class="button" onClick={() => setAsking(true)}>
        {text.showOwner}
      </button>
    )
  }
  const submit = (event: TargetedEvent<HTMLFormElement>) => {
    event.preventDefault()
    setWrong('')
    const purpose = String(new FormData(event.currentTarget).get('purpose'))
    api.readPrivate(of.id, purpose, lang.peek()).then(
      (fields) => {
        setValues(fields)
        read()
      },
      (cause) => setWrong(cause instanceof Failure && cause.detail ? cause.detail : t().errors.server),
    )
  }
  return (
    <form onSubmit={submit}>
      <label>
        {text.purpose}
        <input name="purpose" type="text" minLength={10} maxLength={300} required placeholder={text.purposeExample} />
      </label>
      <p class="secondary">{text.recorded}</p>
      {wrong && (
        <p class="hint wrong" role="alert">
          {wrong}
        </p>
      )}
      <button type="submit" class="button primary">
        {text.show}
      </button>
    </form>
  )
}

/** Who looked at the parcel's private fields, when and why. */
function Reads({ of, turn }: { of: Parcel; turn: number }) {
  const [reads, setReads] = useState<readonly PrivateRead[] | null>(null)
  useEffect(() => {
    const ended = new AbortController()
    api.reads(of.id, lang.peek(), ended.signal).then(setReads, () => setReads(null))
    return () => ended.abort()
  }, [of.id, turn])
  const text = t().staff
  if (!reads) return null
  if (reads.length === 0) return <p class="secondary">{text.nobodyLooked}</p>
  return (
    <details>
      <summary>{text.looked(reads.length)}</summary>
      <ul class="plain">
        {reads.map((each) => (
          <li key={each.at + each.actor}>
            <span class="figures">{time(each.at)}</span> · {each.actor}
            <span class="secondary block">{each.purpose}</span>
          </li>
        ))}
      </ul>
    </details>
  )
}

/** What staff see of a parcel beside what everybody does; nothing for everybody else. */
export function StaffSection({ of }: { of: Parcel }) {
  const [turn, setTurn] = useState(0)
  if (!of.staff) return null
  return (
    <section class="section staff">
      <h2>{t().staff.title}</h2>
      <Values list={of.staff} />
      {may('private') && <Owner key={of.id} of={of} read={() => setTurn(turn + 1)} />}
      <Reads of={of} turn={turn} />
    </section>
  )
}
