import type { ProblemGroup } from '../api/types'
import { words } from '../i18n'
import { decimal } from '../i18n/format'
import { lang } from '../state/store'
import { d } from './i18n'
import { plain } from './plain'
import { answers, current } from './state'

/** Codes of errors that may be taken as warnings: the row can be stored, and only people know whether it is right. */
const ACCEPTABLE: readonly string[] = ['outside_commune', 'unknown_commune', 'outside_province']

function Choice({ on, set, label }: { on: boolean; set: (on: boolean) => void; label: string }) {
  return (
    <label class="check">
      <input type="checkbox" checked={on} onChange={(e) => set(e.currentTarget.checked)} />
      <span>{label}</span>
    </label>
  )
}

/** What becomes of the rows in error: left out, taken all the same, repaired. Nothing by itself. */
export function Mending({ groups }: { groups: readonly ProblemGroup[] }) {
  const refused = current.value?.counts.refused ?? 0
  const says = d().problems
  const is = answers.value
  const acceptable = groups.filter(({ code, severity }) => severity === 'error' && ACCEPTABLE.includes(code))
  if (refused === 0 && is.accept.length === 0 && !is.skipBad && !is.repair) return null
  return (
    <fieldset class="mending">
      <legend>{says.choices}</legend>
      <p class="secondary">{says.mend}</p>
      <Choice
        on={is.repair}
        set={(repair) => {
          answers.value = { ...answers.peek(), repair }
        }}
        label={says.repair}
      />
      {acceptable.map((group) => (
        <Choice
          key={group.code}
          on={is.accept.includes(group.code)}
          set={(on) => {
            const rest = answers.peek().accept.filter((code) => code !== group.code)
            answers.value = { ...answers.peek(), accept: on ? [...rest, group.code] : rest }
          }}
          label={says.accept(plain(words(group.what), lang.value))}
        />
      ))}
      <Choice
        on={is.skipBad}
        set={(skipBad) => {
          answers.value = { ...answers.peek(), skipBad }
        }}
        label={says.skip(decimal(refused, 0, lang.value))}
      />
    </fieldset>
  )
}
