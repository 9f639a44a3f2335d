import type { FireDanger } from '../../api/schema.gen'
import { words } from '../../i18n'
import { decimal, time } from '../../i18n/format'
import { lang } from '../../state/store'
import { periodText } from './period'
import { f } from './words'

type Announced = FireDanger['communes'][number]

function Level({ levels, n }: { levels: FireDanger['levels']; n: number }) {
  const level = levels.find((one) => one.level === n)
  if (!level) return null
  return (
    <span class="fire-level">
      <svg class="swatch" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
        <rect width="16" height="16" rx="3" fill={level.color} />
      </svg>
      {f().level(level.roman, words(level.name))}
    </span>
  )
}

/** What bulletins announce, by the bulletin and how long it holds; the worst first. */
function bulletinsOf(communes: readonly Announced[]): readonly (readonly [string, readonly Announced[]])[] {
  const sorted = [...communes].sort((a, b) => b.level - a.level || a.name.localeCompare(b.name, 'vi'))
  const by = new Map<string, Announced[]>()
  for (const one of sorted) {
    const bulletin = f().bulletin(one.source, periodText(one.valid_from, one.valid_to))
    by.set(bulletin, [...(by.get(bulletin) ?? []), one])
  }
  return [...by]
}

/** How likely forest burns: what was announced for communes, and our own index for reference. */
export function Danger({ danger }: { danger: FireDanger }) {
  const says = f()
  return (
    <>
      {danger.communes.length === 0 && <p class="secondary">{says.fireNone}</p>}
      {bulletinsOf(danger.communes).map(([bulletin, communes]) => (
        <section key={bulletin} class="fire-part" data-test="bulletin">
          <p class="secondary">{bulletin}</p>
          <ul class="list">
            {communes.map((one) => (
              <li key={one.code} class="fire-row">
                <span class="strong">{one.name}</span> <Level levels={danger.levels} n={one.level} />
              </li>
            ))}
          </ul>
        </section>
      ))}
      <p class="secondary">{words(danger.palette)}</p>
      {danger.own.length > 0 && (
        <section class="fire-part" data-test="own-danger">
          <h3>{says.own}</h3>
          <p class="secondary">{says.ownLead}</p>
          <ul class="list">
            {danger.own.map((one) => (
              <li key={one.station} class="fire-row">
                <span class="strong">{one.commune_name ?? one.station_name}</span>{' '}
                <Level levels={danger.levels} n={one.level} />
                <span class="secondary block figures">
                  {says.p(decimal(one.p, 0, lang.value))}; {says.at(one.station_name, time(one.at))}
                  {one.missing_days > 0 && `; ${says.gaps(one.missing_days)}`}
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  )
}
