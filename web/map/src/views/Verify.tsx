import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { api, Failure } from '../api/client'
import type { Verification } from '../api/types'
import { t } from '../i18n'
import { date, squareMetres } from '../i18n/format'
import { decodeCheck, EXTRACT } from '../state/check'
import { lang } from '../state/store'
import { Failed } from '../ui/Failed'
import { CheckIcon, WarnIcon } from '../ui/icons'
import { Waiting } from '../ui/Waiting'

function Answer({ is }: { is: Verification }) {
  const says = t().verify
  const same = is.state === 'same'
  return (
    <div class={`verdict ${same ? 'good' : 'look'}`} role="status" data-state={is.state}>
      {same ? <CheckIcon /> : <WarnIcon />}
      <div>
        <p class="strong">{says.states[is.state]}</p>
        {is.state === 'changed' && (
          <p>
            {is.changed ? says.changed(is.changed.map((part) => says.parts[part]).join(', ')) : says.changedUnknown}
          </p>
        )}
        {is.parcel && (
          <p>
            <a class="link" href={`/?parcel=${is.parcel.id}`}>
              {t().parcel.title(is.parcel.parcel_no, is.parcel.sheet_no)}
            </a>
            , {is.parcel.commune.name} · {squareMetres(is.parcel.map_area, lang.value)}
            {is.parcel.as_of && <span class="secondary block">{t().app.asOf(date(is.parcel.as_of))}</span>}
          </p>
        )}
      </div>
    </div>
  )
}

/** Compares a printed extract with the parcel of now: by its QR code, or by what is typed. */
export function Verify() {
  const asked = useSignal(decodeCheck(window.location.search))
  const answer = useSignal<Verification | Failure | null>(null)
  const { extract, hash, parts } = asked.value
  const complete = extract !== '' && hash !== ''
  useEffect(() => {
    document.title = t().verify.title
    answer.value = null
    if (!complete) return
    const ended = new AbortController()
    api.verify(extract, hash, parts, lang.value, ended.signal).then(
      (value) => {
        answer.value = value
      },
      (cause) => {
        if (!ended.signal.aborted) answer.value = cause instanceof Failure ? cause : new Failure('garbled')
      },
    )
    return () => ended.abort()
  }, [extract, hash, parts, complete, lang.value])
  const says = t().verify
  const submit = (e: SubmitEvent): void => {
    e.preventDefault()
    const form = new FormData(e.currentTarget as HTMLFormElement)
    const text = (name: string): string => String(form.get(name) ?? '').trim()
    asked.value = { extract: text('extract'), hash: text('hash').toLowerCase(), parts: '' }
    history.replaceState(null, '', `/verify?${new URLSearchParams({ extract: text('extract'), hash: text('hash') })}`)
  }
  return (
    <main class="page">
      <h1>{says.title}</h1>
      <p class="secondary">{says.lead}</p>
      {complete && !answer.value && <Waiting />}
      {answer.value instanceof Failure ? (
        <Failed failure={answer.value} />
      ) : (
        answer.value && <Answer is={answer.value} />
      )}
      <form class="check" onSubmit={submit}>
        <label>
          {says.number}
          <input
            name="extract"
            required
            pattern={EXTRACT.source.slice(1, -1)}
            placeholder="26506-12-45-20261126"
            spellcheck={false}
            defaultValue={extract}
          />
        </label>
        <label>
          {says.code}
          <input name="hash" required pattern="[0-9A-Fa-f]{16}" maxLength={16} spellcheck={false} defaultValue={hash} />
        </label>
        <button type="submit" class="button">
          {says.check}
        </button>
      </form>
      <p class="secondary">{t().app.reference}</p>
      <p>
        <a class="link" href="/">
          {says.home}
        </a>
      </p>
    </main>
  )
}
