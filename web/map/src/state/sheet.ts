import { BAR_HEIGHT } from '../map/commands'
import type { Stop } from './store'

/** The stops from low to high. */
export const stops: readonly Stop[] = ['peek', 'half', 'full']

/** The height of the sheet at a stop, pixels: the handle and the search box, half the screen, all below the bar. */
export function stopHeight(stop: Stop, viewport: number): number {
  if (stop === 'peek') return 96
  return stop === 'half' ? Math.round(viewport * 0.5) : viewport - BAR_HEIGHT
}

/** Where a sheet let go at a height comes to rest; a flick (pixels a millisecond, upwards positive) goes one on. */
export function restingStop(height: number, speed: number, viewport: number): Stop {
  const aimed = height + speed * 160
  const distance = (stop: Stop): number => Math.abs(stopHeight(stop, viewport) - aimed)
  return stops.reduce((best, stop) => (distance(stop) < distance(best) ? stop : best))
}

/** The stop after one, from the highest back to the lowest. */
export const nextStop = (stop: Stop): Stop => stops[(stops.indexOf(stop) + 1) % stops.length] ?? 'peek'

/** One stop up or down, staying at the ends. */
export const shiftedStop = (stop: Stop, by: 1 | -1): Stop =>
  stops[Math.min(stops.length - 1, Math.max(0, stops.indexOf(stop) + by))] ?? stop
