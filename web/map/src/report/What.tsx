import { decimal } from '../i18n/format'
import { lang } from '../state/store'
import { Failed } from '../ui/Failed'
import { Waiting } from '../ui/Waiting'
import { CategoryIcon } from './CategoryIcon'
import { MOST_WORDS } from './draft'
import { r } from './i18n'
import { active, categories, categoryName } from './state'
import { change, draft } from './writing'

/** What it is: a category and some words. */
export function What() {
  const says = r().what
  const { category, words } = draft.value
  const chosen = active.value.find(({ code }) => code === category)
  const { failure } = categories.resource.value
  const left = MOST_WORDS - words.length
  return (
    <>
      <fieldset class="categories">
        <legend>{says.category}</legend>
        {active.value.map(({ code }) => (
          <label key={code} class="category">
            <input
              type="radio"
              name="category"
              value={code}
              checked={code === category}
              onChange={() => change({ category: code })}
            />
            <CategoryIcon code={code} />
            <span>{categoryName(code)}</span>
          </label>
        ))}
      </fieldset>
      {failure && <Failed failure={failure} again={categories.again} lead={r().noCategories} />}
      {active.value.length === 0 && !failure && <Waiting />}
      {chosen?.sensitive && <p class="hint">{says.sensitive}</p>}
      <label class="field">
        {says.words}
        <textarea
          rows={4}
          maxLength={MOST_WORDS}
          aria-describedby="words-hint"
          value={words}
          onInput={(event) => change({ words: event.currentTarget.value })}
        />
      </label>
      <p id="words-hint" class="secondary">
        {says.wordsHint}
        {left < 200 && ` ${says.left(decimal(left, 0, lang.value))}`}
      </p>
    </>
  )
}
