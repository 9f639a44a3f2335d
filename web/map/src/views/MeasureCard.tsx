import {
  clearMeasure,
  endMeasure,
  measureKind,
  measureMethod,
  measureResult,
  undoMeasurePoint,
} from '../actions/measure'
import { t } from '../i18n'
import { length, meridian as meridianText } from '../i18n/format'
import { measured } from '../state/measuring'
import { lang, type Measure, type MeasureKind, type MeasureMethod, measure, meridian } from '../state/store'
import { CloseIcon, UndoIcon } from '../ui/icons'

const kinds: readonly MeasureKind[] = ['distance', 'area']
const methods: readonly MeasureMethod[] = ['plane', 'geodesic']

function Choice<T extends string>(props: {
  name: string
  label: string
  of: readonly T[]
  words: Readonly<Record<T, string>>
  value: T
  choose: (value: T) => void
}) {
  return (
    <fieldset class="choice">
      <legend class="offscreen">{props.label}</legend>
      {props.of.map((value) => (
        <label key={value} class={props.value === value ? 'on' : undefined}>
          <input type="radio" name={props.name} checked={props.value === value} onChange={() => props.choose(value)} />
          {props.words[value]}
        </label>
      ))}
    </fieldset>
  )
}

/** The second line: what goes with the main figure. */
function Beside({ of }: { of: Measure }) {
  const result = measured(of, meridian.value)
  if (of.kind === 'area') {
    return of.points.length > 2 ? <>{t().measure.perimeter(length(result.length, lang.value))}</> : null
  }
  return of.points.length > 2 ? <>{t().measure.last(length(result.last, lang.value))}</> : null
}

/** The measuring tool, while it is in hand: figure, kind, method, undo. */
export function MeasureCard() {
  const current = measure.value
  if (!current) return null
  const words = t().measure
  const result = measureResult()
  return (
    <section class="card measure" aria-label={words.title}>
      <div class="card-head">
        <h2>{words.title}</h2>
        <p class="big figures" data-test="measured">
          {result || '–'}
        </p>
        <button type="button" class="bare" aria-label={t().app.close} onClick={endMeasure}>
          <CloseIcon />
        </button>
      </div>
      <div class="card-body">
        <Choice
          name="measure-kind"
          label={words.kind}
          of={kinds}
          words={words.kinds}
          value={current.kind}
          choose={measureKind}
        />
        <p class="beside secondary figures">
          <Beside of={current} />
        </p>
        {current.points.length === 0 ? (
          <p class="secondary small">
            {words.start} <span class="help">{words.keys}</span>
          </p>
        ) : (
          <p class="help secondary small">{words.more}</p>
        )}
        <Choice
          name="measure-method"
          label={words.method}
          of={methods}
          words={words.methods}
          value={current.method}
          choose={measureMethod}
        />
        <p class="help secondary small">
          {current.method === 'plane'
            ? words.methodHint.plane(meridianText(meridian.value))
            : words.methodHint.geodesic()}
        </p>
        <div class="actions">
          <button type="button" class="button" disabled={current.points.length === 0} onClick={undoMeasurePoint}>
            <UndoIcon />
            {words.undo}
          </button>
          <button type="button" class="button" disabled={current.points.length === 0} onClick={clearMeasure}>
            {words.clear}
          </button>
        </div>
      </div>
    </section>
  )
}
