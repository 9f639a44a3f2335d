import { computed, signal } from '@preact/signals'
import type { Import, ImportQuestion } from '../api/types'
import { type Answers, answered, type NewLayer, THEMES } from './answers'
import { answers, current } from './state'

/** What is chosen for each question, by its key: the value of a choice, or one of the words below. */
export const chosen = signal<Readonly<Record<string, string>>>({})
/** The value typed for a field, the column that gives it, the layer to be made. */
export const typed = signal<Readonly<Record<string, string>>>({})
export const layerMade = signal<NewLayer>({ name: '', title: '', titleEn: '', theme: THEMES[0] })

/** Chosen in place of one of the server's choices. */
export const NEW_LAYER = '#new'
export const TYPED = '#typed'
export const COLUMN = '#column'
export const OTHER_ZONE = '#zone'

export const keyOf = ({ code, about }: ImportQuestion): string => `${code} ${about ?? ''}`

export const questionsOf = (is: Import | null): readonly ImportQuestion[] => is?.analysis?.questions ?? []

export function choose(question: ImportQuestion, value: string): void {
  chosen.value = { ...chosen.peek(), [keyOf(question)]: value }
}

export function type(question: ImportQuestion, value: string): void {
  typed.value = { ...typed.peek(), [keyOf(question)]: value }
}

/** Forgets what was chosen for the questions before. */
export function forget(): void {
  chosen.value = {}
  typed.value = {}
}

const NAME = /^[a-z][a-z0-9_]{0,47}$/
export const nameIsGood = (name: string): boolean => NAME.test(name)

/** Whether a question has its answer. */
export function isAnswered(question: ImportQuestion): boolean {
  const value = chosen.value[keyOf(question)]
  if (value === NEW_LAYER) return nameIsGood(layerMade.value.name) && layerMade.value.title.trim() !== ''
  if (value === TYPED || value === COLUMN || value === OTHER_ZONE) {
    return (typed.value[keyOf(question)] ?? '').trim() !== ''
  }
  return value !== undefined
}

export const allAnswered = computed(() => questionsOf(current.value).every(isAnswered))

/** The answers with what was chosen for a question. */
export function decided(before: Answers, question: ImportQuestion): Answers {
  const value = chosen.peek()[keyOf(question)] ?? ''
  const text = (typed.peek()[keyOf(question)] ?? '').trim()
  switch (value) {
    case NEW_LAYER: {
      const { layer: _, ...rest } = before
      return { ...rest, newLayer: layerMade.peek() }
    }
    case TYPED:
      return answered(before, question, text)
    case COLUMN:
      return { ...before, map: { ...before.map, [text]: question.about ?? '' } }
    case OTHER_ZONE:
      return { ...before, crs: text }
  }
  return answered(before, question, value)
}

/** Takes over what was chosen for all questions. */
export function decide(): void {
  answers.value = questionsOf(current.peek()).reduce(decided, answers.peek())
}
