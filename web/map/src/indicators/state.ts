import { effect, signal } from '@preact/signals'
import { Failure, get } from '../api/client'
import type { Indicator, IndicatorMap } from '../api/schema.gen'
import { extra, lang, touchedExtra } from '../state/store'
import { drawIndicator } from './draw'

/** What there is to see; null until it is known. */
export const indicators = signal<readonly Indicator[] | null>(null)
/** The chosen indicator, '' for the first with figures, and its period, '' for the latest. */
export const code = signal('')
export const period = signal('')
/** The chosen commune, by its code. */
export const commune = signal<string | null>(null)
/** What is drawn; null without figures. */
export const drawn = signal<IndicatorMap | null>(null)
export const failure = signal<Failure | null>(null)

const failed = (cause: unknown): void => {
  failure.value = cause instanceof Failure ? cause : new Failure('garbled')
}

/** The indicator that is looked at. */
export const shown = (): Indicator | undefined =>
  indicators.value?.find((one) => one.code === code.value) ??
  (code.value ? undefined : (indicators.value?.find(({ periods }) => periods.length > 0) ?? indicators.value?.[0]))

/** Reads which indicators there are. */
export async function readIndicators(): Promise<void> {
  failure.value = null
  try {
    const list = await get<{ indicators: readonly Indicator[] }>('/api/indicators', lang.peek())
    indicators.value = list.indicators
  } catch (cause) {
    failed(cause)
  }
}

/** Reads and draws the chosen indicator as long as a screen shows it. Returns what ends that. */
export function followIndicator(): () => void {
  let asked = 0
  const endRead = effect(() => {
    const one = shown()
    const of = period.value
    const mine = ++asked
    if (!one || one.periods.length === 0) {
      drawn.value = null
      return
    }
    const path = `/api/indicators/${encodeURIComponent(one.code)}${of ? `?period=${encodeURIComponent(of)}` : ''}`
    get<IndicatorMap>(path, lang.peek()).then(
      (map) => {
        if (mine !== asked) return
        failure.value = null
        drawn.value = map
      },
      (cause) => {
        if (mine === asked) failed(cause)
      },
    )
  })
  const endDraw = effect(() => {
    extra.value = drawn.value && drawIndicator(drawn.value, commune.value, window.location.origin)
  })
  touchedExtra.value = ({ code: touched }) => {
    if (typeof touched === 'string') commune.value = touched
  }
  return () => {
    asked++
    endRead()
    endDraw()
    extra.value = null
    touchedExtra.value = null
  }
}
