import { batch } from '@preact/signals'
import { t } from '../i18n'
import { date } from '../i18n/format'
import { announce } from '../state/notice'
import { isDay } from '../state/route'
import { at } from '../state/store'

/** The last day of the communes and districts of before the merger. */
export const EVE_OF_MERGER = '2025-06-30'

/** The day it is in Việt Nam (UTC+7), as the server reckons. */
export const today = (now = new Date()): string => new Date(now.getTime() + 7 * 3_600_000).toISOString().slice(0, 10)

/** Shows what held on a day; today, and what is no day, shows the present. */
export function showDay(day: string): void {
  batch(() => {
    at.value = isDay(day) && day !== today() ? day : null
  })
  announce(at.value ? t().day.shown(date(at.value)) : t().day.back)
}

/** Shows the present again. */
export function showToday(): void {
  showDay(today())
}
