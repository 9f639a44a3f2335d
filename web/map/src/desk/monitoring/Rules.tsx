import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { may } from '../../state/session'
import { Failed } from '../../ui/Failed'
import { Waiting } from '../../ui/Waiting'
import { attempt } from '../Accounts'
import { AskingButton } from '../AskingButton'
import { parameters, readStations, stations } from './api'
import { nameCommunes } from './communes'
import { Hooks } from './Hooks'
import { m } from './i18n'
import { RuleForm } from './RuleForm'
import { hookSecret, type Rule, readRules, removeRule, rules, sentenceOf, trouble } from './rules'

function Row({ rule }: { rule: Rule }) {
  const editing = useSignal(false)
  const says = m().alarms
  if (editing.value) {
    return (
      <li class="person">
        <RuleForm
          rule={rule}
          close={() => {
            editing.value = false
          }}
        />
      </li>
    )
  }
  const unit =
    parameters.value.find(({ code, medium }) => code === rule.parameter && medium === rule.medium)?.unit ?? ''
  return (
    <li class="person" data-rule={rule.name}>
      <div class="grow">
        <p class="former-head">
          <span class="strong">{rule.name}</span>
          {!rule.enabled && <span class="state">{says.off}</span>}
        </p>
        <p class="secondary">{sentenceOf(rule, unit, stations.value ?? [])}</p>
      </div>
      <div class="actions">
        <button
          type="button"
          class="button small"
          aria-label={says.editRule(rule.name)}
          onClick={() => {
            editing.value = true
          }}
        >
          {m().edit}
        </button>
        <AskingButton
          label={says.removeRule(rule.name)}
          word={m().remove}
          question={says.removeSure}
          go={() => attempt(removeRule(rule.id))}
        />
      </div>
    </li>
  )
}

/** The rules by which alarms are raised, and where they are sent. */
export function Rules() {
  const adding = useSignal(false)
  const allowed = may('stations')
  useEffect(() => {
    if (!allowed) return
    Promise.all([readStations(), readRules()]).then(() =>
      nameCommunes((rules.peek() ?? []).flatMap(({ area }) => area?.communes ?? [])),
    )
    return () => {
      hookSecret.value = null
    }
  }, [allowed])
  const says = m().alarms
  if (!allowed) return <p class="section">{m().forbidden}</p>
  return (
    <>
      <section class="section">
        <h1 data-panel-title tabIndex={-1}>
          {says.rulesTitle}
        </h1>
        <p class="secondary">{says.rulesLead}</p>
        {adding.value ? (
          <RuleForm
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
            {says.addRule}
          </button>
        )}
        {trouble.value && <Failed failure={trouble.value} again={readRules} />}
        {!rules.value && !trouble.value && <Waiting />}
        {rules.value?.length === 0 && <p class="secondary">{says.noRules}</p>}
        <ul class="formers">
          {(rules.value ?? []).map((rule) => (
            <Row key={rule.id} rule={rule} />
          ))}
        </ul>
      </section>
      <Hooks />
    </>
  )
}
