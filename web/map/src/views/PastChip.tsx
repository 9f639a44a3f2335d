import { backToNow } from '../actions/past'
import { t } from '../i18n'
import { time } from '../i18n/format'
import { shownMoment } from '../state/past'

/** A clock: what is shown is of another time. */
export function ClockIcon() {
  return (
    <svg class="icon" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" focusable="false">
      <circle cx="12" cy="12" r="8.5" fill="none" stroke="currentColor" stroke-width="1.8" />
      <path d="M12 7v5.2l3.4 2" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" />
    </svg>
  )
}

/** On the map, while a parcel is shown as it was: the date, and the way back to now. */
export function PastChip() {
  const at = shownMoment.value
  if (at === null) return null
  return (
    <div class="past-chip">
      <ClockIcon />
      <span class="figures">{t().history.chip(time(at))}</span>
      <button type="button" class="link" onClick={backToNow}>
        {t().history.back}
      </button>
    </div>
  )
}
