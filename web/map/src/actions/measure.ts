import type { LonLat } from '../geo/ellipsoid'
import { t } from '../i18n'
import { area, length } from '../i18n/format'
import { measured } from '../state/measuring'
import { announce } from '../state/notice'
import { lang, layersOpen, type MeasureKind, type MeasureMethod, measure, meridian, narrow, stop } from '../state/store'

/** The main figure of the measure in words; empty while there is none. */
export function measureResult(): string {
  const current = measure.value
  if (!current || current.points.length < (current.kind === 'area' ? 3 : 2)) return ''
  const result = measured(current, meridian.value)
  return current.kind === 'area' ? area(result.area, lang.value) : length(result.length, lang.value)
}

/** Takes the measuring tool in hand, or puts it away. */
export function toggleMeasure(): void {
  layersOpen.value = false
  if (narrow.value) stop.value = 'peek'
  measure.value = measure.value ? null : { kind: 'distance', method: 'plane', points: [] }
}

export function endMeasure(): void {
  measure.value = null
}

/** Adds a point. Two clicks on one spot count once, so that a double click does no harm. */
export function addMeasurePoint(at: LonLat): void {
  const current = measure.value
  if (!current) return
  const last = current.points.at(-1)
  if (last && last[0] === at[0] && last[1] === at[1]) return
  measure.value = { ...current, points: [...current.points, at] }
  const result = measureResult()
  if (result) announce(t().measure.result(result))
}

/** Takes the last point away. */
export function undoMeasurePoint(): void {
  const current = measure.value
  if (current) measure.value = { ...current, points: current.points.slice(0, -1) }
}

export function clearMeasure(): void {
  const current = measure.value
  if (current) measure.value = { ...current, points: [] }
}

export function measureKind(kind: MeasureKind): void {
  const current = measure.value
  if (current) measure.value = { ...current, kind }
}

export function measureMethod(method: MeasureMethod): void {
  const current = measure.value
  if (current) measure.value = { ...current, method }
}
