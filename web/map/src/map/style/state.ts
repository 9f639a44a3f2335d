import type { Geometry } from 'geojson'
import type { FontFacesSpecification, LayerSpecification, StyleSpecification } from 'maplibre-gl'
import type { Layer, Relative } from '../../api/types'
import type { LonLat } from '../../geo/ellipsoid'
import type { Lang } from '../../i18n'
import type { Piece as Common } from '../../state/pieces'
import type { PaletteName, Shown } from '../../state/route'
import type { Location, Measure } from '../../state/store'
import type { Drawing } from './drawing'
import type { Theme } from './theme'

/** The operator's base map, once it has been read. */
export type Basemap = { readonly raster: string } | { readonly style: StyleSpecification }

/** All that the picture depends on. */
export interface MapState {
  readonly layers: readonly Layer[]
  readonly shown: Shown
  /** Layers are shown counted in H3 cells below their first zoom; not under a screen that draws its own records there. */
  readonly cells: boolean
  readonly palette: PaletteName
  /** The day whose records layers with dates show, YYYY-MM-DD; null: today. */
  readonly at: string | null
  /** The time that parcels are shown of, a day or an ISO moment; null: now. */
  readonly past: string | null
  readonly lang: Lang
  readonly theme: Theme
  readonly basemap: Basemap | null
  /** Where the tiles come from: scheme, host and port. */
  readonly origin: string
  readonly fonts: FontFacesSpecification
  /** The shape of the chosen parcel. */
  readonly chosen: Geometry | null
  /** That shape is of another time than now. */
  readonly former: boolean
  /** Parcels that the chosen one came from or that followed it, while its history is open. */
  readonly relatives: readonly Relative[]
  /** The chosen point. */
  readonly point: LonLat | null
  /** What plans and corridors have of the chosen parcel, while that is told. */
  readonly pieces: readonly Common[]
  /** Where the chosen parcel's neighbours begin, numbered as in their list, while that is open. */
  readonly neighbours: readonly { readonly n: number; readonly at: LonLat }[]
  /** Numbered vertices of the chosen parcel, while its table is open. */
  readonly vertices: readonly { readonly n: number; readonly at: LonLat }[]
  readonly measure: Measure | null
  /** Central meridian for measures in the plane. */
  readonly meridian: number
  readonly location: Location | null
  /** What a screen beside the handbook draws, as the theme wants it. */
  readonly extra: ((theme: Theme) => Drawing) | null
}

/**
 * The levels of the picture, lowest first. Within a level the catalogue's order holds. Of two texts that want one place
 * the higher has it: names of communes stand above all others.
 */
export const levels = ['ground', 'area', 'line', 'edge', 'label', 'over', 'name'] as const
export type Level = (typeof levels)[number]

/** A style layer and its level. */
export type Piece = readonly [level: Level, layer: LayerSpecification]

export const REGULAR = 'Be Vietnam Pro Regular'
export const SEMIBOLD = 'Be Vietnam Pro SemiBold'

/** The source and source-layer of a catalogue layer, and the opacity that the person set, from 0 to 1. */
export interface Drawn {
  readonly layer: Layer
  readonly source: string
  readonly strength: number
  readonly state: MapState
}
