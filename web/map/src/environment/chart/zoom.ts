/** A part of a chart's time, Unix seconds. */
export interface Zoom {
  readonly min: number
  readonly max: number
}

/** No closer than so many points. */
const CLOSEST = 6

/** Half of what is shown, around a time and inside the whole; the same where it is close enough. */
export function closer(shown: Zoom, around: number, whole: Zoom, points: number): Zoom {
  const width = (shown.max - shown.min) / 2
  if (points < 2 || width < (CLOSEST * (whole.max - whole.min)) / (points - 1)) return shown
  return within({ min: around - width / 2, max: around + width / 2 }, whole)
}

/** The part moved so that a time is inside: it follows who reads on. */
export function following(shown: Zoom, time: number, whole: Zoom): Zoom {
  if (time >= shown.min && time <= shown.max) return shown
  const half = (shown.max - shown.min) / 2
  return within({ min: time - half, max: time + half }, whole)
}

/** Moved into the whole, as wide as it is where that fits. */
function within({ min, max }: Zoom, whole: Zoom): Zoom {
  const by = min < whole.min ? whole.min - min : max > whole.max ? whole.max - max : 0
  return { min: Math.max(whole.min, min + by), max: Math.min(whole.max, max + by) }
}
