import { words } from '../i18n'
import { decimal } from '../i18n/format'
import { lang, palette } from '../state/store'
import { indexNow } from './fresh'
import { e } from './i18n'
import { levelColor } from './levels'
import { indices, judged } from './state'
import type { IndexKind, IndexPart, Level, Station, StationDetail } from './types'
import { measured, parameterName } from './words'

/** The level that a value of an index is in. Values between two levels belong to the one that they are rounded to. */
export const levelAt = (levels: readonly Level[], value: number): Level | undefined =>
  levels.find(({ from, to }) => Math.round(value) >= from && Math.round(value) <= to) ?? levels.at(-1)

/** Bars of air are drawn up to here: what is above is rare, and is told by its number. */
const TOP: Readonly<Record<IndexKind, number>> = { aqi: 300, wqi: 100 }

function Bar({
  part,
  kind,
  levels,
  station,
}: {
  part: IndexPart
  kind: IndexKind
  levels: readonly Level[]
  station: Station
}) {
  const says = e().index
  const level = levelAt(levels, part.index)
  const share = Math.max(0.01, Math.min(1, part.index / TOP[kind]))
  const basis = says.bases[part.basis] ?? part.basis
  const from =
    part.concentration === null ? '' : says.from(measured(part.concentration, part.unit), kind === 'aqi' ? basis : '')
  return (
    <li class="part">
      <span class="part-name">{parameterName(part.parameter, station.kind)}</span>
      <span class="part-value figures">
        <span class="strong">{decimal(part.index, 0, lang.value)}</span> {level ? words(level.name) : ''}
      </span>
      <svg class="part-bar" width="100%" height="10" aria-hidden="true" focusable="false">
        <rect class="part-whole" width="100%" height="10" rx="3" />
        <rect
          class="part-share"
          width={`${(share * 100).toFixed(1)}%`}
          height="10"
          rx="3"
          fill={level ? levelColor(level, palette.value) : '#8b9095'}
        />
      </svg>
      <span class="secondary figures part-from">{from}</span>
    </li>
  )
}

/** What each parameter has in the index: the worst first. */
export function Parts({ station, known }: { station: Station; known: StationDetail }) {
  const parts = known.index_parts
  const scale = parts ? indices.value?.[parts.kind] : null
  if (!parts || !scale || parts.parts.length === 0 || !indexNow(station, judged.value)) return null
  const worst = [...parts.parts].sort((a, b) => (parts.kind === 'aqi' ? b.index - a.index : a.index - b.index))
  return (
    <section class="section">
      <h2>{e().index.parts}</h2>
      <ul class="parts">
        {worst.map((part) => (
          <Bar key={part.parameter} part={part} kind={parts.kind} levels={scale.levels} station={station} />
        ))}
      </ul>
    </section>
  )
}
