import type { ComponentChildren, TargetedEvent } from 'preact'
import { useState } from 'preact/hooks'
import { Failure } from '../api/client'
import { t } from '../i18n'
import { failureText } from './Failed'

/** What went wrong, in a sentence. */
export const sentence = (cause: unknown): string => (cause instanceof Failure ? failureText(cause) : t().errors.server)

/** A form that sends what `go` does with its fields and says what went wrong; `more` stands beside its button. */
export function Form(props: {
  go: (data: FormData) => Promise<void>
  button: string
  says?: (cause: unknown) => string
  more?: ComponentChildren
  children: ComponentChildren
}) {
  const { go, button, says = sentence, more, children } = props
  const [wrong, setWrong] = useState('')
  const [busy, setBusy] = useState(false)
  const submit = (event: TargetedEvent<HTMLFormElement>) => {
    event.preventDefault()
    setBusy(true)
    setWrong('')
    go(new FormData(event.currentTarget))
      .catch((cause) => setWrong(says(cause)))
      .finally(() => setBusy(false))
  }
  return (
    <form onSubmit={submit} aria-busy={busy}>
      {children}
      {wrong && (
        <p class="hint wrong" role="alert">
          {wrong}
        </p>
      )}
      <div class="actions">
        <button type="submit" class="button primary grow" disabled={busy}>
          {busy ? t().app.waiting : button}
        </button>
        {more}
      </div>
    </form>
  )
}
