import { useSignal } from '@preact/signals'
import type { TargetedEvent } from 'preact'
import type { Token } from '../api/types'
import { time } from '../i18n/format'
import { attempt } from './Accounts'
import { AskingButton } from './AskingButton'
import { d } from './i18n'
import { makeToken, over, revokeToken, SCOPES, type Scope, secret, tokens } from './people'
import { Secret } from './Secret'

const scopeTitle = (scope: string): string => {
  const known = SCOPES.find((name) => name === scope)
  return known ? d().users.scope[known] : scope
}

/** What the server calls the token that it prints when it first starts. */
const FIRST = 'first start'

function One({ token }: { token: Token }) {
  const says = d().users
  const ended = over(token)
  const end = token.expires_at && time(token.expires_at)
  return (
    <li class="person" data-token={token.name}>
      <div class="grow">
        <p class="former-head">
          <span class="strong">{token.name === FIRST ? says.firstToken : token.name}</span>
          {token.revoked && <span class="state">{says.revoked}</span>}
          {!token.revoked && ended && <span class="state">{says.expired}</span>}
        </p>
        <p class="secondary">
          {token.scopes.map(scopeTitle).join(', ')}
          {token.login && `; ${says.of(token.login)}`}
          {token.operator && `; ${says.forOperator(token.operator)}`}
        </p>
        <p class="secondary">
          {says.made(time(token.created_at))};{' '}
          {!end ? says.endless : ended && !token.revoked ? says.ended(end) : says.until(end)}
        </p>
      </div>
      {!ended && (
        <AskingButton
          label={says.revoke(token.name)}
          word={says.revokeWord}
          question={says.revokeSure}
          go={() => attempt(revokeToken(token.id))}
        />
      )}
    </li>
  )
}

function List({ of }: { of: readonly Token[] }) {
  return (
    <ul class="formers">
      {of.map((token) => (
        <One key={token.id} token={token} />
      ))}
    </ul>
  )
}

function NewToken({ close }: { close: () => void }) {
  const scopes = useSignal<readonly Scope[]>(['import'])
  const says = d().users
  const submit = (e: TargetedEvent<HTMLFormElement>): void => {
    e.preventDefault()
    const form = new FormData(e.currentTarget)
    const [name, operator] = ['name', 'operator'].map((field) => String(form.get(field) ?? '').trim())
    if (!name || scopes.value.length === 0) return
    attempt(makeToken(name, scopes.value, operator).then(close))
  }
  return (
    <form class="form person-form" onSubmit={submit}>
      <label>
        {says.tokenName}
        <input class="input" name="name" required maxLength={80} autocomplete="off" />
      </label>
      <fieldset>
        <legend class="strong">{says.scopes}</legend>
        {SCOPES.map((scope) => (
          <label key={scope} class="check">
            <input
              type="checkbox"
              checked={scopes.value.includes(scope)}
              onChange={(e) => {
                const rest = scopes.peek().filter((name) => name !== scope)
                scopes.value = e.currentTarget.checked ? [...rest, scope] : rest
              }}
            />
            <span>{says.scope[scope]}</span>
          </label>
        ))}
      </fieldset>
      {scopes.value.includes('readings') && (
        <label>
          {says.tokenOperator}
          <input class="input" name="operator" maxLength={80} autocomplete="off" aria-describedby="token-operator" />
          <span id="token-operator" class="secondary">
            {says.tokenOperatorHint}
          </span>
        </label>
      )}
      <div class="actions">
        <button type="submit" class="button primary" disabled={scopes.value.length === 0}>
          {says.addToken}
        </button>
        <button type="button" class="button" onClick={close}>
          {says.cancel}
        </button>
      </div>
    </form>
  )
}

/** The tokens by which programs ask. */
export function Tokens() {
  const adding = useSignal(false)
  const says = d().users
  const all = tokens.value ?? []
  const ended = all.filter((token) => over(token))
  return (
    <section class="section">
      <h2>{says.tokens}</h2>
      <p class="secondary">{says.tokensLead}</p>
      {secret.value?.kind === 'token' && <Secret />}
      {tokens.value?.length === 0 && <p class="secondary">{says.tokensNone}</p>}
      <List of={all.filter((token) => !over(token))} />
      {adding.value ? (
        <NewToken
          close={() => {
            adding.value = false
          }}
        />
      ) : (
        <button
          type="button"
          class="button add"
          onClick={() => {
            adding.value = true
          }}
        >
          {says.addToken}
        </button>
      )}
      {ended.length > 0 && (
        <details class="ended">
          <summary>{says.tokensOver(ended.length)}</summary>
          <List of={ended} />
        </details>
      )}
    </section>
  )
}
