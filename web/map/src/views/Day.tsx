import { EVE_OF_MERGER, showDay, showToday, today } from '../actions/day'
import type { UnitHistory } from '../api/types'
import { t } from '../i18n'
import { date } from '../i18n/format'
import { unitThen } from '../state/details'
import { isDated } from '../state/layers'
import { at, layers } from '../state/store'
import { CloseIcon } from '../ui/icons'

/** What day the map shows while that is not today, with the way back. */
export function DayChip() {
  if (!at.value) return null
  return (
    <div class="day-chip" role="status">
      <span class="figures">{t().day.shown(date(at.value))}</span>
      <button type="button" class="bare" aria-label={t().day.back} title={t().day.back} onClick={showToday}>
        <CloseIcon />
      </button>
    </div>
  )
}

/** The date switch: any day, and the eve of the merger at one press. */
export function DayChoice() {
  if (!layers.value.some((layer) => isDated(layer) && layer.count > 0)) return null
  const pressed = at.value === EVE_OF_MERGER
  return (
    <li class="layer day-choice">
      <label>
        <span class="layer-title">{t().day.choose}</span>
        <input
          type="date"
          min="1976-01-01"
          max="2100-12-31"
          value={at.value ?? today()}
          onChange={(e) => showDay(e.currentTarget.value)}
        />
      </label>
      <div class="day-buttons">
        <button type="button" class="button" aria-pressed={pressed} onClick={() => showDay(EVE_OF_MERGER)}>
          {t().day.merger}
        </button>
        {at.value && (
          <button type="button" class="button" onClick={showToday}>
            {t().day.back}
          </button>
        )}
      </div>
      {at.value && <p class="secondary small">{t().day.hint}</p>}
    </li>
  )
}

const names = (list: readonly { readonly name: string }[]): string => list.map(({ name }) => name).join(', ')

/** The units of today in a chain of successors. */
function present({ successors }: UnitHistory): UnitHistory['successors'] {
  const now = today()
  return successors.filter((unit) => unit.valid_to === null || unit.valid_to > now)
}

/** What the commune of another day is today, and what it was made of. */
export function Then() {
  const unit = unitThen.resource.value.value
  if (!at.value || !unit) return null
  const later = present(unit)
  const first = unit.predecessors.filter(({ steps }) => steps === 1)
  const above = [unit.district?.name, unit.province?.name].filter(Boolean).join(', ')
  const say = later.length > 1 ? t().day.splitTo : later[0]?.name === unit.name ? t().day.became : t().day.partOf
  return (
    <>
      {above && <p class="secondary">{above}</p>}
      {later.length > 0 && (
        <p>{say(later.map((to) => [to.name, to.province?.name].filter(Boolean).join(', ')).join('; '))}</p>
      )}
      {first.length > 0 && <p class="secondary">{t().day.cameOf(names(first))}</p>}
    </>
  )
}
