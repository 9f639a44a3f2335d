import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { ImportChoice, ImportQuestion } from '../api/types'
import { words } from '../i18n'
import { session } from '../state/session'
import { lang } from '../state/store'
import { Again } from './Again'
import { Choices, type Offered } from './Choices'
import { CrsMap } from './CrsMap'
import {
  allAnswered,
  COLUMN,
  choose,
  chosen,
  decide,
  forget,
  keyOf,
  NEW_LAYER,
  OTHER_ZONE,
  questionsOf,
  TYPED,
  type,
  typed,
} from './deciding'
import { d } from './i18n'
import { NewLayerForm } from './NewLayerForm'
import { plain } from './plain'
import { current, files, sendFiles } from './state'
import { zones } from './zones'

const sentence = (question: ImportQuestion): string => plain(words(question.words), lang.value)

const offeredBy = (question: ImportQuestion): Offered[] =>
  (question.choices ?? []).map(({ value, words: w, samples }) => ({ value, label: words(w), samples }))

function ZoneSelect({ question }: { question: ImportQuestion }) {
  return (
    <select
      class="select"
      aria-label={d().questions.otherZone}
      value={typed.value[keyOf(question)] ?? ''}
      onChange={(e) => type(question, e.currentTarget.value)}
    >
      <option value="">…</option>
      {zones().map(([srid, title]) => (
        <option key={srid} value={srid}>
          {title}
        </option>
      ))}
    </select>
  )
}

const otherZone = (question: ImportQuestion, label: string): Offered => ({
  value: OTHER_ZONE,
  label,
  more: () => <ZoneSelect question={question} />,
})

/** A choice of coordinates, numbered as on the map. */
const numbered = ({ value, words: w, place }: ImportChoice, n: number): Offered => ({
  value,
  label: words(w),
  mark: place ? String(n + 1) : undefined,
  warning: place?.swapped ? d().questions.swapped : undefined,
})

function ColumnSelect({ question }: { question: ImportQuestion }) {
  return (
    <select
      class="select"
      aria-label={d().questions.orColumn}
      value={typed.value[keyOf(question)] ?? ''}
      onChange={(e) => type(question, e.currentTarget.value)}
    >
      <option value="">…</option>
      {(current.value?.analysis?.columns ?? []).map(({ name }) => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
    </select>
  )
}

function ValueInput({ question }: { question: ImportQuestion }) {
  return (
    <input
      class="input"
      aria-label={d().questions.orValue}
      value={typed.value[keyOf(question)] ?? ''}
      onInput={(e) => type(question, e.currentTarget.value)}
    />
  )
}

function forField(question: ImportQuestion): Offered[] {
  return [
    ...offeredBy(question).map((choice) => ({ ...choice, label: `${choice.label} (${choice.value})` })),
    { value: COLUMN, label: d().questions.orColumn, more: () => <ColumnSelect question={question} /> },
    { value: TYPED, label: d().questions.orValue, more: () => <ValueInput question={question} /> },
  ]
}

/** What is asked, what helps to answer, and the answers. */
function asked(question: ImportQuestion): { title: string; help: string[]; offered: Offered[] } {
  const says = d().questions
  const about = question.about ?? ''
  const field = current.value?.analysis?.fields?.find(({ name }) => name === about)
  switch (question.code) {
    case 'layer':
      return {
        title: says.layer,
        help: [],
        // A new layer has no communes, so who is limited to some makes none.
        offered: session.value.user?.communes
          ? offeredBy(question)
          : [...offeredBy(question), { value: NEW_LAYER, label: says.newLayer, more: () => <NewLayerForm /> }],
      }
    case 'source_layer':
      return { title: says.sourceLayer, help: [], offered: offeredBy(question) }
    case 'crs':
      return {
        title: says.crs,
        help: [sentence(question), says.crsMap],
        offered: [...(question.choices ?? []).map(numbered), otherZone(question, says.otherZone)],
      }
    case 'encoding': {
      const seen = question.choices?.some(({ samples }) => samples?.length)
      return {
        title: says.encoding(about),
        help: [seen ? says.encodingHint : says.encodingHidden],
        offered: offeredBy(question),
      }
    }
    case 'numbers':
      return { title: says.numbers(about), help: [], offered: offeredBy(question) }
    case 'field':
      return { title: says.field(field ? words(field.words) : about), help: [], offered: forField(question) }
    case 'place':
      return {
        title: says.place,
        help: [sentence(question)],
        offered: [...offeredBy(question), otherZone(question, says.placeNo)],
      }
    case 'replace':
      return { title: says.replace, help: [sentence(question)], offered: offeredBy(question) }
  }
  return {
    title: sentence(question),
    help: [],
    offered: [
      ...offeredBy(question),
      { value: TYPED, label: says.orValue, more: () => <ValueInput question={question} /> },
    ],
  }
}

function One({ question }: { question: ImportQuestion }) {
  const { title, help, offered } = asked(question)
  const key = keyOf(question)
  return (
    <fieldset class="question" data-question={question.code}>
      <legend>{title}</legend>
      {help.filter(Boolean).map((line) => (
        <p key={line} class="secondary">
          {line}
        </p>
      ))}
      {question.code === 'crs' && <CrsMap question={question} />}
      <Choices name={key} offered={offered} chosen={chosen.value[key]} choose={(value) => choose(question, value)} />
    </fieldset>
  )
}

/** What only a person can decide, before anything is read. */
export function Questions() {
  const tried = useSignal(false)
  const list = questionsOf(current.value)
  useEffect(forget, [current.value?.id])
  const go = (): void => {
    tried.value = true
    if (!allAnswered.value) return
    decide()
    if (files.value.length) sendFiles()
  }
  const ready = allAnswered.value
  return (
    <section class="section questions">
      <h2>{d().questions.title(list.length)}</h2>
      <p class="secondary">{d().questions.lead}</p>
      {list.map((question) => (
        <One key={keyOf(question)} question={question} />
      ))}
      {files.value.length === 0 && <Again />}
      <div class="go">
        {tried.value && !ready && (
          <p class="hint wrong" role="alert">
            {d().questions.missing}
          </p>
        )}
        <button type="button" class="button primary" onClick={go} disabled={files.value.length === 0}>
          {d().questions.go}
        </button>
      </div>
    </section>
  )
}
