import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { e } from '../../environment/i18n'
import { say } from '../../state/notice'
import { lang } from '../../state/store'
import { Form } from '../../ui/Form'
import { useFirstField } from '../../ui/firstField'
import { parameters, refusal, stations } from './api'
import { communeName, communesOfStations } from './communes'
import { about, type Draft, draftOf, type Fault, faultsOf, fresh, kindsOf, offered, ruleOf } from './draft'
import { m } from './i18n'
import { NumberField, Ticks } from './RuleParts'
import { type Rule, saveRule, sentenceOf } from './rules'
import { parameterName } from './SensorFields'

const BASES = ['raw', '1h', '24h'] as const
const SIDES = ['above', 'below'] as const

interface Parts {
  readonly draft: Draft
  readonly set: (part: Partial<Draft>) => void
}

/** What a rule looks at, and when it holds. */
function Condition({ draft, set, unit, says: wrong }: Parts & { unit: string; says: (fault: Fault) => string }) {
  const says = m().alarms
  const measured = (label: string): string => (unit ? `${label}, ${unit}` : label)
  return (
    <>
      <label>
        {says.about}
        <select
          class="select"
          value={draft.parameter === null ? '' : `${draft.medium} ${draft.parameter}`}
          onChange={(event) => {
            const found = parameters.value.find((p) => `${p.medium} ${p.code}` === event.currentTarget.value)
            set(about(draft, found?.code ?? null, found?.medium ?? null))
          }}
        >
          <option value="">{says.aboutSilence}</option>
          {parameters.value.map((p) => (
            <option key={`${p.medium} ${p.code}`} value={`${p.medium} ${p.code}`}>
              {p.code}, {parameterName(p)}
            </option>
          ))}
        </select>
      </label>
      {draft.parameter !== null && (
        <>
          <label>
            {says.basis}
            <select
              class="select"
              value={draft.basis}
              onChange={(event) => set({ basis: event.currentTarget.value as Draft['basis'] })}
            >
              {BASES.map((basis) => (
                <option key={basis} value={basis}>
                  {says.bases[basis]}
                </option>
              ))}
            </select>
          </label>
          <label>
            {says.side}
            <select
              class="select"
              value={draft.side}
              onChange={(event) => set({ side: event.currentTarget.value as Draft['side'] })}
            >
              {SIDES.map((side) => (
                <option key={side} value={side}>
                  {says.sides[side]}
                </option>
              ))}
            </select>
          </label>
          <NumberField
            label={measured(says.bound)}
            text={draft.bound}
            set={(bound) => set({ bound })}
            wrong={wrong('boundUnreadable')}
          />
          <NumberField
            label={measured(says.clear)}
            text={draft.clear}
            set={(clear) => set({ clear })}
            wrong={wrong('clearUnreadable')}
            hint={says.clearHint}
          />
        </>
      )}
      <label>
        {says.minutes}
        <input
          class="input"
          type="number"
          min={0}
          max={43_200}
          defaultValue={String(draft.minutes)}
          onInput={(event) => set({ minutes: Number(event.currentTarget.value) || 0 })}
        />
      </label>
    </>
  )
}

/** Which stations a rule is for. */
function Where({ draft, set }: Parts) {
  const says = m().alarms
  const list = offered(draft, stations.value ?? [])
  const communes = [...new Set([...communesOfStations().map(({ code }) => code), ...draft.communes])]
  return (
    <>
      <Ticks
        legend={says.kinds}
        all={kindsOf(draft.medium).map((kind) => [kind, e().kinds[kind]] as const)}
        ticked={draft.kinds}
        set={(kinds) => set({ kinds })}
      />
      <div class="form pairs">
        <label>
          {says.where}
          <select
            class="select"
            value={draft.where}
            onChange={(event) => set({ where: event.currentTarget.value as Draft['where'] })}
          >
            <option value="all">{says.everywhere}</option>
            <option value="communes">{says.inCommunes}</option>
            <option value="stations">{says.atStations}</option>
          </select>
        </label>
      </div>
      {draft.where === 'communes' && (
        <Ticks
          legend={says.communes}
          all={communes.map((code) => [code, communeName(code)] as const)}
          ticked={draft.communes}
          set={(chosen) => set({ communes: chosen })}
        />
      )}
      {draft.where === 'stations' && (
        <Ticks
          legend={says.stations}
          all={list.map(({ id, name }) => [id, name] as const)}
          ticked={draft.stations}
          set={(chosen) => set({ stations: chosen })}
        />
      )}
    </>
  )
}

/** Makes a rule, or changes one; what it says is told as a sentence while it is written. */
export function RuleForm({ rule, close }: { rule?: Rule; close: () => void }) {
  const says = m().alarms
  const written = useSignal<Draft>(rule ? draftOf(rule, lang.peek()) : fresh)
  const box = useRef<HTMLDivElement>(null)
  useFirstField(box)
  const set = (part: Partial<Draft>): void => {
    written.value = { ...written.peek(), ...part }
  }
  // Stations of other kinds than those of the rule are never looked at.
  const known = stations.value && new Set(offered(written.value, stations.value).map(({ id }) => id))
  const draft = { ...written.value, stations: written.value.stations.filter((id) => !known || known.has(id)) }
  const unit =
    parameters.value.find(({ code, medium }) => code === draft.parameter && medium === draft.medium)?.unit ?? ''
  const faults = faultsOf(draft, lang.value)
  const [fault] = faults
  const go = async (): Promise<void> => {
    if (fault) throw refusal(says.faults[fault])
    await saveRule(rule?.id ?? null, ruleOf(draft, lang.peek()))
    say(says.ruleSaved(draft.name))
    close()
  }
  return (
    <div ref={box} class="person-form grow rule-form">
      <Form
        button={m().save}
        go={go}
        more={
          <button type="button" class="button" onClick={close}>
            {m().cancel}
          </button>
        }
      >
        <div class="form pairs">
          <label class="wide">
            {says.name}
            <input
              class="input"
              required
              maxLength={100}
              defaultValue={draft.name}
              autocomplete="off"
              onInput={(event) => set({ name: event.currentTarget.value.trim() })}
            />
          </label>
          <Condition
            draft={draft}
            set={set}
            unit={unit}
            says={(one) => (faults.includes(one) ? says.faults[one] : '')}
          />
        </div>
        <Where draft={draft} set={set} />
        <label class="check">
          <input
            type="checkbox"
            checked={draft.enabled}
            onChange={(event) => set({ enabled: event.currentTarget.checked })}
          />
          <span>{says.enabled}</span>
        </label>
        {!fault && (
          <p class="rule-sentence" aria-live="polite">
            {sentenceOf(ruleOf(draft, lang.value), unit, stations.value ?? [])}
          </p>
        )}
      </Form>
    </div>
  )
}
