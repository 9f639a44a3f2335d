import { useEffect, useRef } from 'preact/hooks'
import { words as inLanguage, t } from '../i18n'
import { say } from '../state/notice'
import { accountDialog, elsewhere, session, setPassword, signIn, signInFailure } from '../state/session'
import { Form } from '../ui/Form'
import { CloseIcon, PersonIcon } from '../ui/icons'
import { Me } from './Me'

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

/** Why the person is not signed in, where there is a reason to tell. */
function WhyNot() {
  const reasons = { ...t().account.failures, ended: t().me.ended }
  const reason = reasons[signInFailure.value as keyof typeof reasons]
  if (!reason) return null
  return (
    <p class="hint wrong" role="alert">
      {reason}
    </p>
  )
}

/** The way to sign in with the account of another place, where there is one. */
function Elsewhere() {
  const place = session.value.elsewhere
  const words = t().account
  if (!place) return null
  return (
    <>
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
      {kind === 'sign-in' && (
        <>
          <WhyNot />
          <Elsewhere />
          <SignInForm />
        </>
      )}
    </dialog>
  )
}
