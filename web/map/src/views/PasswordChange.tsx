import { useRef, useState } from 'preact/hooks'
import { Failure } from '../api/client'
import { t } from '../i18n'
import { changePassword, longEnough } from '../state/places'
import { session } from '../state/session'
import { Form, sentence } from '../ui/Form'

/** Refused before it was sent. */
const badLength = (): Failure => new Failure('refused', 0, t().me.badLength)

const says = (cause: unknown): string =>
  cause instanceof Failure && cause.code === 'wrong_password' ? t().me.wrongNow : sentence(cause)

/** The way to another password: a button, then the form, then what became of it. */
export function PasswordChange() {
  const [step, setStep] = useState<'closed' | 'open' | 'done'>('closed')
  const [seen, setSeen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const words = t().me
  const close = (to: 'closed' | 'done'): void => {
    setStep(to)
    setSeen(false)
    requestAnimationFrame(() => button.current?.focus())
  }
  if (step !== 'open') {
    return (
      <>
        {step === 'done' && (
          <p class="done" role="status">
            {words.changed}
          </p>
        )}
        <button ref={button} type="button" class="button" onClick={() => setStep('open')}>
          {words.change}
        </button>
      </>
    )
  }
  const go = async (data: FormData): Promise<void> => {
    const fresh = String(data.get('new'))
    if (!longEnough(fresh)) throw badLength()
    await changePassword(String(data.get('old')), fresh)
    close('done')
  }
  const type = (seen ? 'text' : 'password') as 'password' // the types take no union of kinds
  const plain = { autocapitalize: 'none', spellcheck: false, required: true } as const
  return (
    <Form
      button={words.change}
      go={go}
      says={says}
      more={
        <button type="button" class="button" onClick={() => close('closed')}>
          {words.cancel}
        </button>
      }
    >
      {/* For the browser's keeper of passwords. */}
      <input type="text" name="login" autocomplete="username" value={session.value.user?.login} hidden readOnly />
      <label>
        {words.now}
        <input ref={focusOnce} name="old" type={type} autocomplete="current-password" {...plain} />
      </label>
      <label>
        {words.fresh}
        <input name="new" type={type} autocomplete="new-password" aria-describedby="password-rule" {...plain} />
      </label>
      <label class="check">
        <input type="checkbox" checked={seen} onChange={(e) => setSeen(e.currentTarget.checked)} />
        {words.show}
      </label>
      <p id="password-rule" class="secondary">
        {words.rule}
      </p>
    </Form>
  )
}

/** What opened is what the hands want next. A function of its own, so that it runs once. */
const focusOnce = (input: HTMLInputElement | null): void => input?.focus()
