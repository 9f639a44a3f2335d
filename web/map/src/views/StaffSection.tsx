import type { ComponentChildren, TargetedEvent } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { api, Failure } from '../api/client'
import type { Parcel, PrivateRead, PrivateVersion, Value } from '../api/types'
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

/** A button that first asks why, and then shows what it is told; that goes with the parcel. */
function Asked<T>({
  label,
  ask,
  read,
  show,
}: {
  label: string
  ask: (purpose: string) => Promise<T>
  read: () => void
  show: (told: T) => ComponentChildren
}) {
  const [told, setTold] = useState<{ readonly answer: T } | null>(null)
  const [asking, setAsking] = useState(false)
  const [wrong, setWrong] = useState('')
  const text = t().staff
  if (told) return <>{show(told.answer)}</>
  if (!asking) {
    return (
      <button type="button" class="button" onClick={() => setAsking(true)}>
        {label}
      </button>
    )
  }
  const submit = (event: TargetedEvent<HTMLFormElement>) => {
    event.preventDefault()
    setWrong('')
    ask(String(new FormData(event.currentTarget).get('purpose'))).then(
      (answer) => {
        setTold({ answer })
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

/** Who used the land when, the latest first. */
function Owners({ versions }: { versions: readonly PrivateVersion[] }) {
  const text = t().staff
  if (versions.length === 0) return <p class="secondary">{text.noFormer}</p>
  return (
    <ol class="plain">
      {versions.map((each) => (
        <li key={each.from ?? ''}>
          <p class="figures strong">{text.period(each.from ? time(each.from) : '', each.to ? time(each.to) : '')}</p>
          <Values list={each.fields} />
        </li>
      ))}
    </ol>
  )
}

/** Asks why, then shows who used the land of a parcel before; the parcel may be gone. */
export function FormerOwners({ id, read = () => {} }: { id: number; read?: () => void }) {
  if (!may('private')) return null
  return (
    <Asked
      key={id}
      label={t().staff.showFormer}
      ask={(purpose) => api.privateHistory(id, purpose, lang.peek())}
      read={read}
      show={(versions) => <Owners versions={versions} />}
    />
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
  const read = () => setTurn((n) => n + 1)
  return (
    <section class="section staff">
      <h2>{t().staff.title}</h2>
      <Values list={of.staff} />
      {may('private') && (
        <Asked
          key={of.id}
          label={t().staff.showOwner}
          ask={(purpose) => api.readPrivate(of.id, purpose, lang.peek())}
          read={read}
          show={(fields) => <Values list={fields} />}
        />
      )}
      <FormerOwners id={of.id} read={read} />
      <Reads of={of} turn={turn} />
    </section>
  )
}

/** What the staff fields were at the time that is shown, for those who are told. */
export function StaffThen({ of }: { of: Parcel }) {
  if (!of.staff) return null
  return (
    <section class="section staff">
      <h2>{t().staff.title}</h2>
      <Values list={of.staff} />
    </section>
  )
}
