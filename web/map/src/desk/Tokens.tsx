import { useSignal } from '@preact/signals'
import type { TargetedEvent } from 'preact'
import type { Token } from '../api/types'
import { time } from '../i18n/format'
import { attempt } from './Accounts'
import { d } from './i18n'
import { makeToken, revokeToken, SCOPES, type Scope, tokens } from './people'

const scopeTitle = (scope: string): string => {
  const known = SCOPES.find((name) => name === scope)
  return known ? d().users.scope[known] : scope
}

function One({ token }: { token: Token }) {
  const says = d().users
  return (
    <li class="person" data-token={token.name}>
      <div class="grow">
        <p class="former-head">
          <span class="strong">{token.name}</span>
          {token.revoked && <span class="state">{says.revoked}</span>}
        </p>
        <p class="secondary">
          {[token.scopes.map(scopeTitle).join(', '), token.login && says.of(token.login), time(token.created_at)]
            .filter(Boolean)
            .join('; ')}
        </p>
      </div>
      {!token.revoked && (
        <button
          type="button"
          class="button small"
          aria-label={says.revoke(token.name)}
          onClick={() => attempt(revokeToken(token.id))}
        >
          {says.revokeWord}
        </button>
      )}
    </li>
  )
}

function NewToken({ close }: { close: () => void }) {
  const scopes = useSignal<readonly Scope[]>(['import'])
  const says = d().users
  const submit = (e: TargetedEvent<HTMLFormElement>): void => {
    e.preventDefault()
    const name = String(new FormData(e.currentTarget).get('name') ?? '').trim()
    if (!name || scopes.value.length === 0) return
    attempt(makeToken(name, scopes.value).then(close))
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
  return (
    <section class="section">
      <h2>{says.tokens}</h2>
      {tokens.value?.length === 0 && <p class="secondary">{says.tokensNone}</p>}
      <ul class="formers">
        {tokens.value?.map((token) => (
          <One key={token.id} token={token} />
        ))}
      </ul>
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
    </section>
  )
}
