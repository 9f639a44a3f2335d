import type { InputHTMLAttributes } from 'preact'
import { r } from './i18n'
import { change, draft } from './writing'

/** How the sender can be reached, for those who want to be: with who sees it and for how long. */
export function Contact() {
  const says = r().contact
  const { contact } = draft.value
  const field = (name: keyof typeof contact, about: InputHTMLAttributes<HTMLInputElement>) => (
    <label class="field">
      {says[name]}
      <input
        {...about}
        value={contact[name]}
        onInput={(event) => change({ contact: { ...contact, [name]: event.currentTarget.value } })}
      />
    </label>
  )
  return (
    <>
      <p>{says.lead}</p>
      {field('name', { type: 'text', maxLength: 100, autocomplete: 'name' })}
      {field('phone', { type: 'tel', maxLength: 30, autocomplete: 'tel' })}
      {field('email', { type: 'email', maxLength: 200, autocomplete: 'email' })}
      <p class="secondary">{says.who}</p>
      <p class="secondary">{says.long}</p>
    </>
  )
}
