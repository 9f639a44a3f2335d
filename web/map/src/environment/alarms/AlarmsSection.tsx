import './alarms.css'
import { useSignal } from '@preact/signals'
import type { Alarm } from '../../api/schema.gen'
import { figure, time } from '../../i18n/format'
import { warn } from '../../state/notice'
import { may } from '../../state/session'
import { lang } from '../../state/store'
import { Failed } from '../../ui/Failed'
import { Form, sentence } from '../../ui/Form'
import { Waiting } from '../../ui/Waiting'
import { openStation } from '../map/follow'
import { measured } from '../words'
import { alarms, listed, people, readAlarms, readPeople, take, trouble } from './alarms'
import { a } from './words'

/** Which alarm a button belongs to: buttons of several read alike. */
const subject = ({ station, parameter }: Alarm): string => `${parameter ?? a().silence}, ${station.name}`

type Writing = 'assign' | 'close' | 'note'

/** The field that a step needs words for. */
function Words({ alarm, step, done }: { alarm: Alarm; step: Writing; done: () => void }) {
  const says = a()
  const name = step === 'assign' ? 'to' : 'note'
  return (
    <div class="person-form">
      <Form
        button={says[step]}
        go={async (data) => {
          await take(alarm, step, { [name]: String(data.get(name) ?? '').trim() })
          done()
        }}
        more={
          <button type="button" class="button" onClick={done}>
            {says.cancel}
          </button>
        }
      >
        <div class="form">
          {step === 'assign' ? (
            <label>
              {says.assignTo}
              <select class="select" name="to" required>
                {people.value.map((one) => (
                  <option key={one.login} value={one.login}>
                    {one.name}
                  </option>
                ))}
              </select>
            </label>
          ) : (
            <label>
              {step === 'close' ? says.noteWhy : says.note}
              <input type="text" class="input" name="note" required maxLength={1000} autocomplete="off" />
            </label>
          )}
        </div>
      </Form>
    </div>
  )
}

function Doing({ alarm }: { alarm: Alarm }) {
  const writing = useSignal<Writing | null>(null)
  const says = a()
  if (alarm.state === 'closed' || !may('alarms')) return null
  if (writing.value) {
    return (
      <Words
        alarm={alarm}
        step={writing.value}
        done={() => {
          writing.value = null
        }}
      />
    )
  }
  const steps: readonly Writing[] = ['assign', 'note', 'close']
  return (
    <div class="actions">
      {alarm.state === 'raised' && (
        <button
          type="button"
          class="button small primary"
          aria-label={says.of(says.acknowledge, subject(alarm))}
          onClick={() => take(alarm, 'acknowledge').catch((cause) => warn(sentence(cause)))}
        >
          {says.acknowledge}
        </button>
      )}
      {steps.map((step) => (
        <button
          key={step}
          type="button"
          class="button small"
          aria-label={says.of(says[step], subject(alarm))}
          onClick={() => {
            if (step === 'assign') readPeople().catch((cause) => warn(sentence(cause)))
            writing.value = step
          }}
        >
          {says[step]}
        </button>
      ))}
    </div>
  )
}

function Row({ alarm }: { alarm: Alarm }) {
  const says = a()
  const { station, parameter, unit } = alarm
  const what = parameter ?? says.silence
  return (
    <li class={`alarm alarm-${alarm.state}`} data-alarm={alarm.id}>
      <p class="former-head">
        <button
          type="button"
          class="link strong"
          aria-label={says.openStation(station.name)}
          onClick={() => openStation(station.id, true)}
        >
          {station.name}
        </button>
        <span class={`state state-${alarm.state === 'raised' ? 'failed' : 'staged'}`}>{says.states[alarm.state]}</span>
      </p>
      <p>
        {what}
        {alarm.value !== null && alarm.limit !== null && (
          <span class="figures">
            {' '}
            {says.peak(measured(alarm.value, unit ?? ''), figure(alarm.limit, unit || ' ', lang.value).trim())}
          </span>
        )}
      </p>
      <p class="secondary">
        {alarm.rule.name}; {says.since(time(alarm.raised_at))}
        {alarm.cleared_at && `; ${says.cleared(time(alarm.cleared_at))}`}
        {alarm.assigned && `; ${says.assignedTo(alarm.assigned.to)}`}
      </p>
      <Doing alarm={alarm} />
      <details>
        <summary class="secondary">{says.history}</summary>
        <ol class="steps-taken secondary">
          {alarm.log.map((step) => (
            <li key={`${step.at} ${step.what}`}>
              {says.steps[step.what]}: {says.by(step.by || says.system, time(step.at))}
              {step.note && `: ${step.note}`}
            </li>
          ))}
        </ol>
      </details>
    </li>
  )
}

/** So many alarms stand above the list of stations at first; more on demand. */
const FIRST = 5

/** The alarms, for those who take them on. */
export function AlarmsSection() {
  const allowed = may('alarms')
  const which = listed.value
  const unfolded = useSignal(false)
  const found = alarms.value ?? []
  const shown = unfolded.value ? found : found.slice(0, FIRST)
  if (!allowed) return null
  const says = a()
  return (
    <section class="section alarms" data-test="alarms">
      <h2>{says.title}</h2>
      <fieldset class="pressed">
        <legend class="offscreen">{says.title}</legend>
        {(['open', 'all'] as const).map((one) => (
          <button
            key={one}
            type="button"
            aria-pressed={which === one}
            onClick={() => {
              listed.value = one
            }}
          >
            {says[one]}
          </button>
        ))}
      </fieldset>
      {trouble.value && <Failed failure={trouble.value} again={readAlarms} />}
      {!alarms.value && !trouble.value && <Waiting />}
      {alarms.value?.length === 0 && <p class="secondary">{which === 'open' ? says.none : says.noneEver}</p>}
      <ul class="formers">
        {shown.map((alarm) => (
          <Row key={alarm.id} alarm={alarm} />
        ))}
      </ul>
      {shown.length < found.length && (
        <button
          type="button"
          class="button"
          onClick={() => {
            unfolded.value = true
          }}
        >
          {says.more(found.length - shown.length)}
        </button>
      )}
    </section>
  )
}
