import { failureText } from '../ui/Failed'
import type { StepName } from './draft'
import { r } from './i18n'
import { categoryName, go } from './state'
import { commune, draft, refused } from './writing'

/** All that will be sent, each part with the way back to it. */
export function Check() {
  const says = r().check
  const { at, category, words, photos, contact, address } = draft.value
  const place = commune.resource.value.value || (at && `${at[1].toFixed(5)}, ${at[0].toFixed(5)}`) || ''
  const line = (label: string, text: string, step: StepName) => (
    <>
      <dt>{label}</dt>
      <dd>
        <span>{text}</span>
        <button type="button" class="link" aria-label={says.change(label)} onClick={() => go({ step })}>
          {says.changeWord}
        </button>
      </dd>
    </>
  )
  return (
    <>
      <dl class="summary">
        {line(says.where, [place, address].filter(Boolean).join(', '), 'where')}
        {line(says.what, categoryName(category), 'what')}
        {line(says.words, words, 'what')}
        {line(says.photos, says.count(String(photos.length)), 'photos')}
        {line(
          says.contact,
          [contact.name, contact.phone, contact.email].filter(Boolean).join(', ') || says.none,
          'contact',
        )}
      </dl>
      {refused.value && (
        <p class="wrong-line" role="alert">
          {refused.value.code === 'key_reused'
            ? r().sending.taken
            : `${r().sending.refused} ${failureText(refused.value)}`}
        </p>
      )}
    </>
  )
}
