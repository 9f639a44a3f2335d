import type { Field, Layer } from '../api/types'
import { kindOf } from '../state/layers'
import { isColored, type Scheme } from './palette'
import { themeColors } from './style/theme'

/** The colour that stands for a layer as a whole: its own, else its theme's. */
export function layerColor(layer: Layer): string {
  const own = layer.style.color
  if (own && /^#[0-9a-f]{6}$/i.test(own)) return own
  return kindOf(layer) === 'corridor' ? '#b0413e' : (themeColors[layer.theme] ?? '#7a6a5a')
}

/** The second palette that a layer's codes have. */
export const schemeOf = (layer: Layer): Scheme => (kindOf(layer) === 'forest' ? 'forest' : 'land')

/** The field that colours a layer: the one its style names, else for parcels and plans the first whose codes have colours. */
export function colorField(layer: Layer): Field | undefined {
  const coded = layer.fields.filter((field) => field.in_tiles && isColored(field.codes ?? []))
  const named = coded.find((field) => field.name === layer.style.by)
  if (named) return named
  const kind = kindOf(layer)
  return kind === 'parcels' || kind === 'planning' ? coded[0] : undefined
}
