import { useSignal } from '@preact/signals'
import { copyText } from '../../actions/share'
import { t } from '../../i18n'
import { decimal, time } from '../../i18n/format'
import { say } from '../../state/notice'
import { lang } from '../../state/store'
import { Form } from '../../ui/Form'
import { attempt } from '../Accounts'
import { AskingButton } from '../AskingButton'
import { m } from './i18n'
import { addHook, type Delivery, type Hook, hookSecret, hooks, readDeliveries, removeHook, testHook } from './rules'

function stateOf({ state, last_at, next_at, attempts, error }: Delivery): string {
  const says = m().alarms
  const tries = decimal(attempts, 0, lang.value)
  if (state === 'delivered') return says.delivered(time(last_at ?? ''))
  if (attempts === 0) return says.queued
  const why = error ? `: ${says.errors[error]}` : ''
  return (state === 'pending' && next_at ? says.waiting(time(next_at), tries) : says.gaveUp(tries)) + why
}

function Row({ hook }: { hook: Hook }) {
  const sent = useSignal<readonly Delivery[] | null>(null)
  const says = m().alarms
  const look = () =>
    readDeliveries(hook.id).then((list) => {
      sent.value = list
    })
  const toggle = (): void => {
    if (sent.peek()) sent.value = null
    else attempt(look())
  }
  const fresh = hookSecret.value?.id === hook.id ? hookSecret.value : null
  return (
    <li class="person" data-hook={hook.url}>
      <div class="grow">
        <p class="strong">{hook.name}</p>
        <p class="secondary breakable">{hook.url}</p>
      </div>
      <div class="actions">
        <button
          type="button"
          class="button small"
          onClick={() =>
            attempt(
              testHook(hook.id).then(() => {
                say(says.tested)
                return look()
              }),
            )
          }
        >
          {says.test}
        </button>
        <button type="button" class="button small" aria-expanded={sent.value !== null} onClick={toggle}>
          {says.deliveries}
        </button>
        <AskingButton
          label={says.removeHook(hook.name)}
          word={m().remove}
          question={says.removeHookSure}
          go={() => attempt(removeHook(hook.id))}
        />
      </div>
      {fresh && (
        <div class="secret" role="status">
          <p>{says.hookSecret}</p>
          <p class="secret-text" translate={false}>
            {fresh.text}
          </p>
          <div class="actions">
            <button type="button" class="button primary" onClick={() => copyText(fresh.text, says.secretWhat)}>
              {says.copy}
            </button>
            <button
              type="button"
              class="button"
              onClick={() => {
                hookSecret.value = null
              }}
            >
              {t().app.close}
            </button>
          </div>
        </div>
      )}
      {sent.value?.length === 0 && <p class="secondary">{says.noDeliveries}</p>}
      {sent.value && sent.value.length > 0 && (
        <ul class="deliveries secondary">
          {sent.value.map((one) => (
            <li key={one.id}>
              {time(one.created_at)}: {stateOf(one)}
            </li>
          ))}
        </ul>
      )}
    </li>
  )
}

/** Where alarms are sent. */
export function Hooks() {
  const adding = useSignal(false)
  const says = m().alarms
  return (
    <section class="section">
      <h2>{says.hooksTitle}</h2>
      <p class="secondary">{says.hooksLead}</p>
      {hooks.value?.length === 0 && <p class="secondary">{says.noHooks}</p>}
      <ul class="formers">
        {(hooks.value ?? []).map((hook) => (
          <Row key={hook.id} hook={hook} />
        ))}
      </ul>
      {adding.value ? (
        <div class="person-form">
          <Form
            button={m().add}
            go={async (data) => {
              await addHook(String(data.get('name') ?? '').trim(), String(data.get('url') ?? '').trim())
              adding.value = false
            }}
            more={
              <button
                type="button"
                class="button"
                onClick={() => {
                  adding.value = false
                }}
              >
                {m().cancel}
              </button>
            }
          >
            <div class="form">
              <label>
                {says.hookName}
                <input class="input" name="name" required maxLength={100} autocomplete="off" />
              </label>
              <label>
                {says.url}
                <input
                  class="input"
                  name="url"
                  type="url"
                  required
                  maxLength={1000}
                  autocomplete="off"
                  spellcheck={false}
                />
              </label>
            </div>
          </Form>
        </div>
      ) : (
        <button
          type="button"
          class="button add"
          onClick={() => {
            adding.value = true
          }}
        >
          {says.addHook}
        </button>
      )}
    </section>
  )
}
