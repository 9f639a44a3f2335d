import type { TargetedEvent } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { Failure } from '../api/client'
import { words as inLanguage, t } from '../i18n'
import { say } from '../state/notice'
import { accountDialog, elsewhere, session, setPassword, signIn, signInFailure, signOut } from '../state/session'
import { CloseIcon, PersonIcon } from '../ui/icons'

/** In the bar: the way in, or who is signed in. */
export function AccountButton() {
  const { user } = session.value
  const words = t().account
  return (
    <button
      type="button"
      class={user ? 'quiet signed-in' : 'quiet'}
      title={user ? words.signedInAs(user.name, words.roles[user.role]) : words.signIn}
      onClick={() => {
        accountDialog.value = user ? 'me' : 'sign-in'
      }}
    >
      <PersonIcon />
      <span class="offscreen">{user ? words.signedInAs(user.name, words.roles[user.role]) : words.signIn}</span>
    </button>
  )
}

/** Who is signed in, and the way out. */
function Me() {
  const { user } = session.value
  const words = t().account
  if (!user) return null
  const out = () =>
    signOut().then(
      () => {
        accountDialog.value = null
        say(t().account.signedOut)
      },
      () => say(t().errors.offline),
    )
  return (
    <>
      <p>{words.signedInAs(user.name, words.roles[user.role])}</p>
      {user.communes && <p class="secondary">{words.communes(user.communes.join(', '))}</p>}
      <button type="button" class="button primary" onClick={out}>
        {words.signOut}
      </button>
    </>
  )
}

function sentence(cause: unknown): string {
  if (!(cause instanceof Failure)) return t().errors.server
  return cause.detail || t().errors[cause.kind === 'offline' ? 'offline' : 'server']
}

/** A form of the dialog: sends what `go` does with its fields and says what went wrong. */
function Form({
  go,
  button,
  children,
}: {
  go: (data: FormData) => Promise<void>
  button: string
  children: preact.ComponentChildren
}) {
  const [wrong, setWrong] = useState('')
  const [busy, setBusy] = useState(false)
  const submit = (event: TargetedEvent<HTMLFormElement>) => {
    event.preventDefault()
    setBusy(true)
    setWrong('')
    go(new FormData(event.currentTarget))
      .catch((cause) => setWrong(sentence(cause)))
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
      <button type="submit" class="button primary" disabled={busy}>
        {busy ? t().app.waiting : button}
      </button>
    </form>
  )
}

/** The way to sign in with the account of another place, where there is one. */
function Elsewhere() {
  const place = session.value.elsewhere
  const words = t().account
  if (!place) return null
  const failure = words.failures[signInFailure.value as keyof typeof words.failures]
  return (
    <>
      {failure && (
        <p class="hint wrong" role="alert">
          {failure}
        </p>
      )}
      <a class="button primary" href={elsewhere()}>
        {words.elsewhere(inLanguage(place))}
      </a>
      <p class="secondary or">{words.or}</p>
    </>
  )
}

function SignInForm() {
  const words = t().account
  return (
    <Form button={words.signIn} go={(data) => signIn(String(data.get('login')), String(data.get('password')))}>
      <label>
        {words.login}
        <input name="login" type="text" autocomplete="username" autocapitalize="none" spellcheck={false} required />
      </label>
      <label>
        {words.password}
        <input name="password" type="password" autocomplete="current-password" required />
      </label>
      <p class="secondary">{words.forgotten}</p>
    </Form>
  )
}

function ResetForm() {
  const words = t().account
  return (
    <Form
      button={words.setPassword}
      go={async (data) => {
        await setPassword(String(data.get('password')))
        say(t().account.passwordSet)
      }}
    >
      <label>
        {words.newPassword}
        <input name="password" type="password" autocomplete="new-password" minLength={15} maxLength={200} required />
      </label>
      <p class="secondary">{words.passwordRule}</p>
    </Form>
  )
}

/** The dialog for signing in and for setting a password. */
export function AccountDialog() {
  const kind = accountDialog.value
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    if (kind && !dialog.current?.open) dialog.current?.showModal()
  }, [kind])
  if (!kind) return null
  const words = t().account
  const title = { reset: words.setPassword, me: words.title, 'sign-in': words.signIn }[kind]
  return (
    <dialog
      ref={dialog}
      class="account"
      aria-labelledby="account-title"
      onClose={() => {
        accountDialog.value = null
      }}
    >
      <div class="panel-head">
        <h1 id="account-title">{title}</h1>
        <button type="button" class="bare" aria-label={t().app.close} onClick={() => dialog.current?.close()}>
          <CloseIcon />
        </button>
      </div>
      {kind === 'me' && <Me />}
      {kind === 'reset' && <ResetForm />}
      {kind === 'sign-in' && <Elsewhere />}
      {kind === 'sign-in' && <SignInForm />}
    </dialog>
  )
}
