/** The angle that a letter has at the eye of the farthest viewer: 16 minutes of arc (NUREG-0700 for large screens). */
const ANGLE = (16 / 60) * (Math.PI / 180)

/** How much of a font's size its capitals and figures are high; of Be Vietnam Pro 0.7. */
const CAPITALS = 0.7

/** A screen holds at least so many lines: a distance that it is too small for makes smaller letters, and the wall says so. */
const LEAST_LINES = 13

/** The height of letters that are read from a distance, in millimetres: h = d · tan(16′). */
export const letterHeight = (metres: number): number => metres * 1000 * Math.tan(ANGLE)

export interface Size {
  /** Font size in CSS pixels. */
  readonly font: number
  /** From how far the letters are read, metres: the distance asked for, or less where the screen is too small. */
  readonly readFrom: number
}

/** The font size for a distance (metres) and a pitch (millimetres between pixels of the screen), of which `ratio` make a CSS pixel. */
export function sizeFor(metres: number, pitch: number, ratio: number, width: number, height: number): Size {
  const wanted = letterHeight(metres) / pitch / ratio / CAPITALS
  const most = Math.min(height / LEAST_LINES, width / (LEAST_LINES * 1.6))
  const font = Math.min(wanted, most)
  return { font, readFrom: (metres * font) / wanted }
}

/** The pitch of a screen by its diagonal (inches) and resolution, millimetres. */
export const pitchOf = (inches: number, width: number, height: number): number =>
  (inches * 25.4) / Math.hypot(width, height)
