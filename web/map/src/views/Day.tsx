import { EVE_OF_MERGER, shownText, showTime, showToday } from '../actions/day'
import type { UnitHistory } from '../api/types'
import { t } from '../i18n'
import { date, time } from '../i18n/format'
import { day, pastMoment, since, unknownThen } from '../state/day'
import { unitThen } from '../state/details'
import { isDated } from '../state/layers'
import { endOf, today } from '../state/route'
import { may } from '../state/session'
import { at, layers } from '../state/store'
import { CloseIcon } from '../ui/icons'

/** What is shown of the time, in words, where parcels are known of it and where they are not. */
function Shown({ of }: { of: string }) {
  const says = t().day
  const unknown = unknownThen.value && since.value !== null ? since.value : null
  return (
    <span class="figures">
      {unknown === null ? shownText(of) : says.shown(date(day.value ?? today()))}
      {unknown !== null && <span class="secondary block">{says.unknown(time(unknown))}</span>}
      {pastMoment.value === null && <span class="secondary block">{says.parcelsNow}</span>}
    </span>
  )
}

/** What time the map shows while that is not now, with the way back. */
export function DayChip() {
  if (!at.value) return null
  return (
    <div class="day-chip" role="status">
      <Shown of={at.value} />
      <button type="button" class="bare" aria-label={t().day.back} title={t().day.back} onClick={showToday}>
        <CloseIcon />
      </button>
    </div>
  )
}

/** What of the map follows the time that is shown, and what does not. */
function hint(shown: string): string {
  const says = t().day
  if (unknownThen.value && since.value !== null) return says.unknownHint(time(since.value))
  if (pastMoment.value !== null) return says.staffHint
  return endOf(shown) < Date.now() && !may('staff') ? says.publicHint : says.hint
}

/** The date switch: any day, and the eve of the merger at one press. */
export function DayChoice() {
  const dated = layers.value.some((layer) => isDated(layer) && layer.count > 0)
  const staff = may('staff')
  if (!dated && !staff) return null
  const says = t().day
  return (
    <li class="layer day-choice">
      <label>
        <span class="layer-title">{staff ? says.chooseStaff : says.choose}</span>
        <input
          type="date"
          min="1976-01-01"
          max="2100-12-31"
          value={day.value ?? today()}
          onChange={(e) => showTime(e.currentTarget.value)}
        />
      </label>
      <div class="day-buttons">
        <button
          type="button"
          class="button"
          aria-pressed={at.value === EVE_OF_MERGER}
          onClick={() => showTime(EVE_OF_MERGER)}
        >
          {says.merger}
        </button>
        {at.value && (
          <button type="button" class="button" onClick={showToday}>
            {says.back}
          </button>
        )}
      </div>
      {at.value && <p class="secondary small">{hint(at.value)}</p>}
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
  if (!day.value || !unit) return null
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
