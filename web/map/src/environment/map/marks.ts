import { type Image, makers } from '../../map/images'
import { type Kind, kinds } from '../types'
import { shapes } from './shapes'

/** How a station is marked: its colour as it is, with a ring and a sign, hatched without colour, or hollow. */
export type MarkState = 'ok' | 'exceeding' | 'silent' | 'unknown'

export interface Mark {
  readonly kind: Kind
  /** The colour of the level, #rrggbb; null for no index. */
  readonly fill: string | null
  readonly state: MarkState
  /** With room for a number, or a small one for where marks are close. */
  readonly size: 'large' | 'small'
  readonly night: boolean
}

const PREFIX = 'station'

/** The name under which the map asks for a mark. */
export const markName = ({ kind, fill, state, size, night }: Mark): string =>
  [PREFIX, kind, fill ?? 'none', state, size, night ? 'night' : 'day'].join('|')

/** The mark of a name; null for any other name. */
export function markOf(name: string): Mark | null {
  const [prefix, kind = '', fill = '', state = '', size = '', light] = name.split('|')
  const known = kinds.find((each) => each === kind)
  if (prefix !== PREFIX || !known) return null
  return {
    kind: known,
    fill: /^#[0-9a-f]{6}$/i.test(fill) ? fill : null,
    state: state as MarkState,
    size: size === 'large' ? 'large' : 'small',
    night: light === 'night',
  }
}

/** The colours of a mark beside its level's. */
const inks = {
  day: { casing: '#ffffff', line: '#1f2328', bare: '#ffffff', quiet: '#8b9095', hatch: '#d5d8da', wrong: '#a8201a' },
  night: { casing: '#0f1416', line: '#eef0f0', bare: '#23292c', quiet: '#8b9497', hatch: '#3b4245', wrong: '#ff6f61' },
} as const

/** Pixels of the map for a mark: the shape, and the square that holds it with its ring and sign. */
const sizes = { large: { shape: 28, box: 44 }, small: { shape: 12, box: 22 } } as const
/** Images are drawn at twice the density. */
const DENSITY = 2

function hatch(pen: CanvasRenderingContext2D, shape: Path2D, color: string): void {
  pen.save()
  pen.clip(shape)
  pen.strokeStyle = color
  pen.lineWidth = 2
  pen.beginPath()
  for (let x = -24; x < 48; x += 5) {
    pen.moveTo(x, 24)
    pen.lineTo(x + 24, 0)
  }
  pen.stroke()
  pen.restore()
}

/** The sign of a station that exceeds: what it says does not hang on the colour. */
function sign(pen: CanvasRenderingContext2D, box: number, color: string, paper: string): void {
  const [x, y, radius] = [box - 9, 9, 8]
  pen.beginPath()
  pen.arc(x, y, radius, 0, 2 * Math.PI)
  pen.fillStyle = color
  pen.fill()
  pen.lineWidth = 1.5
  pen.strokeStyle = paper
  pen.stroke()
  pen.fillStyle = paper
  pen.fillRect(x - 1.1, y - 5, 2.2, 6)
  pen.fillRect(x - 1.1, y + 2.4, 2.2, 2.2)
}

function paint(pen: CanvasRenderingContext2D, { kind, fill, state, size, night }: Mark): void {
  const ink = night ? inks.night : inks.day
  const { shape: width, box } = sizes[size]
  const shape = new Path2D(shapes[kind])
  const scale = width / 24
  const line = (color: string, thick: number): void => {
    pen.strokeStyle = color
    pen.lineWidth = thick / scale
    pen.lineJoin = 'round'
    pen.stroke(shape)
  }
  pen.save()
  pen.translate((box - width) / 2, (box - width) / 2)
  pen.scale(scale, scale)
  if (state === 'exceeding') line(ink.wrong, size === 'large' ? 8 : 7)
  line(ink.casing, size === 'large' ? 4 : 3)
  pen.fillStyle = state === 'silent' ? ink.casing : (fill ?? ink.bare)
  pen.fill(shape)
  if (state === 'silent') hatch(pen, shape, ink.quiet)
  if (state === 'unknown') pen.setLineDash([3, 2.5])
  line(state === 'silent' || state === 'unknown' ? ink.quiet : ink.line, size === 'large' ? 1.2 : 1)
  pen.restore()
  if (state === 'exceeding' && size === 'large') sign(pen, box, ink.wrong, ink.casing)
}

/** The name of the ring around a station with an open alarm. */
export const ringName = (night: boolean): string => `${PREFIX}-alarm|${night ? 'night' : 'day'}`

/** Pixels of the map for the ring: a mark of either size stands in it. */
const RING = 52

/** An octagon of a double line with a bell: no station has its shape, so that it does not hang on the colour. */
function paintRing(pen: CanvasRenderingContext2D, night: boolean): void {
  const ink = night ? inks.night : inks.day
  const ring = new Path2D(shapes.alarm)
  const scale = RING / 24
  pen.save()
  pen.scale(scale, scale)
  pen.lineJoin = 'round'
  for (const [color, thick] of [
    [ink.casing, 6],
    [ink.wrong, 4],
    [ink.casing, 1],
  ] as const) {
    pen.strokeStyle = color
    pen.lineWidth = thick / scale
    pen.stroke(ring)
  }
  pen.restore()
  bell(pen, 9, RING - 9, ink.wrong, ink.casing)
}

/** A bell on a disc around a place, pixels. */
function bell(pen: CanvasRenderingContext2D, x: number, y: number, color: string, paper: string): void {
  pen.beginPath()
  pen.arc(x, y, 8, 0, 2 * Math.PI)
  pen.fillStyle = color
  pen.fill()
  pen.lineWidth = 1.5
  pen.strokeStyle = paper
  pen.stroke()
  pen.fillStyle = paper
  pen.fill(new Path2D(`M${x} ${y - 4.8}a3.2 3.2 0 0 1 3.2 3.2v2.2l1.2 1.4h-8.8l1.2-1.4v-2.2a3.2 3.2 0 0 1 3.2-3.2z`))
  pen.beginPath()
  pen.arc(x, y + 3, 1.4, 0, 2 * Math.PI)
  pen.fill()
}

/** The image of the name of a mark or of the ring; undefined for any other name. */
function imageOf(name: string): Image | undefined {
  const ring = [false, true].find((night) => name === ringName(night))
  if (ring !== undefined) return drawn(RING, (pen) => paintRing(pen, ring))
  const mark = markOf(name)
  return mark ? drawn(sizes[mark.size].box, (pen) => paint(pen, mark)) : undefined
}

/** A square image of so many pixels of the map. */
function drawn(box: number, paint: (pen: CanvasRenderingContext2D) => void): Image | undefined {
  const side = box * DENSITY
  const canvas = document.createElement('canvas')
  canvas.width = side
  canvas.height = side
  const pen = canvas.getContext('2d', { willReadFrequently: true })
  if (!pen) return undefined
  pen.scale(DENSITY, DENSITY)
  paint(pen)
  return { width: side, height: side, data: pen.getImageData(0, 0, side, side).data }
}

/** Lets the map draw stations. */
export function useMarks(): void {
  if (!makers.includes(imageOf)) makers.push(imageOf)
}
