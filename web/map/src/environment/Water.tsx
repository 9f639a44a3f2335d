import { words } from '../i18n'
import { decimal } from '../i18n/format'
import { lang } from '../state/store'
import { indexNow } from './fresh'
import { e } from './i18n'
import { levelOf } from './levels'
import { indices, judged, now } from './state'
import type { StationDetail } from './types'
import { ASSUMED, classNow, isOld } from './water'
import { measured, when } from './words'

/** The class of each parameter, of which hour, and whether that still says something. */
function Classes({ list }: { list: StationDetail['classes'] }) {
  const says = e().water
  return (
    <ul class="classes small">
      {list.map((each) => (
        <li key={each.parameter}>
          {says.class(each.parameter, each.class)}
          <span class="secondary figures">
            {' '}
            ({says.at(measured(each.value, each.unit), when(Date.parse(each.at)))})
          </span>
          {isOld(each, now.value) && <span class="look"> {says.old}</span>}
        </li>
      ))}
    </ul>
  )
}

/** Surface water by both ways of judging it, side by side: the index, and the classes of the regulation. */
export function Water({ known }: { known: StationDetail }) {
  const says = e().water
  if (known.kind !== 'surface_water') return null
  const index = indexNow(known, judged.value)
  const level = levelOf(indices.value, index)
  const worst = classNow(known.classes, now.value)
  return (
    <section class="section water" data-test="water">
      <h2>{says.title}</h2>
      <div class="side-by-side">
        <div>
          <p class="secondary">{says.wqi}</p>
          <p class="big figures">{index ? decimal(index.value, 0, lang.value) : '–'}</p>
          <p>{level ? words(level.name) : e().index.none}</p>
        </div>
        <div>
          <p class="secondary">{says.classes}</p>
          <p class="big">{worst ?? '–'}</p>
          <p>{worst ? says.worst(worst) : says.noClass}</p>
          {known.required_class && <p class="secondary">{says.required(known.required_class)}</p>}
        </div>
      </div>
      {known.classes.length > 0 && <Classes list={known.classes} />}
      {!known.required_class && <p class="secondary">{says.assumed(ASSUMED)}</p>}
      <p class="secondary">{says.why}</p>
    </section>
  )
}
