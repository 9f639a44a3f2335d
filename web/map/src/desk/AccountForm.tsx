import { useSignal } from '@preact/signals'
import type { TargetedEvent } from 'preact'
import { useRef } from 'preact/hooks'
import { Failure } from '../api/client'
import type { User } from '../api/types'
import { t } from '../i18n'
import { say } from '../state/notice'
import { failureText } from '../ui/Failed'
import { useFirstField } from '../ui/firstField'
import { d } from './i18n'
import { addUser, codesIn, ROLES, saveUser } from './people'

/** Makes an account, or changes one. */
export function AccountForm({ user, close }: { user?: User; close: () => void }) {
  const role = useSignal<User['role']>(user?.role ?? 'land_officer')
  const wrong = useSignal('')
  const busy = useSignal(false)
  const form = useRef<HTMLFormElement>(null)
  const says = d().users
  useFirstField(form)
  const submit = async (e: TargetedEvent<HTMLFormElement>): Promise<void> => {
    e.preventDefault()
    const data = new FormData(e.currentTarget)
    const text = (name: string): string => String(data.get(name) ?? '').trim()
    const wanted = {
      login: user?.login ?? text('login'),
      name: text('name'),
      role: role.value,
      communes: codesIn(text('communes')),
      agency: text('agency'),
    }
    busy.value = true
    wrong.value = ''
    try {
      await (user ? saveUser(wanted) : addUser(wanted))
      say(says.saved(wanted.name))
      close()
    } catch (cause) {
      wrong.value = failureText(cause instanceof Failure ? cause : new Failure('garbled'))
    } finally {
      busy.value = false
    }
  }
  return (
    <form ref={form} class="form person-form grow" onSubmit={submit} aria-busy={busy.value}>
      {!user && (
        <label>
          {says.login}
          <input
            class="input"
            name="login"
            required
            maxLength={64}
            autocapitalize="none"
            spellcheck={false}
            autocomplete="off"
          />
        </label>
      )}
      <label>
        {says.name}
        <input class="input" name="name" required maxLength={100} defaultValue={user?.name ?? ''} autocomplete="off" />
      </label>
      <label>
        {says.role}
        <select
          class="select"
          value={role.value}
          onChange={(e) => {
            role.value = e.currentTarget.value as User['role']
          }}
        >
          {ROLES.map((name) => (
            <option key={name} value={name}>
              {t().account.roles[name]}
            </option>
          ))}
        </select>
      </label>
      {role.value === 'land_officer' && (
        <label>
          {says.communes}
          <input
            class="input"
            name="communes"
            inputMode="numeric"
            aria-describedby="communes-hint"
            defaultValue={user?.communes?.join(', ') ?? ''}
          />
          <span id="communes-hint" class="secondary">
            {says.communesHint}
          </span>
        </label>
      )}
      {role.value === 'agency' && (
        <label>
          {says.agency}
          <input
            class="input"
            name="agency"
            required
            maxLength={60}
            autocapitalize="none"
            spellcheck={false}
            aria-describedby="agency-hint"
            defaultValue={user?.agency ?? ''}
          />
          <span id="agency-hint" class="secondary">
            {says.agencyHint}
          </span>
        </label>
      )}
      {wrong.value && (
        <p class="hint wrong" role="alert">
          {wrong.value}
        </p>
      )}
      <div class="actions">
        <button type="submit" class="button primary" disabled={busy.value}>
          {says.save}
        </button>
        <button type="button" class="button" onClick={close}>
          {says.cancel}
        </button>
      </div>
    </form>
  )
}
