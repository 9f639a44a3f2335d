import { signal, useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import type { ReportPolicy } from '../../api/schema.gen'
import { decimal } from '../../i18n/format'
import { say } from '../../state/notice'
import { follow } from '../../state/resource'
import { lang } from '../../state/store'
import { Failed } from '../../ui/Failed'
import { Form } from '../../ui/Form'
import { useFirstField } from '../../ui/firstField'
import { reportsDesk } from './api'
import { changes } from './changes'
import { q } from './i18n'

const wanted = signal(false)
const policy = follow(
  () => (wanted.value ? lang.value : null),
  (language, ended) => reportsDesk.policy(language, ended),
  () => 'policy',
)

const text = (data: FormData, name: string): string => String(data.get(name) ?? '').trim()

/** A part as a whole number of per cent. */
const percent = (part: number): number => Math.round(part * 100)

function PolicyForm({ now, close }: { now: ReportPolicy; close: () => void }) {
  const says = q().deadlines
  const began = useRef(now).current
  const box = useRef<HTMLDivElement>(null)
  useFirstField(box)
  const go = async (data: FormData): Promise<void> => {
    const near = Number(text(data, 'near'))
    await reportsDesk.savePolicy(
      changes(began, {
        hours: text(data, 'hours'),
        near: near === percent(began.near) ? began.near : near / 100,
        close_after_days: Number(text(data, 'close')),
        keep_contact_days: Number(text(data, 'keep')),
        source: text(data, 'source'),
      }),
    )
    say(q().routing.saved)
    close()
    policy.again()
  }
  const number = (name: string, label: string, value: number, min: number, max: number) => (
    <label class="field">
      {label}
      <input name={name} type="number" required min={min} max={max} step={1} defaultValue={String(value)} />
    </label>
  )
  return (
    <div class="move-form" ref={box}>
      <Form
        button={q().routing.save}
        go={go}
        more={
          <button type="button" class="button" onClick={close}>
            {q().routing.cancel}
          </button>
        }
      >
        <label class="field">
          {says.hours}
          <input
            name="hours"
            required
            maxLength={80}
            defaultValue={began.hours}
            autocomplete="off"
            aria-describedby="policy-hours"
          />
          <span id="policy-hours" class="secondary">
            {says.hoursHint}
          </span>
        </label>
        {number('near', says.near, percent(began.near), 50, 95)}
        {number('close', says.closeAfter, began.close_after_days, 1, 60)}
        {number('keep', says.keepContact, began.keep_contact_days, 30, 3650)}
        <label class="field">
          {says.source}
          <input name="source" required maxLength={500} defaultValue={began.source} autocomplete="off" />
        </label>
      </Form>
    </div>
  )
}

/** What the province sets for all reports. */
export function Policy() {
  wanted.value = true
  const editing = useSignal(false)
  const says = q().deadlines
  const { value, failure } = policy.resource.value
  const n = (count: number): string => decimal(count, 0, lang.value)
  const edit = (on: boolean) => (): void => {
    editing.value = on
  }
  return (
    <section class="section" data-test="policy">
      <h2>{says.policy}</h2>
      <p class="secondary">{says.policyLead}</p>
      {failure && <Failed failure={failure} again={policy.again} />}
      {value &&
        (editing.value ? (
          <PolicyForm now={value} close={edit(false)} />
        ) : (
          <>
            <p class="row-head">
              <span class="strong figures">{value.hours}</span>
              <button type="button" class="link end" aria-label={q().routing.editOne(says.policy)} onClick={edit(true)}>
                {q().routing.edit}
              </button>
            </p>
            <p>{says.policySaid(n(percent(value.near)), n(value.close_after_days), n(value.keep_contact_days))}</p>
            <p class="secondary">{value.source}</p>
          </>
        ))}
    </section>
  )
}
