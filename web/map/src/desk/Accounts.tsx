import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { Failure } from '../api/client'
import type { User } from '../api/types'
import { t } from '../i18n'
import { warn } from '../state/notice'
import { may, session } from '../state/session'
import { Failed, failureText } from '../ui/Failed'
import { Waiting } from '../ui/Waiting'
import { AccountForm } from './AccountForm'
import { AskingButton } from './AskingButton'
import { d } from './i18n'
import { disableUser, makeLink, readPeople, secret, trouble, users } from './people'
import { Secret } from './Secret'
import { Tokens } from './Tokens'

/** Does something of which only a failure needs telling. */
export const attempt = (what: Promise<unknown>): void => {
  what.catch((cause) => warn(failureText(cause instanceof Failure ? cause : new Failure('garbled'))))
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
  const self = user.login === session.value.user?.login
  const shown = secret.value?.kind === 'link' && secret.value.about === user.login
  return (
    <li class="person" data-user={user.login}>
      <div class="grow">
        <p class="former-head">
          <span class="strong">{user.name}</span>
          {self && <span class="state">{says.you}</span>}
          {user.disabled && <span class="state state-failed">{says.disabled}</span>}
          {!user.signs_in && !user.disabled && <span class="state state-staged">{says.noPassword}</span>}
        </p>
        <p class="secondary">
          {user.login}, {t().account.roles[user.role]}
          {user.agency && `, ${user.agency}`}
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
        {user.disabled && (
          <button
            type="button"
            class="button small"
            aria-label={says.enable(user.name)}
            onClick={() => attempt(disableUser(user.login, false))}
          >
            {says.words.enable}
          </button>
        )}
        {!user.disabled && !self && (
          <AskingButton
            label={says.disable(user.name)}
            word={says.words.disable}
            question={says.disableSure}
            go={() => attempt(disableUser(user.login, true))}
          />
        )}
      </div>
      {shown && <Secret />}
    </li>
  )
}

/** Who cannot sign in comes last. */
const inOrder = (list: readonly User[]): readonly User[] => [
  ...list.filter(({ disabled }) => !disabled),
  ...list.filter(({ disabled }) => disabled),
]

function People() {
  const adding = useSignal(false)
  const says = d().users
  return (
    <section class="section">
      <h1 data-panel-title tabIndex={-1}>
        {says.title}
      </h1>
      <p class="secondary">{says.lead}</p>
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
        {inOrder(users.value ?? []).map((user) => (
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
