import type { MultiPolygon, Polygon } from 'geojson'
import type * as api from './schema.gen'

/**
 * The server's answers as the page uses them: the generated types, under shorter names, and narrower where the
 * description leaves an object open. Coordinates are longitude, latitude in WGS84 unless a name says otherwise.
 */

export type {
  Code,
  Config,
  Field,
  Here,
  Import,
  ImportAnalysis,
  ImportChoice,
  ImportColumn,
  ImportCounts,
  ImportDifference,
  ImportDifferenceMap,
  ImportField,
  ImportProblems,
  ImportQuestion,
  Imports,
  PrivateRead,
  Session,
  SignedIn,
  Token,
  Unit,
  UnitFound,
  UnitHistory,
  Units,
  User,
  Words,
} from './schema.gen'
/** A record of the difference. */
export type Change = api.ImportDifference['changes'][number]
export type Operation = Change['operation']
export type ProblemGroup = api.ImportProblems['groups'][number]
/** A private field with its title and what is in it. */
export type Value = api.Values[number]
/** West, south, east, north in degrees. */
export type Bounds = api.Box
/** Why a line of an answer is there, as a code and the values for its sentence. */
export type Reason = api.Why
export type ParcelHit = api.ParcelItem
export type CommuneHit = api.CommuneItem
export type CoordinateHit = api.CoordinateItem
export type SearchAnswer = api.Search
export type VertexTable = api.Vertices
export type Overlaps = api.Overlaps
export type LayerOverlaps = api.Overlaps['layers'][number]
export type Overlap = LayerOverlaps['records'][number]
/** What a parcel's restricted fields were from a moment until another. */
export type PrivateVersion = api.PrivateHistory['versions'][number]
export type PrivateHits = api.PrivateHits
export type Neighbours = api.Neighbours
export type Plot = Omit<api.Plot, 'geometry'> & { readonly geometry: Polygon | MultiPolygon }
export type Verification = api.Verification
export type Vertex = api.Vertices['rings'][number]['points'][number]
/** TileJSON of the parcels of another time, and from when on there is a history. */
export type PastTiles = api.PastTileJSON
export type HereLayer = api.Here['layers'][number]

/** What the catalogue says of a layer's look; anything else in it is left alone. */
export interface LayerStyle {
  /** planning, corridor, road, water, forest or station; else the look follows theme and geometry. */
  readonly kind?: string
  /** `#rrggbb` */
  readonly color?: string
  /** The field whose codes colour the features. */
  readonly by?: string
}

export type Layer = Omit<api.Layer, 'style'> & { readonly style: LayerStyle }

export type Parcel = Omit<api.Parcel, 'geometry'> & { readonly geometry: Polygon | MultiPolygon }

type Shaped<T> = Omit<T, 'geometry'> & { readonly geometry: Polygon | MultiPolygon }
export type Version = Shaped<api.History['versions'][number]>
/** A parcel that another came from, or that followed it. */
export type Relative = Shaped<api.Relatives[number]>
/** Parcels that an import replaced by others on the same ground. */
export type LineageEvent = Omit<api.History['lineage'][number], 'from' | 'to'> & {
  readonly from: readonly Relative[]
  readonly to: readonly Relative[]
}
export type History = Omit<api.History, 'versions' | 'lineage'> & {
  readonly versions: readonly Version[]
  readonly lineage: readonly LineageEvent[]
}
