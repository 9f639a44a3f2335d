import { words } from '../i18n'
import { Columns } from './Columns'
import { d } from './i18n'
import { answers, current, given } from './state'
import { zones } from './zones'

const SCOPES = ['sheet', 'commune', 'layer', 'none'] as const

function Coordinates() {
  const is = current.value
  const says = d().reading
  const srid = String(is?.plan?.srid ?? '')
  const known = zones()
  const was = given.value.crs
  const now = answers.value.crs
  const change = (value: string): void => {
    const { crs: _, ...rest } = answers.peek()
    const crs = value || was
    answers.value = crs ? { ...rest, crs } : rest
  }
  return (
    <div class="pair">
      <dt>{says.crs}</dt>
      <dd>
        {is?.analysis && words(is.analysis.crs)}
        {is?.plan?.swapped && <p class="look">{says.northFirst}</p>}
        <select
          class="select"
          aria-label={says.change}
          value={now !== was ? now : ''}
          onChange={(e) => change(e.currentTarget.value)}
        >
          <option value="">{says.declared}</option>
          {known
            .filter(([value]) => value !== srid)
            .map(([value, title]) => (
              <option key={value} value={value}>
                {title}
              </option>
            ))}
        </select>
      </dd>
    </div>
  )
}

function Missing() {
  const is = current.value
  const says = d().reading
  const sheets = is?.analysis?.fields?.some(({ name }) => name === 'sheet_no')
  const communes = is?.analysis?.fields?.some(({ name }) => name === 'commune_code')
  if (is?.plan?.create) return null
  const offered = SCOPES.filter((s) => (s === 'sheet' ? sheets : s === 'commune' ? communes : true))
  return (
    <div class="pair">
      <dt id="missing-label">{says.missing}</dt>
      <dd>
        <select
          class="select"
          aria-labelledby="missing-label"
          value={answers.value.replace ?? is?.plan?.replace ?? ''}
          onChange={(e) => {
            const { replace: _, ...rest } = answers.peek()
            const value = e.currentTarget.value
            const replace = value === is?.plan?.replace ? given.peek().replace : value
            answers.value = replace ? { ...rest, replace } : rest
          }}
        >
          {offered.map((scope) => (
            <option key={scope} value={scope}>
              {says.scopes[scope === 'layer' && is?.plan?.communes ? 'ours' : scope]}
            </option>
          ))}
        </select>
      </dd>
    </div>
  )
}

/** One value for every row, where a field has one. */
function Constants() {
  const set = Object.entries(current.value?.plan?.set ?? {})
  const titles = new Map(current.value?.analysis?.fields?.map(({ name, words: w }) => [name, words(w)]))
  if (set.length === 0) return null
  return (
    <div class="pair">
      <dt>{d().reading.set}</dt>
      <dd>{set.map(([field, value]) => `${titles.get(field) ?? field}: ${value}`).join('; ')}</dd>
    </div>
  )
}

/** How the file was read: coordinates, what is removed, and column by column. All of it can be changed. */
export function Reading() {
  return (
    <>
      <section class="section">
        <dl class="pairs">
          <Coordinates />
          <Missing />
          <Constants />
        </dl>
      </section>
      <Columns />
    </>
  )
}
