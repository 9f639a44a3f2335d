import type { Geometry } from 'geojson'
import type { Layer, LayerOverlaps } from '../api/types'
import { colorField, layerColor, schemeOf } from '../map/layerColor'
import { colorOf } from '../map/palette'
import { kindOf } from './layers'
import type { PaletteName } from './route'

/** A part that a parcel has in common with a record of a layer, as the map draws it. */
export interface Piece {
  readonly shape: Geometry
  readonly color: string
  readonly hatched: boolean
}

/** The colour of a record: its code's, else its layer's. */
export function pieceColor(layer: Layer, properties: Readonly<Record<string, unknown>>, palette: PaletteName): string {
  const field = colorField(layer)
  const code = field?.codes?.find((known) => known.code === properties[field.name])
  return code ? colorOf(code, palette, schemeOf(layer)) : layerColor(layer)
}

/** The parts of a parcel in the order in which they are drawn: what lies on top of the map comes last. */
export function piecesOf(
  found: readonly LayerOverlaps[],
  layers: readonly Layer[],
  palette: PaletteName,
): readonly Piece[] {
  return [...found].reverse().flatMap(({ name, records }) => {
    const layer = layers.find((known) => known.name === name)
    if (!layer) return []
    const hatched = kindOf(layer) === 'corridor'
    return records.flatMap(({ geometry, properties }) =>
      geometry ? [{ shape: geometry as Geometry, color: pieceColor(layer, properties, palette), hatched }] : [],
    )
  })
}
