import type { MultiPolygon, Polygon } from 'geojson'

/** What the server answers. Coordinates are longitude, latitude in WGS84 unless a name says otherwise. */

export interface Words {
  readonly vi: string
  readonly en: string
}

/** West, south, east, north in degrees. */
export type Bounds = readonly [west: number, south: number, east: number, north: number]

export interface Config {
  readonly name: Words
  readonly bounds: Bounds
  readonly center: readonly [lon: number, lat: number]
  readonly zoom: number
  /** The central meridian, in degrees, that this province's cadastral maps use. */
  readonly meridian: number
  readonly basemap: { readonly style: string } | { readonly raster: string } | null
  readonly version: string
}

export interface Code {
  readonly code: string
  readonly name: Words
  /** `#rrggbb`, or empty where the list prints none. */
  readonly color: string | null
  /** False: only in data made under an older list. */
  readonly current: boolean
}

export interface Field {
  readonly name: string
  readonly type: 'text' | 'text[]' | 'integer' | 'real' | 'boolean' | 'date' | 'timestamp'
  readonly title: Words
  readonly in_tiles: boolean
  readonly filterable: boolean
  readonly unit: string
  readonly codes: readonly Code[] | null
}

export interface Layer {
  readonly name: string
  readonly title: Words
  readonly theme: string
  readonly geometry: 'Point' | 'LineString' | 'Polygon' | 'Geometry'
  readonly min_zoom: number
  readonly max_zoom: number
  /** The field printed on the map. */
  readonly label: string | null
  readonly bounds: Bounds | null
  readonly count: number
  readonly source: string
  /** ISO date. */
  readonly as_of: string | null
  /** Layers are drawn in this order, lowest first. */
  readonly sort: number
  readonly generation: number
  readonly style: { readonly kind?: string; readonly color?: string; readonly by?: string }
  /** Where its TileJSON is. */
  readonly tiles: string
  readonly fields: readonly Field[]
}

/** Why a line of an answer is there, as a code and the values for its sentence. */
export interface Reason {
  readonly code: string
  readonly args?: Readonly<Record<string, unknown>> | null
}

export interface ParcelHit {
  readonly id: number
  readonly sheet_no: string
  readonly parcel_no: string
  readonly commune: { readonly code: string; readonly name: string }
  readonly address?: string | null
  readonly land_use?: string | null
  /** Square metres. */
  readonly map_area: number
  readonly point: readonly [lon: number, lat: number]
  readonly bbox: Bounds
  readonly why: Reason
}

export interface CommuneHit {
  readonly code: string
  readonly name: string
  readonly old_names?: OldNames
  readonly bbox: Bounds
  readonly point: readonly [lon: number, lat: number]
  readonly why: Reason
}

export interface CoordinateHit {
  readonly lon: number
  readonly lat: number
  readonly format: 'wgs84' | 'dms' | 'vn2000'
  readonly meridian?: number | null
  readonly x_north?: number | null
  readonly y_east?: number | null
  readonly why: Reason
}

export type SearchGroup =
  | { readonly kind: 'parcel'; readonly items: readonly ParcelHit[] }
  | { readonly kind: 'commune'; readonly items: readonly CommuneHit[] }
  | { readonly kind: 'coordinate'; readonly items: readonly CoordinateHit[] }

export interface SearchAnswer {
  readonly q: string
  readonly groups: readonly SearchGroup[]
  readonly hint: Reason | null
}

/** Former names of a unit, as a list or as the text of its field. */
export type OldNames = readonly string[] | string | null

export interface HereLayer {
  readonly name: string
  readonly title: Words
  readonly features: readonly { readonly id: number; readonly properties: Readonly<Record<string, unknown>> }[]
}

export interface Here {
  readonly lon: number
  readonly lat: number
  readonly layers: readonly HereLayer[]
}

export interface Vertex {
  readonly n: number
  readonly x_north: number
  readonly y_east: number
  /** Metres to the next vertex. */
  readonly edge: number
}

export interface VertexTable {
  readonly srid: number
  readonly meridian: number
  readonly zone_width: number
  /** `survey`: as surveyed. `computed`: from the WGS84 shape. */
  readonly basis: 'survey' | 'computed'
  readonly rings: readonly { readonly part: number; readonly ring: number; readonly points: readonly Vertex[] }[]
}

export interface Parcel {
  readonly id: number
  readonly commune: { readonly code: string; readonly name: string; readonly old_names?: OldNames }
  readonly sheet_no: string
  readonly parcel_no: string
  readonly old_sheet_no?: string | null
  readonly old_parcel_no?: string | null
  readonly official_id?: string | null
  readonly address?: string | null
  /** The source's own words for the land types. */
  readonly land_use?: string | null
  readonly land_types: readonly Code[]
  /** Square metres. */
  readonly map_area: number
  readonly area_basis: 'survey' | 'computed'
  readonly point: readonly [lon: number, lat: number]
  readonly bbox: Bounds
  readonly geometry: Polygon | MultiPolygon
  readonly vertices: VertexTable
  readonly source: string
  readonly as_of: string | null
}
