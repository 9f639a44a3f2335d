import { r } from './i18n'
import { change, draft } from './writing'

/** How the sender can be reached, for those who want to be: with who sees it and for how long. */
export function Contact() {
  const says = r().contact
  const { contact } = draft.value
  const field = (
    name: 'name' | 'phone' | 'email',
    type: 'text' | 'tel' | 'email',
    most: number,
    autocomplete: 'name' | 'tel' | 'email',
  ) => (
    <label class="field">
      {says[name]}
      <input
        type={type}
        maxLength={most}
        autocomplete={autocomplete}
        value={contact[name]}
        onInput={(event) => change({ contact: { ...contact, [name]: event.currentTarget.value } })}
      />
    </label>
  )
  return (
    <>
      <p>{says.lead}</p>
      {field('name', 'text', 100, 'name')}
      {field('phone', 'tel', 30, 'tel')}
      {field('email', 'email', 200, 'email')}
      <p class="secondary">{says.who}</p>
      <p class="secondary">{says.long}</p>
    </>
  )
}
