import { useRef } from 'preact/hooks'
import type { Indicator, IndicatorDefinition } from '../../api/schema.gen'
import type { Lang } from '../../i18n'
import { n } from '../../indicators/i18n'
import { say } from '../../state/notice'
import { lang } from '../../state/store'
import { Form } from '../../ui/Form'
import { useFirstField } from '../../ui/firstField'
import { refusal } from '../monitoring/api'
import { numberIn, numberText } from '../monitoring/number'
import { defineIndicator } from './api'
import { w } from './i18n'

/** Numbers between semicolons or blanks, each as people of the language write it; NaN for what is none. */
export const readBreaks = (text: string, lang: Lang): number[] =>
  text
    .split(/[;\s]+/)
    .filter((part) => part !== '')
    .map((part) => numberIn(part, lang) ?? Number.NaN)

/** Says what an indicator means; without one a new one is made. */
export function Definition({
  of,
  done,
  close,
}: {
  of?: Indicator
  done: (code: string) => Promise<void>
  close: () => void
}) {
  const says = w().indicators
  // The fields stay as they were written, though the page is asked for in another language.
  const language = useRef(lang.peek()).current
  const box = useRef<HTMLDivElement>(null)
  useFirstField(box)
  const go = async (data: FormData): Promise<void> => {
    const text = (name: string): string => String(data.get(name) ?? '').trim()
    const figure = (name: string): number | null => {
      const value = numberIn(text(name), language)
      if (Number.isNaN(value)) throw refusal(says.noNumber(text(name)))
      return value
    }
    const breaks = readBreaks(text('breaks'), language)
    if (breaks.some(Number.isNaN)) throw refusal(says.noNumber(text('breaks')))
    const code = of?.code ?? text('code')
    await defineIndicator(code, {
      theme: text('theme') as IndicatorDefinition['theme'],
      name_vi: text('name_vi'),
      name_en: text('name_en'),
      unit: text('unit'),
      better: text('better') as IndicatorDefinition['better'],
      lowest: figure('lowest'),
      highest: figure('highest'),
      source: text('source'),
      breaks,
    })
    say(says.defined(text('name_vi')))
    await done(code)
  }
  const field = (label: string, name: string, value: string, required: boolean, hint = '') => (
    <label>
      {label}
      <input
        class="input"
        name={name}
        required={required}
        maxLength={120}
        defaultValue={value}
        autocomplete="off"
        spellcheck={false}
        aria-describedby={hint ? `indicator-${name}` : undefined}
      />
      {hint && (
        <span id={`indicator-${name}`} class="secondary">
          {hint}
        </span>
      )}
    </label>
  )
  const choice = (label: string, name: string, words: Readonly<Record<string, string>>, value: string) => (
    <label>
      {label}
      <select class="select" name={name}>
        {Object.entries(words).map(([each, word]) => (
          <option key={each} value={each} selected={each === value}>
            {word}
          </option>
        ))}
      </select>
    </label>
  )
  return (
    <div ref={box} class="person-form">
      <h2>{of ? says.editing : says.add}</h2>
      <Form
        button={w().save}
        go={go}
        more={
          <button type="button" class="button" onClick={close}>
            {w().cancel}
          </button>
        }
      >
        <div class="form pairs">
          {!of && field(says.code, 'code', '', true, says.codeHint)}
          {field(says.nameVi, 'name_vi', of?.name_vi ?? '', true)}
          {field(says.nameEn, 'name_en', of?.name_en ?? '', false, says.nameEnHint)}
          {choice(says.theme, 'theme', n().themes, of?.theme ?? 'services')}
          {field(says.unit, 'unit', of?.unit ?? '', false, says.unitHint)}
          {choice(says.better, 'better', n().better, of?.better ?? 'high')}
          {field(says.lowest, 'lowest', numberText(of?.lowest ?? null, language), false)}
          {field(says.highest, 'highest', numberText(of?.highest ?? null, language), false)}
          {field(says.source, 'source', of?.source ?? '', false, says.sourceHint)}
          {field(
            says.breaks,
            'breaks',
            of?.breaks.map((each) => numberText(each, language)).join('; ') ?? '',
            false,
            says.breaksHint,
          )}
        </div>
      </Form>
    </div>
  )
}
