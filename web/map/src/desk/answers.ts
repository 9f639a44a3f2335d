import type { Import, ImportQuestion } from '../api/types'

/** Themes that a layer can belong to. */
export const THEMES = ['land', 'air', 'water', 'forest', 'incident', 'admin', 'facility'] as const
export type Theme = (typeof THEMES)[number]

/** A layer that an import is to make. */
export interface NewLayer {
  readonly name: string
  readonly title: string
  readonly titleEn: string
  readonly theme: Theme
}

/** What the officer has decided about a file. Records are by column or by field. */
export interface Answers {
  readonly layer?: string
  readonly newLayer?: NewLayer
  readonly sourceLayer?: string
  readonly crs?: string
  readonly replace?: string
  readonly encoding: Readonly<Record<string, string>>
  /** '' leaves a column out. */
  readonly map: Readonly<Record<string, string>>
  readonly set: Readonly<Record<string, string>>
  readonly numbers: Readonly<Record<string, string>>
  readonly accept: readonly string[]
  readonly skipBad: boolean
  readonly repair: boolean
}

export const noAnswers: Answers = {
  encoding: {},
  map: {},
  set: {},
  numbers: {},
  accept: [],
  skipBad: false,
  repair: false,
}

const single = { layer: 'layer', source_layer: 'sourceLayer', crs: 'crs', replace: 'replace' } as const
const byColumn = ['encoding', 'numbers', 'map', 'set'] as const

/** The answers with one more: what a question's flag says, such as `encoding=TEN=…`, with the value for its …. */
export function answered(answers: Answers, question: ImportQuestion, value: string): Answers {
  const name = question.flag.slice(0, question.flag.indexOf('='))
  const about = question.about ?? ''
  if (name === 'accept') return { ...answers, accept: [...new Set([...answers.accept, value])] }
  const part = byColumn.find((known) => known === name)
  if (part) return { ...answers, [part]: { ...answers[part], [about]: value } }
  const key = single[name as keyof typeof single]
  if (!key) return answers
  const { newLayer: _, ...rest } = answers
  return { ...(key === 'layer' ? rest : answers), [key]: value }
}

/** The fields of the form that the server takes, besides the files. */
export function formOf(answers: Answers): [name: string, value: string][] {
  const fields: [string, string][] = []
  const add = (name: string, value: string | undefined): void => {
    if (value) fields.push([name, value])
  }
  if (!answers.newLayer) add('layer', answers.layer)
  add('source_layer', answers.sourceLayer)
  add('crs', answers.crs)
  add('replace', answers.replace)
  for (const part of ['encoding', 'set', 'numbers'] as const) {
    for (const [key, value] of Object.entries(answers[part])) add(part, value && `${key}=${value}`)
  }
  for (const [column, field] of Object.entries(answers.map)) add('map', `${column}=${field || '-'}`)
  for (const code of answers.accept) add('accept', code)
  if (answers.skipBad) add('skip_bad', 'true')
  if (answers.repair) add('repair', 'true')
  if (answers.newLayer) {
    add('new_layer', answers.newLayer.name)
    add('title', answers.newLayer.title)
    add('title_en', answers.newLayer.titleEn)
    add('theme', answers.newLayer.theme)
  }
  return fields
}

const written = (value: unknown): string => (typeof value === 'string' ? value : '')

/** The answers by which a file is read again just as it was: for a file that is chosen anew. */
export function answersOf({ layer, plan, analysis }: Import): Answers {
  const columns = analysis?.columns ?? []
  const made = plan?.create
  const theme = THEMES.find((known) => known === written(made?.Theme)) ?? 'land'
  return {
    ...noAnswers,
    ...(made
      ? { newLayer: { name: layer, title: written(made.TitleVi), titleEn: written(made.TitleEn), theme } }
      : layer
        ? { layer }
        : {}),
    ...(analysis?.source_layer ? { sourceLayer: analysis.source_layer } : {}),
    ...(plan?.srid ? { crs: `${plan.srid}${plan.swapped ? ':yx' : ''}` } : {}),
    ...(plan?.replace ? { replace: plan.replace } : {}),
    encoding: Object.fromEntries(
      columns.flatMap(({ name, encoding, field }) => (encoding && field ? [[name, encoding]] : [])),
    ),
    map: Object.fromEntries(columns.map(({ name, field }) => [name, field ?? ''])),
    set: plan?.set ?? {},
    skipBad: plan?.skip_bad ?? false,
    repair: plan?.repair ?? false,
  }
}
