import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { copyText } from '../actions/share'
import { Failure } from '../api/client'
import type { User } from '../api/types'
import { t } from '../i18n'
import { time } from '../i18n/format'
import { warn } from '../state/notice'
import { may } from '../state/session'
import { Failed, failureText } from '../ui/Failed'
import { Waiting } from '../ui/Waiting'
import { AccountForm } from './AccountForm'
import { d } from './i18n'
import { disableUser, makeLink, readPeople, secret, trouble, users } from './people'
import { Tokens } from './Tokens'

/** Does something of which only a failure needs telling. */
export const attempt = (what: Promise<unknown>): void => {
  what.catch((cause) => warn(failureText(cause instanceof Failure ? cause : new Failure('garbled'))))
}

/** A secret, shown once. */
function Secret() {
  const shown = secret.value
  if (!shown) return null
  const says = d().users
  const isLink = shown.kind === 'link'
  return (
    <div class="secret" role="status" data-test="secret">
      <p>{isLink ? says.linkFor(shown.of, time(shown.until ?? '')) : says.tokenOnce}</p>
      <p class="secret-text" translate={false}>
        {shown.text}
      </p>
      <div class="actions">
        <button
          type="button"
          class="button primary"
          onClick={() => copyText(shown.text, isLink ? says.linkWhat : says.tokenWhat)}
        >
          {says.copy}
        </button>
        <button
          type="button"
          class="button"
          onClick={() => {
            secret.value = null
          }}
        >
          {t().app.close}
        </button>
      </div>
    </div>
  )
}

function Person({ user }: { user: User }) {
  const editing = useSignal(false)
  const says = d().users
  if (editing.value) {
    return (
      <li class="person">
        <AccountForm
          user={user}
          close={() => {
            editing.value = false
          }}
        />
      </li>
    )
  }
  const limits = user.role === 'land_officer'
  return (
    <li class="person" data-user={user.login}>
      <div class="grow">
        <p class="former-head">
          <span class="strong">{user.name}</span>
          {user.disabled && <span class="state state-failed">{says.disabled}</span>}
          {!user.signs_in && !user.disabled && <span class="state state-staged">{says.noPassword}</span>}
        </p>
        <p class="secondary">
          {user.login}, {t().account.roles[user.role]}
          {limits && `, ${user.communes ? says.inCommunes(user.communes.join(', ')) : says.everywhere}`}
        </p>
      </div>
      <div class="actions">
        <button
          type="button"
          class="button small"
          aria-label={says.edit(user.name)}
          onClick={() => {
            editing.value = true
          }}
        >
          {says.words.edit}
        </button>
        {!user.disabled && (
          <button
            type="button"
            class="button small"
            aria-label={says.link(user.name)}
            onClick={() => attempt(makeLink(user))}
          >
            {says.words.link}
          </button>
        )}
        <button
          type="button"
          class="button small"
          aria-label={user.disabled ? says.enable(user.name) : says.disable(user.name)}
          onClick={() => attempt(disableUser(user.login, !user.disabled))}
        >
          {user.disabled ? says.words.enable : says.words.disable}
        </button>
      </div>
    </li>
  )
}

function People() {
  const adding = useSignal(false)
  const says = d().users
  return (
    <section class="section">
      <h1 data-panel-title tabIndex={-1}>
        {says.title}
      </h1>
      <p class="secondary">{says.lead}</p>
      <Secret />
      {adding.value ? (
        <AccountForm
          close={() => {
            adding.value = false
          }}
        />
      ) : (
        <button
          type="button"
          class="button primary add"
          onClick={() => {
            adding.value = true
          }}
        >
          {says.add}
        </button>
      )}
      {trouble.value && <Failed failure={trouble.value} again={readPeople} />}
      {!users.value && !trouble.value && <Waiting />}
      <ul class="formers">
        {users.value?.map((user) => (
          <Person key={user.login} user={user} />
        ))}
      </ul>
    </section>
  )
}

/** The accounts and the tokens, for administrators. */
export function Accounts() {
  const allowed = may('accounts')
  useEffect(() => {
    if (allowed) readPeople()
    return () => {
      secret.value = null
    }
  }, [allowed])
  if (!allowed) return <p class="section">{d().users.forbidden}</p>
  return (
    <>
      <People />
      <Tokens />
    </>
  )
}
