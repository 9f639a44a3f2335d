import { type Image, makers } from './images'

/** How a camera is: filled, hatched one way or the other, or an outline alone, so that it does not hang on the colour. */
export type ConeState = 'working' | 'silent' | 'faulty' | 'off'

export interface Cone {
  /** Degrees; 360 all round. */
  readonly fov: number
  readonly state: ConeState
  readonly night: boolean
}

/** Pixels of the map from the camera to the edge of an image of a cone. */
export const CONE = 128
const DENSITY = 2

const PREFIX = 'cone'

/** The name under which the map asks for a cone. */
export const coneName = ({ fov, state, night }: Cone): string => [PREFIX, fov, state, night ? 'night' : 'day'].join('|')

/** The cone of a name; null for any other name. */
export function coneOf(name: string): Cone | null {
  const [prefix, fov, state = '', light] = name.split('|')
  const degrees = Number(fov)
  if (prefix !== PREFIX || !(degrees > 0 && degrees <= 360)) return null
  const known = (['working', 'silent', 'faulty', 'off'] as const).find((each) => each === state)
  return known ? { fov: degrees, state: known, night: light === 'night' } : null
}

export const coneInks = {
  day: { working: '#0b6e6e', silent: '#8a5a00', faulty: '#a8201a', off: '#5b6168' },
  night: { working: '#5cc8c4', silent: '#f0b95a', faulty: '#ff8f82', off: '#a7aeb4' },
} as const

function paint(pen: CanvasRenderingContext2D, { fov, state, night }: Cone): void {
  const ink = (night ? coneInks.night : coneInks.day)[state]
  const half = (fov * Math.PI) / 360
  const radius = CONE - 2
  pen.translate(CONE, CONE)
  const shape = new Path2D()
  if (fov >= 360) shape.arc(0, 0, radius, 0, 2 * Math.PI)
  else {
    shape.moveTo(0, 0)
    shape.arc(0, 0, radius, -Math.PI / 2 - half, -Math.PI / 2 + half)
    shape.closePath()
  }
  pen.strokeStyle = ink
  if (state === 'working') {
    pen.globalAlpha = 0.28
    pen.fillStyle = ink
    pen.fill(shape)
  } else if (state !== 'off') {
    pen.save()
    pen.clip(shape)
    pen.globalAlpha = 0.7
    pen.lineWidth = 2
    pen.beginPath()
    // Slanting for faulty; across the way it looks for silent.
    const rise = state === 'faulty' ? 2 * CONE : 0
    for (let at = -3 * CONE; at < 3 * CONE; at += 14) {
      pen.moveTo(rise ? at : -CONE, rise ? CONE : at)
      pen.lineTo(rise ? at + rise : CONE, rise ? -CONE : at)
    }
    pen.stroke()
    pen.restore()
  }
  pen.globalAlpha = 0.9
  pen.lineWidth = 2
  pen.setLineDash({ working: [], silent: [14, 4], faulty: [10, 5], off: [3, 6] }[state])
  pen.stroke(shape)
}

/** The image of the name of a cone, pointing north; undefined for any other name. */
function imageOf(name: string): Image | undefined {
  const cone = coneOf(name)
  if (!cone) return undefined
  const side = 2 * CONE * DENSITY
  const canvas = document.createElement('canvas')
  canvas.width = side
  canvas.height = side
  const pen = canvas.getContext('2d', { willReadFrequently: true })
  if (!pen) return undefined
  pen.scale(DENSITY, DENSITY)
  paint(pen, cone)
  return { width: side, height: side, data: pen.getImageData(0, 0, side, side).data }
}

/** Lets the map draw cones. */
export function useCones(): void {
  if (!makers.includes(imageOf)) makers.push(imageOf)
}
