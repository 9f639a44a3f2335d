import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { say } from '../../state/notice'
import { Form, sentence } from '../../ui/Form'
import { codesIn } from '../people'
import { KINDS, type Kind, parameters, stations } from './api'
import { m } from './i18n'
import { type Basis, type Rule, saveRule, sentenceOf } from './rules'
import { parameterName } from './SensorFields'

const BASES = ['raw', '1h', '24h'] as const
type Draft = Omit<Rule, 'id'>

const fresh: Draft = {
  name: '',
  parameter: 'PM2.5',
  medium: 'air',
  kinds: ['air'],
  area: null,
  stations: null,
  basis: '1h',
  above: null,
  below: null,
  for_minutes: 0,
  clear: null,
  enabled: true,
}

/** A number of a field: what cannot be read is none. */
const numberIn = (text: string): number | null => {
  const value = Number(text.trim().replace(',', '.'))
  return text.trim() === '' || !Number.isFinite(value) ? null : value
}

/** Makes a rule, or changes one; what it says is told as a sentence while it is written. */
export function RuleForm({ rule, close }: { rule?: Rule; close: () => void }) {
  const says = m().alarms
  const draft = useSignal<Draft>(rule ?? fresh)
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    box.current?.querySelector('input')?.focus()
  }, [])
  const set = (part: Partial<Draft>): void => {
    draft.value = { ...draft.peek(), ...part }
  }
  const now = draft.value
  const key = now.parameter === null ? '' : `${now.medium} ${now.parameter}`
  const unit = parameters.value.find(({ code, medium }) => code === now.parameter && medium === now.medium)?.unit ?? ''
  const where = now.stations ? 'stations' : now.area ? 'communes' : 'all'
  const complete = now.parameter === null || now.above !== null || now.below !== null
  const go = async (): Promise<void> => {
    if (!complete) throw new Error(says.needsThreshold)
    await saveRule(rule?.id ?? null, draft.peek())
    say(says.ruleSaved(now.name))
    close()
  }
  const numeric = (name: 'above' | 'below' | 'clear') => ({
    class: 'input',
    inputMode: 'decimal' as const,
    defaultValue: now[name] === null ? '' : String(now[name]).replace('.', ','),
    autocomplete: 'off',
    onInput: (e: { currentTarget: HTMLInputElement }) => set({ [name]: numberIn(e.currentTarget.value) }),
  })
  return (
    <div ref={box} class="person-form grow">
      <Form
        button={m().save}
        go={go}
        says={(cause) =>
          cause instanceof Error && cause.message === says.needsThreshold ? cause.message : sentence(cause)
        }
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
              defaultValue={now.name}
              autocomplete="off"
              onInput={(e) => set({ name: e.currentTarget.value.trim() })}
            />
          </label>
          <label>
            {says.about}
            <select
              class="select"
              value={key}
              onChange={(e) => {
                const found = parameters.value.find((p) => `${p.medium} ${p.code}` === e.currentTarget.value)
                if (!found)
                  set({ parameter: null, medium: null, basis: 'silence', above: null, below: null, clear: null })
                else
                  set({
                    parameter: found.code,
                    medium: found.medium,
                    basis: now.basis === 'silence' ? '1h' : now.basis,
                  })
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
          {now.parameter !== null && (
            <>
              <label>
                {says.basis}
                <select
                  class="select"
                  value={now.basis}
                  onChange={(e) => set({ basis: e.currentTarget.value as Basis })}
                >
                  {BASES.map((basis) => (
                    <option key={basis} value={basis}>
                      {says.bases[basis]}
                    </option>
                  ))}
                </select>
              </label>
              <label>
                {says.above}
                {unit && `, ${unit}`}
                <input {...numeric('above')} />
              </label>
              <label>
                {says.below}
                {unit && `, ${unit}`}
                <input {...numeric('below')} />
              </label>
              <label>
                {says.clear}
                {unit && `, ${unit}`}
                <input {...numeric('clear')} aria-describedby="rule-clear-hint" />
                <span id="rule-clear-hint" class="secondary">
                  {says.clearHint}
                </span>
              </label>
            </>
          )}
          <label>
            {says.minutes}
            <input
              class="input"
              type="number"
              min={0}
              max={10080}
              defaultValue={String(now.for_minutes)}
              onInput={(e) => set({ for_minutes: Number(e.currentTarget.value) || 0 })}
            />
          </label>
        </div>
        <fieldset class="checks">
          <legend class="strong">{says.kinds}</legend>
          {KINDS.map((kind: Kind) => (
            <label key={kind} class="check">
              <input
                type="checkbox"
                checked={now.kinds.includes(kind)}
                onChange={(e) => {
                  const rest = now.kinds.filter((one) => one !== kind)
                  set({ kinds: e.currentTarget.checked ? [...rest, kind] : rest })
                }}
              />
              <span>{m().kinds[kind]}</span>
            </label>
          ))}
        </fieldset>
        <div class="form pairs">
          <label>
            {says.where}
            <select
              class="select"
              value={where}
              onChange={(e) => {
                const to = e.currentTarget.value
                set({ area: to === 'communes' ? { communes: [] } : null, stations: to === 'stations' ? [] : null })
              }}
            >
              <option value="all">{says.everywhere}</option>
              <option value="communes">{says.inCommunes}</option>
              <option value="stations">{says.atStations}</option>
            </select>
          </label>
          {now.area && (
            <label>
              {says.communes}
              <input
                class="input"
                inputMode="numeric"
                defaultValue={now.area.communes.join(', ')}
                aria-describedby="rule-communes-hint"
                onInput={(e) => set({ area: { communes: codesIn(e.currentTarget.value) } })}
              />
              <span id="rule-communes-hint" class="secondary">
                {says.communesHint}
              </span>
            </label>
          )}
        </div>
        {now.stations && (
          <fieldset class="checks">
            <legend class="strong">{says.stations}</legend>
            {(stations.value ?? []).map((one) => (
              <label key={one.id} class="check">
                <input
                  type="checkbox"
                  checked={now.stations?.includes(one.id) ?? false}
                  onChange={(e) => {
                    const rest = (now.stations ?? []).filter((id) => id !== one.id)
                    set({ stations: e.currentTarget.checked ? [...rest, one.id] : rest })
                  }}
                />
                <span>{one.name}</span>
              </label>
            ))}
          </fieldset>
        )}
        <label class="check">
          <input type="checkbox" checked={now.enabled} onChange={(e) => set({ enabled: e.currentTarget.checked })} />
          <span>{says.enabled}</span>
        </label>
        {complete && (
          <p class="rule-sentence" aria-live="polite">
            {sentenceOf(now, unit, stations.value ?? [])}
          </p>
        )}
      </Form>
    </div>
  )
}
