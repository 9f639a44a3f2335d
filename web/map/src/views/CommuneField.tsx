import { useEffect } from 'preact/hooks'
import { t } from '../i18n'
import { choices, communeText, firstChoice, ownCommunes, written } from '../state/communeChoice'

/** Where an owner is looked for: any commune by name or code; what is likely is offered. */
export function CommuneField() {
  const words = t().privateSearch
  useEffect(() => {
    communeText.value = firstChoice()
  }, [])
  return (
    <div class="field">
      <label for="private-commune">{words.commune}</label>
      <input
        id="private-commune"
        type="text"
        list="private-communes"
        value={communeText.value}
        aria-describedby="private-commune-hint"
        autocomplete="off"
        spellcheck={false}
        required
        onFocus={(e) => e.currentTarget.select()}
        onInput={(e) => {
          communeText.value = e.currentTarget.value
        }}
      />
      <datalist id="private-communes">
        {choices.value.map((choice) => (
          <option key={choice.code} value={written(choice)} />
        ))}
      </datalist>
      <span id="private-commune-hint" class="secondary">
        {ownCommunes.value ? words.communeOwn : words.communeHint}
      </span>
    </div>
  )
}
