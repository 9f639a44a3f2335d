import { useId } from 'preact/hooks'
import { m } from './i18n'

/** A field for a number; `wrong` says why it is not taken. */
export function NumberField(props: {
  label: string
  text: string
  set: (text: string) => void
  wrong: string
  hint?: string
}) {
  const { label, text, set, wrong, hint } = props
  const id = useId()
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        class="input"
        inputMode="decimal"
        defaultValue={text}
        autocomplete="off"
        aria-invalid={wrong !== ''}
        aria-describedby={hint ? `${id}-wrong ${id}-hint` : `${id}-wrong`}
        onInput={(event) => set(event.currentTarget.value)}
      />
      <span id={`${id}-wrong`} class="field-wrong" role="status">
        {wrong}
      </span>
      {hint && (
        <span id={`${id}-hint`} class="secondary">
          {hint}
        </span>
      )}
    </div>
  )
}

/** Boxes of which any may be ticked. */
export function Ticks<T extends string | number>(props: {
  legend: string
  all: readonly (readonly [T, string])[]
  ticked: readonly T[]
  set: (ticked: readonly T[]) => void
}) {
  const { legend, all, ticked, set } = props
  return (
    <fieldset class="checks">
      <legend class="strong">{legend}</legend>
      {all.length === 0 && <p class="secondary">{m().alarms.noStations}</p>}
      {all.map(([one, name]) => (
        <label key={one} class="check">
          <input
            type="checkbox"
            checked={ticked.includes(one)}
            onChange={(event) => {
              const rest = ticked.filter((other) => other !== one)
              set(event.currentTarget.checked ? [...rest, one] : rest)
            }}
          />
          <span>{name}</span>
        </label>
      ))}
    </fieldset>
  )
}
