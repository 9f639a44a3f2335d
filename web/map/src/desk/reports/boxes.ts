import type { Box } from './api'

export interface Point {
  readonly x: number
  readonly y: number
}
export interface Size {
  readonly width: number
  readonly height: number
}

const held = (value: number, most: number): number => Math.min(Math.max(value, 0), most)

/** The smallest side of a box that is made by keys, pixels of the photo. */
const SMALLEST = 8

/** The box between two corners on a photo that is drawn at some size, in the photo's own whole pixels; null: too small to mean one. */
export function boxBetween(from: Point, to: Point, drawn: Size, photo: Size): Box | null {
  const scale = { x: photo.width / drawn.width, y: photo.height / drawn.height }
  const [x1, x2] = [from.x, to.x].map((x) => held(x * scale.x, photo.width)).sort((a, b) => a - b) as [number, number]
  const [y1, y2] = [from.y, to.y].map((y) => held(y * scale.y, photo.height)).sort((a, b) => a - b) as [number, number]
  const [left, top] = [Math.floor(x1), Math.floor(y1)]
  const box: Box = [left, top, Math.ceil(x2) - left, Math.ceil(y2) - top]
  return Math.abs(from.x - to.x) < 4 || Math.abs(from.y - to.y) < 4 ? null : box
}

/** A box that a hand moves from one point of the drawn photo to another; it stays on the photo, whole. */
export function carried(box: Box, from: Point, to: Point, drawn: Size, photo: Size): Box {
  const dx = Math.round(((to.x - from.x) * photo.width) / drawn.width)
  const dy = Math.round(((to.y - from.y) * photo.height) / drawn.height)
  return nudged(box, dx, dy, false, photo)
}

/** A box moved, or with `grow` made larger or smaller, by a step; it stays on the photo. */
export function nudged([x, y, w, h]: Box, dx: number, dy: number, grow: boolean, photo: Size): Box {
  if (grow) {
    const width = Math.min(Math.max(SMALLEST, w + dx), photo.width - x)
    const height = Math.min(Math.max(SMALLEST, h + dy), photo.height - y)
    return [x, y, width, height]
  }
  return [held(x + dx, photo.width - w), held(y + dy, photo.height - h), w, h]
}

/** The box with which the keyboard begins: a quarter of the photo, in its middle. */
export function middleBox({ width, height }: Size): Box {
  const [w, h] = [Math.round(width / 4), Math.round(height / 4)]
  return [Math.round((width - w) / 2), Math.round((height - h) / 2), w, h]
}
