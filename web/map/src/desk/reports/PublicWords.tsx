import { useSignal } from '@preact/signals'
import type { DeskReport } from '../../api/schema.gen'
import { q } from './i18n'
import { tellsWho } from './personal'

/** What a move begins with as the words for everybody: those that are there, else the reporter's own to be gone through. */
export const beginning = (action: string, { words, public_words }: DeskReport): string =>
  action === 'verify' ? public_words || words : action === 'edit' ? public_words : ''

/** The words for everybody, with a warning while they seem to hold what tells who somebody is. */
export function PublicWords({ report, action, needed }: { report: DeskReport; action: string; needed: boolean }) {
  const begins = beginning(action, report)
  const tells = useSignal(tellsWho(begins))
  const says = q().fields
  return (
    <label class="field">
      {says.public_words}
      <textarea
        name="public_words"
        rows={3}
        maxLength={4000}
        required={needed}
        defaultValue={begins}
        aria-describedby="public-words-hint"
        onInput={(event) => {
          tells.value = tellsWho(event.currentTarget.value)
        }}
      />
      <span id="public-words-hint" class="secondary">
        {action === 'verify' ? says.verifyHint : says.public_wordsHint}
      </span>
      <span role="status">{tells.value && <span class="wrong-line">{says.tellsWho}</span>}</span>
    </label>
  )
}
