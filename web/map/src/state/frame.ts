import { panelWidth } from '../map/commands'
import { narrow, sheetHeight } from './store'

/** How much of the map something lies on, pixels from each side. */
export interface Covered {
  readonly top: number
  readonly bottom: number
  readonly left: number
  readonly right: number
}

/** A place in the map's pixels, from its left upper corner. */
export interface Pixel {
  readonly x: number
  readonly y: number
}

/** A rectangle in the map's pixels. */
export interface Part {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** However high a phone's sheet stands, this part of the map counts as free: it is there again when the sheet sinks. */
const LEAST_FREE = 0.35

/** What lies on a map of a height: the panel at its left, or the sheet over its lower part. */
export function covered(height: number): Covered {
  if (!narrow.value) return { top: 0, bottom: 0, left: panelWidth.value, right: 0 }
  return { top: 0, bottom: Math.min(sheetHeight.value, Math.round(height * (1 - LEAST_FREE))), left: 0, right: 0 }
}

/** What is left of a map. */
export const freePart = (size: { width: number; height: number }, { top, bottom, left, right }: Covered): Part => ({
  left,
  top,
  width: size.width - left - right,
  height: size.height - top - bottom,
})

export const middleOf = ({ left, top, width, height }: Part): Pixel => ({ x: left + width / 2, y: top + height / 2 })

/** Closer to the edge than this counts as hidden: half of the mark is. */
const EDGE = 8

/** Whether a place can be seen. */
export const isSeen = ({ left, top, width, height }: Part, { x, y }: Pixel): boolean =>
  x >= left + EDGE && x <= left + width - EDGE && y >= top + EDGE && y <= top + height - EDGE

/**
 * The place that must come into the middle for what was chosen to be seen; null where it is seen. `clicked` is where a
 * finger was, `inner` the inner point of the parcel. A parcel so large that both cannot be seen is shown where it was
 * clicked.
 */
export function unseen(part: Part, clicked: Pixel | null, inner: Pixel | null): Pixel | null {
  const together =
    clicked === null ||
    inner === null ||
    (Math.abs(clicked.x - inner.x) < part.width / 2 - EDGE && Math.abs(clicked.y - inner.y) < part.height / 2 - EDGE)
  const places = [clicked, together ? inner : null].filter((place) => place !== null)
  return places.every((place) => isSeen(part, place)) ? null : (places.at(-1) ?? null)
}
