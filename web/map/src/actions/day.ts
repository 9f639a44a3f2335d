import { batch } from '@preact/signals'
import { t } from '../i18n'
import { date, time } from '../i18n/format'
import { pastMoment } from '../state/day'
import { announce } from '../state/notice'
import { isDay, isTime, today } from '../state/route'
import { at } from '../state/store'

/** The last day of the communes and districts of before the merger. */
export const EVE_OF_MERGER = '2025-06-30'

/** What is shown of a time, in words. */
export function shownText(shown: string): string {
  const { day } = t()
  if (!isDay(shown)) return pastMoment.value ? day.parcelsAt(time(shown)) : day.shown(time(shown).slice(0, 10))
  return pastMoment.value ? day.parcels(date(shown)) : day.shown(date(shown))
}

/** Shows what was on a day, or at an ISO moment; today, and what is no time, shows the present. */
export function showTime(time: string): void {
  batch(() => {
    at.value = isTime(time) && time !== today() ? time : null
  })
  announce(at.value ? shownText(at.value) : t().day.back)
}

/** Shows the present again. */
export function showToday(): void {
  showTime(today())
}
