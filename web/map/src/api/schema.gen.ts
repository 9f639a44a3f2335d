// Generated from geoapi/openapi.json by npm run gen-api. Do not edit.

/** One text in both languages. */
export type Words = {
  readonly vi: string
  readonly en: string
}

/** Longitude, latitude in degrees (WGS84). */
export type LonLat = readonly [number, number]

/** West, south, east, north in degrees (WGS84). */
export type Box = readonly [number, number, number, number]

/** Why an answer is one, or why there is none: a stable code and its arguments. */
export type Why = {
  readonly code: string
  readonly args: { readonly [key: string]: string }
}

export type CommuneRef = {
  /** Five digits. */
  readonly code: string
  /** With its kind: Phường Vũng Tàu. */
  readonly name: string
}

/** A place in a VN-2000 zone. */
export type Grid = {
  /** Ours: 91CCCC. */
  readonly srid: number
  /** Central meridian in degrees. */
  readonly meridian: number
  /** 3, or 6 for UTM. */
  readonly zone_width: number
  /** Metres, the X of Vietnamese maps. */
  readonly x_north: number
  /** Metres, the Y of Vietnamese maps. */
  readonly y_east: number
}

/** RFC 9457 problem details. conflict has rows and count; refused has code; not-found of a time before the history has code before_history and since; needs-answer has import and questions. */
export type Problem = {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly instance: string
  readonly request_id: string
}

export type Config = {
  readonly name: Words
  readonly bounds: Box
  readonly center: LonLat
  readonly zoom: number
  readonly meridian: number
  readonly basemap: {
    readonly style?: string
    readonly raster?: string
  } | null
  readonly version: string
}

export type Code = {
  readonly code: string
  readonly name: Words
  readonly color: string | null
  /** False: only in data made under an older list. */
  readonly current: boolean
}

export type ParcelLandType = {
  readonly code: string
  readonly name: Words
  readonly color: string | null
  /** False: only in data made under an older list. */
  readonly current: boolean
  /** Square metres in the papers; for those who may see staff fields. */
  readonly area?: number
  /** The area is the parcel's residential area, told without a type. */
  readonly residential?: boolean
  /** As the source writes it; for those who may see staff fields. */
  readonly term?: string
}

/** The change set that did it; null for an edit in the database by another program, and for what was there before the history. */
export type Cause = {
  readonly change_set: number
  /** Its undoing did it. */
  readonly undo: boolean
  /** The file's name. */
  readonly source: string
  /** Null where the caller may not see names of the commune. */
  readonly actor: string | null
} | null

export type Relatives = readonly ({
  readonly id: number
  /** Whether there is a parcel of this id today. */
  readonly exists: boolean
  readonly commune_code: string
  readonly sheet_no: string
  readonly parcel_no: string
  readonly map_area: number
  readonly bbox: Box
  readonly geometry: Geometry
})[]

export type History = {
  readonly id: number
  readonly exists: boolean
  /** From when on every version was kept. */
  readonly since: string
  /** The latest first, at most 200. */
  readonly versions: readonly ({
    /** Null: before the history began. */
    readonly from: string | null
    /** Null: it holds. */
    readonly to: string | null
    readonly kind: "recorded" | "changed" | "restored"
    /** The fields that differ from the version before; geometry for the shape. */
    readonly changed: readonly ({
      readonly field: string
      readonly title: Words
    })[]
    readonly cause: Cause
    readonly commune_code: string
    readonly sheet_no: string
    readonly parcel_no: string
    readonly address: string | null
    readonly land_use: string | null
    readonly map_area: number
    readonly bbox: Box
    readonly geometry: Geometry
    readonly staff?: Values
  })[]
  /** Whether there are earlier versions. */
  readonly more: boolean
  /** Imports that replaced this parcel, or made it, together with others on the same ground; the oldest first. */
  readonly lineage: readonly ({
    readonly kind: "split" | "merge" | "replot" | "renumber"
    readonly at: string
    /** When the import was undone. */
    readonly undone_at: string | null
    readonly cause: Cause
    /** As they were before. */
    readonly from: Relatives
    /** As they were after. */
    readonly to: Relatives
    /** How many parcels of the event are left out: of a large one those that have no part of this parcel. */
    readonly more: number
  })[]
}

export type Field = {
  readonly name: string
  readonly type: "text" | "text[]" | "integer" | "real" | "boolean" | "date" | "timestamp"
  readonly title: Words
  readonly in_tiles: boolean
  readonly filterable: boolean
  readonly unit: string
  readonly codes: readonly Code[] | null
}

export type Layer = {
  readonly name: string
  readonly title: Words
  readonly theme: string
  readonly geometry: "Point" | "LineString" | "Polygon" | "Geometry"
  readonly min_zoom: number
  readonly max_zoom: number
  readonly label: string | null
  readonly bounds: Box | null
  readonly count: number
  readonly source: string
  readonly as_of: string | null
  readonly sort: number
  readonly generation: number
  /** Another one after each change of its public records. */
  readonly version: string
  readonly style: { readonly [key: string]: unknown }
  /** Path of its TileJSON. */
  readonly tiles: string
  readonly fields: readonly Field[]
}

export type Geometry = {
  readonly type: string
  readonly coordinates: readonly unknown[]
} | null

export type FeatureCollection = {
  readonly type: "FeatureCollection"
  readonly features: readonly ({
    readonly type: "Feature"
    readonly id: number
    readonly properties: { readonly [key: string]: unknown }
    readonly geometry: Geometry
  })[]
  /** Address of the next page. */
  readonly next: string | null
}

export type ParcelItem = {
  readonly id: number
  readonly sheet_no: string
  readonly parcel_no: string
  readonly old_sheet_no: string | null
  readonly old_parcel_no: string | null
  readonly commune: CommuneRef
  readonly address: string | null
  readonly land_use: string | null
  /** Square metres. */
  readonly map_area: number
  readonly point: LonLat
  readonly bbox: Box
  readonly why: Why
}

export type Unit = {
  /** Given again to other units of later days. */
  readonly code: string
  /** With its kind: Phường Vũng Tàu. */
  readonly name: string
  readonly kind: string
  /** 1 province, 2 district (until 1 July 2025), 3 commune. */
  readonly level: 1 | 2 | 3
  /** The first day on which it holds; null when not known. */
  readonly valid_from: string | null
  /** The first day on which it no longer holds; null for one that does. */
  readonly valid_to: string | null
  /** The act that made it. */
  readonly source: string | null
  readonly district: CommuneRef | null
  readonly province: CommuneRef | null
}

export type UnitKin = {
  /** Given again to other units of later days. */
  readonly code: string
  /** With its kind: Phường Vũng Tàu. */
  readonly name: string
  readonly kind: string
  /** 1 province, 2 district (until 1 July 2025), 3 commune. */
  readonly level: 1 | 2 | 3
  /** The first day on which it holds; null when not known. */
  readonly valid_from: string | null
  /** The first day on which it no longer holds; null for one that does. */
  readonly valid_to: string | null
  /** The act that made it. */
  readonly source: string | null
  readonly district: CommuneRef | null
  readonly province: CommuneRef | null
  /** Changes between the two; 0 for the unit itself. */
  readonly steps: number
  readonly effective: string | null
  /** The former of the two went to several: only the place tells to which. */
  readonly split: boolean
  readonly decree: string | null
}

export type UnitFound = {
  /** Given again to other units of later days. */
  readonly code: string
  /** With its kind: Phường Vũng Tàu. */
  readonly name: string
  readonly kind: string
  /** 1 province, 2 district (until 1 July 2025), 3 commune. */
  readonly level: 1 | 2 | 3
  /** The first day on which it holds; null when not known. */
  readonly valid_from: string | null
  /** The first day on which it no longer holds; null for one that does. */
  readonly valid_to: string | null
  /** The act that made it. */
  readonly source: string | null
  readonly district: CommuneRef | null
  readonly province: CommuneRef | null
  readonly today: readonly UnitKin[]
}

export type UnitHistory = {
  /** Given again to other units of later days. */
  readonly code: string
  /** With its kind: Phường Vũng Tàu. */
  readonly name: string
  readonly kind: string
  /** 1 province, 2 district (until 1 July 2025), 3 commune. */
  readonly level: 1 | 2 | 3
  /** The first day on which it holds; null when not known. */
  readonly valid_from: string | null
  /** The first day on which it no longer holds; null for one that does. */
  readonly valid_to: string | null
  /** The act that made it. */
  readonly source: string | null
  readonly district: CommuneRef | null
  readonly province: CommuneRef | null
  readonly predecessors: readonly UnitKin[]
  readonly successors: readonly UnitKin[]
}

export type Units = {
  readonly at: string | null
  readonly units: readonly UnitFound[]
  readonly next: string | null
}

export type Formerly = {
  /** The first day on which the later unit held. */
  readonly until: string
  readonly decree: string | null
  /** How it is known: by the outline of the former unit, as the only one, by its name in the address, or not. */
  readonly how: "place" | "only" | "address" | "unsure"
  readonly unit: Unit | null
  readonly candidates: readonly Unit[]
}

export type UnitsOfPlace = {
  readonly today: Unit | null
  readonly former: readonly Formerly[]
}

export type CommuneItem = {
  readonly code: string
  readonly name: string
  readonly province: string
  readonly old_names: string
  readonly bbox: Box
  readonly point: LonLat
  readonly why: Why
}

export type CoordinateItem = {
  readonly lon: number
  readonly lat: number
  readonly format: "wgs84" | "dms" | "vn2000"
  readonly srid: number
  readonly meridian: number
  readonly zone_width: number
  readonly x_north: number
  readonly y_east: number
  readonly why: Why
}

export type SearchText = {
  /** Pasted addresses of maps may be 2,000 long. */
  readonly q: string
  readonly limit?: number
  /** With lat: what the caller looks at; nearer parcels come first. */
  readonly lon?: number
  readonly lat?: number
  /** The day whose communes are offered; today without it. */
  readonly at?: string
}

export type Search = {
  readonly q: string
  readonly groups: readonly ({
    readonly kind: "parcel"
    readonly items: readonly ParcelItem[]
  } | {
    readonly kind: "commune"
    readonly items: readonly CommuneItem[]
  } | {
    readonly kind: "coordinate"
    readonly items: readonly CoordinateItem[]
  })[]
  readonly hint: Why | null
}

export type Guide = {
  readonly q: string
  readonly lang: "vi" | "en"
  readonly items: readonly ({
    readonly kind: "guide" | "land_type"
    readonly slug: string
    /** Of the text, which may exist in one language only. */
    readonly lang: "vi" | "en"
    /** Of the guide; of a land type its code. */
    readonly title: string
    readonly heading: string | null
    /** Of the page, with the place in it. */
    readonly url: string
    /** Parts of one text, in order; what was looked for is marked. */
    readonly excerpt: readonly ({
      readonly text: string
      readonly mark: boolean
    })[]
  })[]
}

export type Here = {
  readonly lon: number
  readonly lat: number
  readonly vn2000: Grid
  readonly layers: readonly ({
    readonly name: string
    readonly title: Words
    readonly features: readonly ({
      readonly id: number
      readonly properties: { readonly [key: string]: unknown }
    })[]
  })[]
}

/** Every ring begins at its north-western vertex and goes clockwise; the closing vertex is not repeated; numbers run through the whole parcel. */
export type Vertices = {
  readonly srid: number
  readonly meridian: number
  readonly zone_width: number
  /** survey: the coordinates exactly as surveyed; computed: transformed from the map. */
  readonly basis: "survey" | "computed"
  readonly rings: readonly ({
    readonly part: number
    /** 1 is the outer ring, 2 and more are holes. */
    readonly ring: number
    readonly points: readonly ({
      readonly n: number
      readonly x_north: number
      readonly y_east: number
      /** Metres to the next vertex of the ring. */
      readonly edge: number
    })[]
  })[]
}

/** A place where somebody is signed in. */
export type SignedIn = {
  readonly id: string
  readonly created_at: string
  /** Of the last request, to the minute. */
  readonly seen_at: string
  /** Of the network where it was begun. */
  readonly address: string
  /** The browser, as it called itself. */
  readonly agent: string
  /** Whether the caller asks from there. */
  readonly current: boolean
}

/** Who the caller is; user is null for nobody known. elsewhere names the place whose account people can sign in with, null for none. */
export type Session = {
  readonly user: User | null
  readonly permissions: readonly ("signed-in" | "staff" | "private" | "import" | "accounts" | "monitoring" | "readings" | "stations" | "alarms" | "reports" | "answering" | "desk-reports" | "open311" | "cameras" | "indicators" | "wall" | "walls" | "operations")[]
  readonly elsewhere: Words | null
}

export type User = {
  readonly login: string
  readonly name: string
  readonly role: "citizen" | "land_officer" | "environment" | "ioc" | "agency" | "administrator"
  /** Codes that a land officer is limited to; null for no limit. */
  readonly communes: readonly string[] | null
  /** Code of the agency whose reports a person of the role agency answers. */
  readonly agency: string | null
  readonly disabled: boolean
  /** Whether there is a password or another way to sign in. */
  readonly signs_in: boolean
  /** Whether there is a password of this handbook; who signs in elsewhere may have none. */
  readonly has_password: boolean
  readonly created_at: string
}

export type Token = {
  readonly id: string
  readonly name: string
  readonly scopes: readonly string[]
  readonly login: string | null
  /** Whose stations alone the token may send readings for; null for all. */
  readonly operator: string | null
  readonly created_at: string
  readonly expires_at: string | null
  readonly revoked: boolean
  /** The secret, told once, when it is made. */
  readonly token?: string
}

export type PrivateHistory = {
  readonly versions: readonly ({
    /** Null: before the history began. */
    readonly from: string | null
    /** Null: it holds. */
    readonly to: string | null
    readonly fields: Values
  })[]
}

export type Values = readonly ({
  readonly field: string
  readonly title: Words
  readonly unit: string
  readonly value: string | number | boolean | readonly string[] | null
})[]

export type Done = {
  readonly done: true
}

export type PrivateRead = {
  readonly at: string
  readonly actor: string
  readonly purpose: string
}

export type Parcel = {
  readonly id: number
  readonly commune: {
    readonly code: string
    readonly name: string
    readonly old_names: string
  }
  readonly sheet_no: string
  readonly parcel_no: string
  readonly old_sheet_no: string | null
  readonly old_parcel_no: string | null
  readonly official_id: string | null
  /** Where the point lies that the identifier stands for; null without one, or when it is no geohash of 12 characters. */
  readonly official_check: {
    readonly inside: boolean
    /** Metres from the parcel; 0 inside. */
    readonly distance: number
    /** Metres from the point that our own identifier would be made of: the middle of the largest circle in the parcel. The official way to find it has not been verified. */
    readonly from_ours: number
  } | null
  readonly address: string | null
  readonly units: UnitsOfPlace
  readonly land_use: string | null
  readonly land_types: readonly ParcelLandType[]
  readonly map_area: number
  readonly area_basis: "survey" | "computed"
  readonly point: LonLat
  readonly bbox: Box
  readonly geometry: Geometry
  readonly vertices: Vertices
  readonly source: string
  readonly as_of: string | null
  /** Staff fields, for those who may see them. */
  readonly staff?: Values
  /** How the map area compares with that in the papers, for those who may see staff fields; absent where the papers' area is not known. */
  readonly area_check?: {
    /** Square metres. */
    readonly legal_area: number
    /** Map less papers, square metres. */
    readonly difference: number
    /** Of the area in the papers. */
    readonly percent: number
    /** Square metres, either way. */
    readonly tolerance: number
    readonly within: boolean
    /** Denominator of the map's scale. */
    readonly scale: number
    /** The source does not tell the scale. */
    readonly scale_assumed: boolean
    /** False: the official text of the rule has not been read, and the judgement is a hint. */
    readonly verified: boolean
    readonly source: string
  }
}

export type Neighbours = {
  readonly neighbours: readonly ({
    readonly id: number
    readonly commune_code: string
    readonly sheet_no: string
    readonly parcel_no: string
    readonly land_use: string | null
    /** Square metres. */
    readonly map_area: number
    /** Length of the common edge, metres in the plane of the parcel's zone. */
    readonly edge: number
    /** From the parcel's inner point to the middle of the common edge: degrees from grid north, clockwise. */
    readonly azimuth: number
    /** The number, in the parcel's vertex table, of the vertex after which the middle of the common edge comes. */
    readonly vertex: number
    readonly at: LonLat
  })[]
  /** Whether there are others; those with the longest common edges are told. */
  readonly more: boolean
}

export type Overlaps = {
  readonly layers: readonly LayerOverlaps[]
}

export type LayerOverlaps = {
  readonly name: string
  readonly title: Words
  readonly theme: string
  /** unknown: too many records touch it to look at all, and none of those that were looked at overlaps it; none_here: the parcel lies within the extent of the layer's data, and none of its records overlaps it, which may be a gap in the data; no_data_here: it is empty, or the parcel lies outside the extent of its data. */
  readonly state: "overlaps" | "none_here" | "no_data_here" | "unknown"
  readonly source: string
  readonly as_of: string | null
  /** The different decisions of the records, where the layer has a field of that name. */
  readonly decisions: readonly string[]
  /** The largest overlap first. */
  readonly records: readonly ({
    readonly id: number
    readonly properties: { readonly [key: string]: unknown }
    /** Square metres in the plane of the parcel's VN-2000 zone. */
    readonly area: number
    /** Of the parcel's area. */
    readonly percent: number
    readonly geometry?: Geometry
  })[]
  /** Records whose overlap is below 0.5 m² or 0.1 % of the parcel. */
  readonly left_out: number
  /** Whether there are more records than were looked at. */
  readonly more: boolean
}

export type PrivateHits = {
  readonly parcels: readonly ({
    readonly id: number
    readonly commune_code: string
    readonly sheet_no: string
    readonly parcel_no: string
    /** The owner's name or the certificate's serial that was found. */
    readonly found: string
  })[]
  /** Whether there are more than are listed: each listed parcel is one read of the day's quota. */
  readonly more: boolean
}

export type Plot = {
  readonly geometry: Geometry
  readonly bbox: Box
  readonly point: LonLat
  readonly vertices: Vertices
  /** Square metres in the plane of the zone. */
  readonly area: number
  /** Metres in the plane of the zone. */
  readonly perimeter: number
  /** Whether the text or the request names the zone, or the corners are in degrees. */
  readonly zone_said: boolean
  /** Whether the plot lies where communes are, under the zone taken. */
  readonly inside: boolean
  /** Where no zone was said: those under which it lies where communes are. */
  readonly fitting: readonly ({
    readonly srid: number
    readonly meridian: number
    readonly zone_width: number
  })[]
  /** Lines with figures that no corner could be read from. */
  readonly ignored_lines: number
  readonly ignored_example: string
  readonly layers: readonly LayerOverlaps[]
}

export type Verification = {
  /** changed: the parcel is another now than the extract says; gone: there is no parcel of this number any more. */
  readonly state: "same" | "changed" | "gone"
  /** What differs; null when the code does not tell. */
  readonly changed: readonly ("identity" | "geometry" | "area" | "land_types")[] | null
  /** The check code of an extract made now. */
  readonly hash: string | null
  readonly parcel: {
    readonly id: number
    readonly commune: CommuneRef
    readonly sheet_no: string
    readonly parcel_no: string
    readonly map_area: number
    readonly as_of: string | null
  } | null
}

export type Import = {
  readonly id: number
  readonly layer: string
  readonly source: string
  readonly state: "staging" | "question" | "staged" | "applied" | "undone" | "failed" | "discarded"
  readonly actor: string
  readonly created_at: string
  readonly applied_at?: string
  readonly undone_at?: string
  readonly counts: ImportCounts
  readonly plan?: ImportPlan
  readonly analysis?: ImportAnalysis
  readonly failure?: Words
}

export type ImportCounts = {
  readonly read: number
  readonly refused: number
  readonly warnings: number
  readonly added: number
  readonly changed: number
  readonly removed: number
  readonly unchanged: number
}

export type ImportChanges = {
  readonly counts: ImportCounts
  /** Changed records, then removed, then added ones. */
  readonly changes: readonly ({
    readonly operation: "changed" | "removed" | "added"
    readonly id: number
    /** Of the file; absent of a removed record. */
    readonly row?: number
    /** The record's identity, its parts with a slash between. */
    readonly name?: string
    /** Whether the shape differs. */
    readonly moved?: boolean
    /** How the shape differs: metres that the outlines lie apart where they do most, and the areas in square metres. */
    readonly shift?: {
      readonly distance: number
      readonly old_area: number
      readonly new_area: number
    }
    readonly fields?: readonly ({
      readonly field: string
      readonly type?: string
      readonly old: string | null
      readonly new: string | null
      /** The values are restricted. */
      readonly hidden?: boolean
    })[]
  })[]
}

/** What is wrong and what to do about it. */
export type ImportProblem = {
  /** In the file; absent for the file as a whole. */
  readonly row?: number
  readonly field?: string
  readonly value?: string
  readonly severity: "warning" | "error"
  readonly code: string
  readonly what: Words
  readonly todo: Words
}

export type ImportColumn = {
  readonly name: string
  readonly type: "text" | "integer" | "real" | "boolean" | "date" | "timestamp"
  /** Rows with a value. */
  readonly filled: number
  /** A few values as the encoding reads them; none where restricted. */
  readonly samples: readonly string[] | null
  readonly encoding?: string
  /** The values of readings as a program shows them that knows no Vietnamese encoding. */
  readonly raw?: readonly string[]
  /** The same values in each encoding that reads them differently, the one in use first. */
  readonly readings?: readonly ({
    readonly encoding: string
    readonly words: Words
    readonly samples: readonly string[]
  })[]
  /** Of the target layer; absent when the column is left out. */
  readonly field?: string
  /** Stored as private: its values are shown by an audited read alone. */
  readonly restricted?: boolean
}

/** A field of the target layer that a column can fill. */
export type ImportField = {
  readonly name: string
  readonly type: string
  readonly words: Words
  readonly visibility: "public" | "staff" | "restricted"
  /** Names the record, together with others. */
  readonly identity?: boolean
}

export type ImportChoice = {
  /** Goes in the place of … in flag. */
  readonly value: string
  readonly words: Words
  readonly samples?: readonly string[]
  /** Where a coordinate system would put a sample of the file, in WGS 84. */
  readonly place?: {
    readonly extent: Box
    readonly points: readonly LonLat[]
    /** The axes are exchanged to get there. */
    readonly swapped?: boolean
  }
}

export type ImportQuestion = {
  /** layer, source_layer, crs, encoding, numbers, field, place, replace. */
  readonly code: string
  /** The column or field in question. */
  readonly about?: string
  /** The form's field that answers, with … for the value. */
  readonly flag: string
  readonly words: Words
  /** Best first. */
  readonly choices: readonly ImportChoice[] | null
}

/** What was found in the file, with the questions still open. */
export type ImportAnalysis = {
  readonly source: string
  readonly source_layer?: string
  readonly rows: number
  readonly geometry?: { readonly [key: string]: number } | null
  readonly srid?: number
  readonly crs: Words
  readonly layer?: string
  readonly columns: readonly ImportColumn[] | null
  readonly fields?: readonly ImportField[]
  readonly set?: { readonly [key: string]: string }
  readonly replace?: string
  readonly scope?: Words
  readonly questions?: readonly ImportQuestion[]
  readonly problems?: readonly ImportProblem[]
}

/** How the file is imported, every question answered. */
export type ImportPlan = {
  readonly srid: number
  readonly swapped?: boolean
  readonly replace: string
  readonly scope: Words
  /** The only communes where records are removed: those of the account that staged the file; absent where it has no limit. */
  readonly communes?: readonly string[]
  readonly skip_bad: boolean
  /** Whether shapes are mended where that is no guess. */
  readonly repair?: boolean
  readonly set?: { readonly [key: string]: string }
  /** The layer that applying makes; absent when it exists. */
  readonly create?: { readonly [key: string]: unknown }
}

export type ImportProblems = {
  /** Kinds of problems, errors first. */
  readonly groups: readonly ({
    readonly code: string
    readonly severity: "warning" | "error"
    readonly count: number
    readonly what: Words
    readonly todo: Words
    /** All of the kind say the same; else what and todo are those of the first. */
    readonly alike: boolean
    /** Some of the columns or fields that they were found in. */
    readonly fields: readonly string[]
  })[]
  readonly problems: readonly ({
    /** In the file; absent for the file as a whole. */
    readonly row?: number
    readonly field?: string
    readonly value?: string
    readonly severity: "warning" | "error"
    readonly code: string
    readonly what: Words
    readonly todo: Words
    /** Where it is, or the middle of the row's shape while the change set is staged; absent where that is not known. */
    readonly place?: LonLat
    readonly size?: number
    readonly unit?: "m" | "m2"
  })[]
  /** Ask again with after=next for the next page. */
  readonly next: string | null
}

export type ImportDifferenceMap = {
  readonly type: "FeatureCollection"
  readonly features: readonly ({
    readonly type: "Feature"
    readonly properties: {
      readonly operation: "changed" | "removed" | "added"
      readonly id: number
      readonly row?: number
      readonly name: string
      /** The shape that a changed record has had. */
      readonly former?: boolean
    }
    readonly geometry: Geometry
  })[]
  /** The box holds more of some operation. */
  readonly more: boolean
  /** Of the whole difference; null where there is none, and where a bbox was given. */
  readonly extent: Box | null
}

export type ImportDifference = {
  readonly changes: readonly ({
    readonly operation: "changed" | "removed" | "added"
    readonly id: number
    /** Of the file; absent of a removed record. */
    readonly row?: number
    /** The record's identity, its parts with a slash between. */
    readonly name?: string
    /** Whether the shape differs. */
    readonly moved?: boolean
    /** How the shape differs: metres that the outlines lie apart where they do most, and the areas in square metres. */
    readonly shift?: {
      readonly distance: number
      readonly old_area: number
      readonly new_area: number
    }
    readonly fields?: readonly ({
      readonly field: string
      readonly type?: string
      readonly old: string | null
      readonly new: string | null
      /** The values are restricted. */
      readonly hidden?: boolean
    })[]
    /** Of the shapes before and after. */
    readonly bbox: Box | null
  })[]
  /** Ask again with after=next for the next page. */
  readonly next: string | null
}

export type Imports = {
  readonly imports: readonly Import[]
  /** Ask again with before=next for the next page. */
  readonly next: number | null
}

export type Health = {
  readonly status: "ok"
  readonly version: string
}

export type Ready = {
  readonly ready: boolean
  readonly database: string
  readonly journal_age_seconds: number
  readonly draining: boolean
}

/** TileJSON 3.0. */
export type TileJSON = {
  readonly tilejson: string
  readonly tiles: readonly string[]
}

/** TileJSON 3.0. Tiles of moments before since are not there (204). */
export type PastTileJSON = {
  readonly tilejson: string
  readonly tiles: readonly string[]
  readonly since: string
}

export type Limit = {
  readonly id: number
  /** Of the stations that it holds for. */
  readonly kind: "air" | "surface_water" | "ground_water" | "waste_water" | "emission" | "weather"
  readonly medium: "air" | "water" | "weather" | "flow"
  readonly parameter: string
  /** Means over so long; value is any one measured. */
  readonly basis: "1h" | "8h" | "24h" | "year" | "value"
  /** Of surface water, A the best; empty for all. */
  readonly class: "" | "A" | "B" | "C" | "D"
  /** In unit; what is below exceeds. */
  readonly lowest: number | null
  /** What is above exceeds. */
  readonly highest: number | null
  readonly unit: string
  readonly standard: string
  /** Where the value was read, and how sure it is. */
  readonly source: string
  readonly valid_from: string
  /** The last day. */
  readonly valid_to: string | null
}

export type StationRef = {
  readonly id: number
  readonly code: string
  readonly name: string
  readonly kind: "air" | "surface_water" | "ground_water" | "waste_water" | "emission" | "weather"
}

export type StationEvent = {
  readonly id: number
  readonly station: StationRef
  readonly kind: "exceedance" | "silence"
  readonly parameter: string | null
  /** As the limit's; null for silence, as all that concerns a limit. */
  readonly basis: string | null
  /** The bound that the peak is beyond. */
  readonly limit: number | null
  readonly standard: string | null
  readonly began: string
  /** null: it lasts. */
  readonly ended: string | null
  /** The mean farthest beyond the limit. */
  readonly peak: number | null
  /** The end of that mean. */
  readonly peak_at: string | null
  readonly unit: string | null
}

export type AlarmStep = {
  readonly at: string
  /** Empty: the program. */
  readonly by: string
  readonly what: "raised" | "cleared" | "acknowledged" | "assigned" | "closed" | "noted"
  readonly note: string
}

export type Alarm = {
  readonly id: number
  readonly rule: {
    readonly id: number
    readonly name: string
  }
  readonly station: StationRef
  /** null for silence. */
  readonly parameter: string | null
  /** That raised it. */
  readonly value: number | null
  readonly unit: string | null
  /** Of the rule at that time. */
  readonly limit: number | null
  readonly raised_at: string
  readonly acknowledged: {
    readonly by: string
    readonly at: string
  } | null
  readonly assigned: {
    readonly to: string
    readonly by: string
    readonly at: string
  } | null
  /** When the rule held no more. */
  readonly cleared_at: string | null
  readonly closed: {
    readonly by: string
    readonly at: string
    readonly note: string
  } | null
  readonly state: "raised" | "acknowledged" | "assigned" | "closed"
  /** Grows with each move; sent with one, it makes the move fail where somebody else was faster. */
  readonly version: number
  readonly log: readonly AlarmStep[]
}

export type AlarmRule = {
  readonly id: number
  readonly name: string
  /** Code; null for a rule about silence. */
  readonly parameter: string | null
  /** Of the parameter, where its code is of several. */
  readonly medium: string | null
  /** Of stations; empty: all. */
  readonly kinds: readonly ("air" | "surface_water" | "ground_water" | "waste_water" | "emission" | "weather")[]
  /** null: everywhere. */
  readonly area: {
    readonly communes: readonly string[]
  } | null
  /** null: all. */
  readonly stations: readonly number[] | null
  readonly basis: "raw" | "1h" | "24h" | "silence"
  readonly above: number | null
  readonly below: number | null
  /** For so long without a break. */
  readonly for_minutes: number
  /** Over when a value is back at this or beyond it; null: at the bound. */
  readonly clear: number | null
  readonly enabled: boolean
}

export type NewAlarmRule = {
  /** Of no meaning; the number is in the address. */
  readonly id?: number
  readonly name: string
  /** Code; null for a rule about silence. */
  readonly parameter?: string | null
  /** Of the parameter, where its code is of several. */
  readonly medium?: string | null
  /** Of stations; empty: all. */
  readonly kinds?: readonly ("air" | "surface_water" | "ground_water" | "waste_water" | "emission" | "weather")[]
  /** null: everywhere. */
  readonly area?: {
    readonly communes: readonly string[]
  } | null
  /** null: all. */
  readonly stations?: readonly number[] | null
  readonly basis: "raw" | "1h" | "24h" | "silence"
  readonly above?: number | null
  readonly below?: number | null
  /** For so long without a break. */
  readonly for_minutes?: number
  /** Over when a value is back at this or beyond it; null: at the bound. */
  readonly clear?: number | null
  readonly enabled?: boolean
}

/** What is told is signed: webhook-signature is "v1," and the base64 of HMAC-SHA256, keyed with the secret's bytes, over webhook-id + "." + webhook-timestamp + "." + body. A message comes at least once, in any order, and is known by webhook-id; an answer of 2xx settles it, else it comes again for about a day. Redirects are not followed and private addresses are not called. */
export type Webhook = {
  readonly id: number
  readonly name: string
  readonly url: string
  readonly created_at: string
  readonly created_by: string
  /** Messages still to be told. */
  readonly waiting: number
  /** Messages given up in the last 30 days. */
  readonly failed: number
  /** whsec_ and base64; told once, when the hook is made. */
  readonly secret?: string
}

export type WebhookDelivery = {
  readonly id: number
  readonly message: string
  readonly type: string
  readonly created_at: string
  readonly state: "pending" | "delivered" | "failed"
  readonly attempts: number
  readonly next_at: string | null
  readonly last_at: string | null
  /** Of the last answer. */
  readonly status: number | null
  /** Why the last try failed. */
  readonly error: "inside" | "tls" | "timeout" | "unknown_host" | "connect" | "redirect" | "status" | "removed" | null
}

export type Camera = {
  readonly id: number
  readonly code: string
  readonly name: string
  readonly kind: "fixed" | "ptz" | "dome" | "traffic" | "other"
  readonly lon: number
  readonly lat: number
  /** Degrees clockwise from north. */
  readonly direction: number | null
  /** Degrees; 360 is all round. */
  readonly fov: number | null
  /** Metres. */
  readonly range_m: number | null
  readonly state: "working" | "faulty" | "off"
  readonly last_seen: string | null
  /** It should work and gave no sign for more than 24 hours. */
  readonly silent: boolean
  readonly address: string | null
  /** For staff alone. */
  readonly agency?: string
  /** For staff alone: whether a stream address is kept. */
  readonly has_stream?: boolean
  /** For staff alone: grows with each change. Who changes the camera says which version they read. */
  readonly version?: number
}

export type CameraEdit = {
  readonly code: string
  readonly name: string
  readonly kind?: "fixed" | "ptz" | "dome" | "traffic" | "other"
  readonly lon: number
  readonly lat: number
  /** Degrees clockwise from north. */
  readonly direction?: number | null
  /** Degrees; 360 is all round. */
  readonly fov?: number | null
  /** Metres. */
  readonly range_m?: number | null
  readonly state?: "working" | "faulty" | "off"
  /** Left out: stays as it is. */
  readonly last_seen?: string | null
  readonly address?: string | null
  readonly agency?: string | null
  /** Left out: stays as it is; "": taken away. */
  readonly stream_url?: string | null
  /** Needed for a change: of the camera as it was read. Where somebody changed it since: 409 with the camera as it is. */
  readonly version?: number
}

export type CameraCoverage = {
  readonly res: number
  /** Whose centre lies in the box. */
  readonly cells: number
  readonly unseen: number
  readonly told: readonly ({
    readonly cell: string
    /** By how many cameras. */
    readonly seen: number
    readonly road: boolean
    readonly report: boolean
    /** A place of a road, or a report there, is seen by none. */
    readonly gap: boolean
    readonly boundary: readonly (readonly [number, number])[]
  })[]
  readonly cameras: number
  /** Cameras in the box whose direction, field of view or range nobody said. */
  readonly unknown: number
  /** Cameras in the box that gave no sign for more than 24 hours; counted with all=true alone. */
  readonly silent: number
  readonly note: {
    readonly vi: string
    readonly en: string
  }
  readonly roads: {
    /** null: there is no such layer of lines. */
    readonly layer: string | null
    readonly cut: boolean
    readonly length_m: number
    readonly unseen_m: number
    readonly gaps: readonly ({
      readonly road: number
      readonly name: string
      readonly length_m: number
      readonly unseen_m: number
      readonly lon: number
      readonly lat: number
    })[]
  }
  readonly reports: {
    readonly looked: boolean
    readonly all: number
    readonly gaps: readonly ({
      readonly id: number
      readonly number: string
      readonly category: string
      readonly lon: number
      readonly lat: number
    })[]
  }
}

export type ForestCode = {
  readonly code: string
  readonly name: Words | null
  readonly color: string | null
}

export type ForestStatistics = {
  readonly by: readonly ("commune" | "type" | "class")[]
  readonly unit: "ha"
  readonly rows: readonly ({
    readonly commune: CommuneRef | null
    readonly type: ForestCode | null
    readonly class: ForestCode | null
    readonly lots: number
    readonly area: number
  })[]
  readonly total: {
    readonly lots: number
    readonly area: number
  }
}

export type FireDanger = {
  readonly at: string
  readonly levels: readonly ({
    readonly level: number
    readonly roman: string
    readonly name: Words
    readonly color: string
  })[]
  readonly palette: Words
  readonly communes: readonly ({
    readonly code: string
    readonly name: string
    readonly level: number
    readonly valid_from: string
    readonly valid_to: string
    readonly source: string
  })[]
  readonly own: readonly ({
    readonly commune: string | null
    readonly commune_name: string | null
    readonly station: number
    readonly station_name: string
    readonly p: number
    readonly level: number
    readonly at: string
    readonly since: string
    readonly missing_days: number
    /** That it is for reference only. */
    readonly note: string
  })[]
  readonly own_note: Words
  readonly own_rule: string
}

export type FireBulletinRecorded = {
  readonly lines: number
  readonly added: number
}

export type Hotspots = {
  readonly from: string
  readonly to: string
  readonly more: boolean
  readonly hotspots: readonly ({
    readonly id: number
    readonly at: string
    readonly lon: number
    readonly lat: number
    readonly satellite: string
    readonly instrument: string | null
    readonly confidence: string | null
    readonly frp: number | null
    readonly daynight: string | null
    readonly commune: CommuneRef | null
    readonly lot: {
      readonly id: number
      readonly commune_code: string | null
      readonly tk: string | null
      readonly khoanh: string | null
      readonly lo: string | null
      readonly diadanh: string | null
      readonly ldlr: ForestCode | null
    } | null
  })[]
}

export type Hexbins = {
  readonly dataset: string
  readonly res: number
  readonly value: string
  /** Of the values; empty for counts and where there is none. */
  readonly unit: string
  /** False while cells of records just written are being computed. */
  readonly complete: boolean
  readonly from?: string
  readonly to?: string
  /** Of readings: the means that the answer rests on. */
  readonly basis?: "hour" | "day"
  /** H3 indexes in hexadecimal. */
  readonly cells: readonly string[]
  readonly values: readonly number[]
  /** How many records, or means, a value rests on. */
  readonly counts: readonly number[]
  /** Of readings: how many stations a value rests on. */
  readonly stations?: readonly number[]
  /** Where bucket is asked for: the parts of the period, one after the other, also those without cells. The lists beside are empty then. */
  readonly buckets?: readonly HexbinBucket[]
}

export type HexbinBucket = {
  readonly from: string
  readonly to: string
  readonly cells: readonly string[]
  readonly values: readonly number[]
  readonly counts: readonly number[]
  readonly stations?: readonly number[]
}

export type HexbinFeatures = {
  readonly type: "FeatureCollection"
  readonly features: readonly ({
    readonly type: "Feature"
    /** H3 index in hexadecimal. */
    readonly id: string
    readonly properties: {
      readonly value: number
      readonly count: number
      readonly stations?: number
    }
    readonly geometry: Geometry
  })[]
}

export type Indicator = {
  readonly code: string
  readonly theme: "services" | "health" | "education" | "tourism" | "economy"
  readonly name_vi: string
  readonly name_en: string
  readonly unit: string
  readonly better: "high" | "low" | "neither"
  /** What a value can be. */
  readonly lowest: number | null
  readonly highest: number | null
  /** Who says so where a table does not. */
  readonly source: string
  /** Where a class ends and the next begins, ascending, at most four; none: classes of about as many communes each. */
  readonly breaks: readonly number[]
  readonly periods: readonly ({
    readonly period: string
    readonly communes: number
  })[]
}

export type IndicatorDefinition = {
  readonly theme: "services" | "health" | "education" | "tourism" | "economy"
  readonly name_vi: string
  /** Left out: as the Vietnamese. */
  readonly name_en?: string
  /** Left out: a plain number. */
  readonly unit?: string
  /** Which values are good. */
  readonly better: "high" | "low" | "neither"
  /** What a value can be. */
  readonly lowest?: number | null
  readonly highest?: number | null
  /** Who says so where a table does not. */
  readonly source?: string
  /** Where a class ends and the next begins, ascending, at most four; none: classes of about as many communes each. */
  readonly breaks?: readonly number[]
}

export type IndicatorMap = {
  readonly indicator: Indicator
  readonly period: string
  /** The last of the period: communes are those of this day; empty without values. */
  readonly day: string
  /** Codes of those with a value whose area the layer of communes has not on that day. */
  readonly off_map: readonly string[]
  /** Communes of that day without a value. */
  readonly missing: readonly ({
    readonly commune: string
    readonly name: string
  })[]
  readonly values: readonly ({
    readonly commune: string
    /** As of that day; empty where it is not known. */
    readonly name: string
    readonly value: number
    /** Index in classes. */
    readonly class: number
  })[]
  readonly classes: readonly ({
    readonly from: number
    readonly to: number
    readonly count: number
  })[]
  readonly sources: readonly string[]
  /** When the newest of it was brought here. */
  readonly at: string
}

export type Open311Errors = readonly ({
  readonly code: number
  readonly description: string | null
})[]

export type Open311Discovery = {
  readonly changeset: string
  readonly contact: string
  readonly key_service: string
  readonly endpoints: readonly ({
    readonly specification: string
    readonly url: string
    readonly changeset: string
    readonly type: "production" | "test"
    readonly formats: readonly string[]
  })[]
}

export type Open311Services = readonly ({
  readonly service_code: string
  readonly service_name: string
  readonly description: string | null
  readonly metadata: boolean
  readonly type: "realtime" | "batch" | "blackbox"
  readonly keywords: string | null
  readonly group: string | null
})[]

export type Open311Service = {
  readonly service_code: string
  readonly attributes: readonly ({ readonly [key: string]: unknown })[]
}

export type Open311Requests = readonly ({
  readonly service_request_id: string
  readonly status: "open" | "closed"
  readonly status_notes: string | null
  readonly service_name: string
  readonly service_code: string
  readonly description: string | null
  readonly agency_responsible: string | null
  readonly service_notice: string | null
  readonly requested_datetime: string
  readonly updated_datetime: string
  readonly expected_datetime: string | null
  readonly address: string | null
  readonly address_id: string | null
  readonly zipcode: string | null
  readonly lat: number
  readonly long: number
  readonly media_url: string | null
})[]

export type Open311Updates = readonly ({
  readonly update_id: string
  readonly service_request_id: string
  readonly status: "open" | "closed"
  readonly external_status_code: string
  readonly updated_datetime: string
  readonly description: string | null
  readonly media_url: string | null
})[]

export type Open311Sent = readonly ({
  readonly service_request_id: string
  readonly service_notice: string | null
  readonly account_id: string | null
})[]

export type UploadedPhoto = {
  /** The token to send the photo with. */
  readonly photo: string
  /** Of what is kept, in pixels. */
  readonly width: number
  readonly height: number
}

export type ReadingFiles = {
  readonly files: readonly ReadingFile[]
}

export type ReadingFile = {
  readonly name: string
  /** Code that the readings were taken for; where no station has it they are set aside. */
  readonly station: string
  readonly counts: {
    readonly stored: number
    readonly duplicate: number
    readonly revised: number
    readonly quarantined: number
    readonly refused: number
  }
  /** What was neither stored nor a duplicate: at most 1000 of a file and 20,000 of an upload. */
  readonly rows: readonly ({
    /** In the file, from 1. */
    readonly line: number
    readonly outcome: "revised" | "quarantined" | "refused"
    /** "" for a revised value. */
    readonly reason: string
    readonly text?: {
      readonly vi: string
      readonly en: string
    }
  })[]
  /** How many more such rows there are; left out for none. */
  readonly unlisted?: number
  /** Why nothing of the file could be read. */
  readonly error: {
    readonly vi: string
    readonly en: string
  } | null
}

export type SentReading = {
  /** Code of the station. */
  readonly station?: string
  /** As it is usually written: PM2.5 or PM2,5. */
  readonly parameter?: string
  /** RFC 3339, or YYYYMMDDhhmmss or YYYY-MM-DD hh:mm:ss of UTC+7. */
  readonly at?: string
  /** A number, in a text with a decimal point or comma; empty or --- for none. */
  readonly value?: number | string | null
  /** Empty for the sensor's, or the parameter's own. */
  readonly unit?: string
  /** 00 measuring, 01 calibrating, 02 faulty; others are kept. */
  readonly status?: number | string | null
}

export type ReadingCounts = {
  readonly stored: number
  readonly duplicate: number
  readonly revised: number
  readonly quarantined: number
  readonly refused: number
}

export type ReadingAnswers = {
  readonly counts: ReadingCounts
  readonly rows: readonly ({
    /** The first reading of the body is 1. */
    readonly row: number
    readonly outcome: "stored" | "duplicate" | "revised" | "quarantined" | "refused"
    /** Stable: unknown_station, unknown_parameter, unexpected_unit, implausible_time, implausible_value (set aside), bad_time, bad_value, bad_status, not_yours, too_long, too_old (refused), and others to come. */
    readonly reason?: string
    /** The reason in words, in the language of Accept-Language. */
    readonly text?: string
  })[]
}

export type Quarantine = {
  readonly rows: readonly AsideReading[]
  /** Of all rows of the filter but its reason. */
  readonly reasons: readonly ({
    /** Stable: unknown_station, unknown_parameter, unexpected_unit, implausible_time, implausible_value (set aside), bad_time, bad_value, bad_status, not_yours, too_long, too_old (refused), and others to come. */
    readonly reason: string
    /** The reason in words, in the language of Accept-Language. */
    readonly text?: string
    readonly count: number
  })[]
  /** For after=; null after the last page. */
  readonly next: number | null
}

export type AsideReading = {
  readonly id: number
  readonly received_at: string
  readonly source: string
  /** Whose stations alone the sender may send for; left out for all. */
  readonly operator?: string
  /** Stable: unknown_station, unknown_parameter, unexpected_unit, implausible_time, implausible_value (set aside), bad_time, bad_value, bad_status, not_yours, too_long, too_old (refused), and others to come. */
  readonly reason: string
  /** The reason in words, in the language of Accept-Language. */
  readonly text?: string
  readonly station: string
  readonly parameter: string
  readonly at: string
  readonly value: string
  readonly unit: string
  readonly status: string
}

export type ReleasedReadings = {
  readonly counts: ReadingCounts
  readonly rows: readonly ({
    readonly id: number
    readonly outcome: "stored" | "duplicate" | "revised" | "quarantined" | "refused"
    /** Stable: unknown_station, unknown_parameter, unexpected_unit, implausible_time, implausible_value (set aside), bad_time, bad_value, bad_status, not_yours, too_long, too_old (refused), and others to come. */
    readonly reason?: string
    /** The reason in words, in the language of Accept-Language. */
    readonly text?: string
  })[]
  readonly more: boolean
  /** For after, to go on behind these rows; null where there are no more. */
  readonly next: number | null
}

/** received: mới gửi; verified: đã xác minh; assigned: đã chuyển đơn vị; in_progress: đang xử lý; waiting: đang chờ; resolved: đã xử lý; closed: đã đóng; rejected: không tiếp nhận. */
export type ReportState = "received" | "verified" | "assigned" | "in_progress" | "waiting" | "resolved" | "closed" | "rejected"

export type ReportCategory = {
  readonly code: string
  readonly name: Words
  /** The public is shown a coarse place only. */
  readonly sensitive: boolean
  readonly urgency: "urgent" | "normal" | "complex"
  /** Working hours until it is verified. */
  readonly receive_hours: number
  /** Working hours until it is resolved. */
  readonly handle_hours: number
  readonly active: boolean
}

export type ReportPhoto = {
  readonly id: number
  readonly kind: "reported" | "result"
  readonly width: number
  readonly height: number
}

export type DeskReportPhoto = {
  readonly id: number
  readonly kind: "reported" | "result"
  readonly width: number
  readonly height: number
  readonly published: boolean
  /** Parts of it are blurred in what the public sees. */
  readonly redacted: boolean
  /** Changes with what is shown of it: a query parameter that keeps a cache from showing what was before. */
  readonly shown: string
}

/** A published report as the public sees it. */
export type Report = {
  readonly number: string
  readonly category: string
  readonly state: ReportState
  readonly urgency: "urgent" | "normal" | "complex"
  readonly words: string
  readonly lon: number
  readonly lat: number
  /** The place is the middle of a cell of H3 resolution 9, about 400 m across, and the times are days. */
  readonly coarse: boolean
  readonly address: string | null
  readonly commune: string | null
  /** Its name. */
  readonly agency: string | null
  readonly received_at: string
  readonly resolved_at: string | null
  /** By when it is to be resolved; of a coarse report the beginning of its day, in which it is due. */
  readonly due_at: string | null
  readonly overdue: boolean
  readonly waiting: ReportWaiting | null
  readonly supporters: number
  readonly rating: "satisfied" | "acceptable" | "not" | null
}

/** A row of the public history. */
export type ReportStep = {
  readonly at: string
  readonly actor: "public" | "reporter" | "duty" | "agency" | "clock"
  readonly action: string
  readonly from: ReportState | null
  readonly to: ReportState
  readonly words: string
}

export type ReportWaiting = {
  readonly reason: "budget" | "beyond_authority" | "higher_level" | "weather"
  /** Who must act before it goes on. */
  readonly owner: string
  /** When there will be news. */
  readonly next: string
}

/** The status page of a report, for whoever has its number. */
export type ReportStatus = {
  readonly number: string
  readonly category: string
  readonly category_name: Words
  readonly state: ReportState
  readonly published: boolean
  /** Public words; "" until it is verified. */
  readonly words: string
  readonly lon: number
  readonly lat: number
  readonly coarse: boolean
  /** Its name. */
  readonly agency: string | null
  readonly received_at: string
  readonly verified_at: string | null
  readonly assigned_at: string | null
  readonly resolved_at: string | null
  readonly closed_at: string | null
  /** The deadline that runs; of a coarse report the beginning of its day, in which it is due. */
  readonly due_at: string | null
  readonly overdue: boolean
  readonly waiting: ReportWaiting | null
  readonly reject_reason: "duplicate" | "no_place" | "not_state_matter" | "other" | null
  /** Number. */
  readonly merged_into: string | null
  readonly supporters: number
  readonly rating: "satisfied" | "acceptable" | "not" | null
  readonly photos: readonly ReportPhoto[]
  readonly history: readonly ReportStep[]
  /** The reporter may say that it is not fixed. */
  readonly may_reopen: boolean
  /** The reporter may rate it. */
  readonly may_rate: boolean
}

export type ReportSent = {
  /** As PA26-7K3M-9QX4. */
  readonly number: string
  /** Follow key: by it the reporter rates and reopens. It is given here only. */
  readonly follow: string
  /** Page of the report, with the key after #. */
  readonly status_url: string
}

/** A row of the desk's queue. */
export type DeskReport = {
  readonly id: number
  readonly number: string
  readonly version: number
  readonly category: string
  readonly category_name: Words
  readonly sensitive: boolean
  readonly state: ReportState
  readonly urgency: "urgent" | "normal" | "complex"
  /** The reporter's own; "" for an agency. */
  readonly words: string
  readonly public_words: string
  readonly lon: number
  readonly lat: number
  readonly accuracy_m: number | null
  readonly address: string
  readonly commune: string | null
  /** Code. */
  readonly agency: string | null
  readonly received_at: string
  readonly verified_at: string | null
  readonly assigned_at: string | null
  readonly resolved_at: string | null
  readonly closed_at: string | null
  /** The deadline that runs; null while it waits and where none does. */
  readonly due: string | null
  /** Working seconds until then, below zero since then; null where none runs. */
  readonly left_s: number | null
  /** When that is near. */
  readonly near_at: string | null
  /** The later deadline that the agency asks for. */
  readonly asked_due: string | null
  readonly overdue: boolean
  readonly waiting: ReportWaiting | null
  readonly reject_reason: "duplicate" | "no_place" | "not_state_matter" | "other" | null
  readonly merged_into: string | null
  readonly split_from: string | null
  readonly supporters: number
  readonly rating: "satisfied" | "acceptable" | "not" | null
  readonly published: boolean
  readonly source: "web" | "open311" | "desk"
  readonly changed_at: string
}

export type DeskReportStep = {
  readonly at: string
  /** Login; "" for the reporter and the clock. */
  readonly by: string
  readonly actor: "public" | "reporter" | "duty" | "agency" | "clock"
  readonly action: string
  readonly from: ReportState | null
  readonly to: ReportState
  readonly public_words: string
  readonly internal_words: string
  /** What else was done, as the action says. */
  readonly detail: { readonly [key: string]: unknown }
}

/** An action that the caller may do now, and what it needs. */
export type ReportMove = {
  readonly action: "verify" | "reject" | "assign" | "start" | "return" | "extend" | "wait" | "resume" | "resolve" | "close" | "reopen" | "merge" | "split" | "edit"
  readonly to: ReportState
  /** Members of the request that must be there; place: lon and lat. */
  readonly needs: readonly string[]
  /** Members that may be there. */
  readonly may: readonly string[]
}

export type DeskReportDetail = {
  readonly report: DeskReport
  /** Somebody left a way to be reached; reading it is audited. */
  readonly has_contact: boolean
  readonly photos: readonly DeskReportPhoto[]
  readonly history: readonly DeskReportStep[]
  readonly moves: readonly ReportMove[]
  /** Numbers of the reports that were merged into it. */
  readonly merged: readonly string[]
  /** Code: where the routes send it. */
  readonly suggested_agency: string | null
}

/** "" for what was not left. */
export type ReportContact = {
  readonly name: string
  readonly phone: string
  readonly email: string
}

export type Agency = {
  readonly code: string
  readonly name: Words
  readonly active: boolean
}

export type ReportRoute = {
  /** Given by the handbook. */
  readonly id?: number
  /** null: any. */
  readonly category: string | null
  /** null: any. */
  readonly commune: string | null
  readonly agency: string
  readonly since: string
  /** No more from then on; null: still. */
  readonly until: string | null
}

/** Counts of some reports. */
export type ReportCount = {
  /** Code; "" for none. */
  readonly key: string
  readonly name: Words | null
  readonly total: number
  readonly open: number
  readonly overdue: number
  /** In the period, of those that had a deadline. */
  readonly resolved: number
  /** Of these. */
  readonly on_time: number
}

export type ReportStatistics = {
  readonly from: string
  /** Its end too. */
  readonly to: string
  readonly all: ReportCount
  readonly by_state: readonly ReportCount[]
  readonly by_agency: readonly ReportCount[]
  readonly by_category: readonly ReportCount[]
  readonly by_commune: readonly ReportCount[]
  readonly ratings: {
    readonly satisfied: number
    readonly acceptable: number
    readonly not: number
  }
}

export type Holiday = {
  readonly day: string
  readonly name: Words
  /** People work though the week would not have it. */
  readonly worked: boolean
  /** The law or notice that says so. */
  readonly source: string
  /** Somebody compared it with its source. */
  readonly verified: boolean
}

/** What the province sets for all reports. */
export type ReportPolicy = {
  /** Working hours of the days from Monday to Friday, UTC+7: 07:30-11:30 13:30-17:00. */
  readonly hours: string
  /** Part of the working time after which a deadline is near. */
  readonly near: number
  /** Days after which a resolved report is closed by itself. */
  readonly close_after_days: number
  /** Days after its closing at which the reporter is forgotten. */
  readonly keep_contact_days: number
  /** The rule that says so. */
  readonly source: string
}

export type SensorsRecorded = {
  readonly stations: number
  readonly added: number
  readonly changed: number
  readonly unchanged: number
}

export type Parameters = {
  readonly parameters: readonly ({
    readonly code: string
    readonly medium: "air" | "water" | "weather" | "flow"
    readonly name_vi: string
    readonly name_en: string
    readonly unit: string
  })[]
}

export type IndexLevel = {
  readonly level: number
  readonly from: number
  readonly to: number
  readonly name: Words
  readonly color: string
  /** Of a palette for those who see colours otherwise, ordered in grey too. */
  readonly safe_color: string
  readonly effect: Words
  readonly advice: Words
  readonly sensitive: Words
}

export type Index = {
  readonly name_vi: string
  readonly name_en: string
  readonly source: string
  readonly note: Words | null
  readonly levels: readonly IndexLevel[]
}

export type Indices = {
  readonly aqi: Index
  readonly wqi: Index
}

/** The index that the station shows, of the hour that ends at this time. */
export type StationIndex = {
  readonly kind: "aqi" | "wqi"
  readonly value: number
  readonly level: number
  readonly dominant: string | null
  readonly at: string
}

/** The mean of an hour, labelled by its end. */
export type StationMean = {
  readonly parameter: string
  readonly hour: string
  readonly mean: number
}

export type StationReading = {
  readonly parameter: string
  readonly at: string
  readonly value: number | null
  readonly unit: string
  /** 0 measuring, 1 calibrating, 2 faulty, others as sent. */
  readonly status: number
}

/** A station as it is at present. latest is told to monitoring staff alone; to others last_at is the newest hour of means. */
export type Station = {
  readonly id: number
  readonly code: string
  readonly name: string
  readonly kind: "air" | "surface_water" | "ground_water" | "waste_water" | "emission" | "weather"
  readonly grade: "reference" | "indicative"
  readonly operator: string | null
  readonly interval_s: number | null
  readonly water_body: string | null
  /** By the layer of rivers: the nearest within 200 m. */
  readonly river: string | null
  /** By the layer of basins. */
  readonly basin: string | null
  /** By the layer of lakes. The classes of QCVN 08:2023 are of rivers and do not judge a lake. */
  readonly lake?: string | null
  readonly commune: CommuneRef | null
  readonly lon: number
  readonly lat: number
  readonly since: string | null
  readonly until: string | null
  readonly required_class: "A" | "B" | "C" | "D" | null
  readonly state: "ok" | "exceeding" | "silent" | "unknown"
  readonly state_since: string | null
  /** Whether a limit that holds today judges anything that it measures. Where it is false, the state ok tells no more than that it sends. */
  readonly judged: boolean
  readonly index: StationIndex | null
  readonly parameters: readonly string[]
  readonly means: readonly StationMean[]
  readonly latest?: readonly StationReading[]
  readonly last_at: string | null
}

/** as_of is the newest last_at. */
export type Stations = {
  readonly as_of: string | null
  readonly stations: readonly Station[]
}

export type Sensor = {
  readonly id: number
  readonly parameter: string
  readonly method: string | null
  readonly device: string | null
  readonly unit: string | null
  readonly since: string | null
  readonly until: string | null
}

/** The index at present with what it is made of, or the reason why there is none. */
export type IndexParts = {
  readonly kind: "aqi" | "wqi"
  readonly at: string | null
  readonly value: number | null
  readonly level: number | null
  readonly dominant: string | null
  readonly reason: string | null
  readonly reason_text: Words | null
  readonly parts: readonly ({
    readonly parameter: string
    readonly index: number
    readonly basis: string
    readonly concentration: number
    readonly unit: string
    readonly at: string
  })[]
  readonly groups: readonly ({
    readonly number: number
    readonly value: number
    readonly parameters: readonly string[]
  })[]
}

export type StationLimit = {
  readonly parameter: string
  readonly basis: "1h" | "8h" | "24h" | "year" | "value"
  readonly class: "" | "A" | "B" | "C" | "D"
  readonly lowest: number | null
  readonly highest: number | null
  readonly unit: string
  readonly standard: string
  readonly source: string
  readonly valid_from: string
  readonly valid_to: string | null
}

/** What the newest mean is by QCVN 08:2023, table 2. */
export type WaterClass = {
  readonly parameter: string
  readonly class: "A" | "B" | "C" | "D"
  readonly value: number
  readonly unit: string
  readonly at: string
  readonly standard: string
  readonly source: string
}

/** All of a station. */
export type StationDetail = {
  readonly id: number
  readonly code: string
  readonly name: string
  readonly kind: "air" | "surface_water" | "ground_water" | "waste_water" | "emission" | "weather"
  readonly grade: "reference" | "indicative"
  readonly operator: string | null
  readonly interval_s: number | null
  readonly water_body: string | null
  /** By the layer of rivers: the nearest within 200 m. */
  readonly river: string | null
  /** By the layer of basins. */
  readonly basin: string | null
  /** By the layer of lakes. The classes of QCVN 08:2023 are of rivers and do not judge a lake. */
  readonly lake?: string | null
  readonly commune: CommuneRef | null
  readonly lon: number
  readonly lat: number
  readonly since: string | null
  readonly until: string | null
  readonly required_class: "A" | "B" | "C" | "D" | null
  readonly state: "ok" | "exceeding" | "silent" | "unknown"
  readonly state_since: string | null
  /** Whether a limit that holds today judges anything that it measures. Where it is false, the state ok tells no more than that it sends. */
  readonly judged: boolean
  readonly index: StationIndex | null
  readonly parameters: readonly string[]
  readonly means: readonly StationMean[]
  readonly latest?: readonly StationReading[]
  readonly last_at: string | null
  readonly sensors: readonly Sensor[]
  readonly index_parts: IndexParts | null
  readonly limits: readonly StationLimit[]
  readonly classes: readonly WaterClass[]
}

/** Times in Unix seconds: the end of an hour, the beginning of a day. null where there is no mean; in raw readings, where two are further apart than twice the station's interval (status -1). */
export type Series = {
  readonly station: number
  readonly step: "hour" | "day" | "raw"
  readonly from: string
  readonly to: string
  readonly series: readonly ({
    readonly parameter: string
    readonly unit: string
    readonly times: readonly number[]
    readonly values: readonly (number | null)[]
    readonly statuses?: readonly number[]
    readonly lowest?: readonly (number | null)[]
    readonly highest?: readonly (number | null)[]
  })[]
}

export type IndexSeries = {
  readonly kind: "aqi" | "wqi" | null
  readonly step: "hour" | "day"
  readonly times: readonly number[]
  readonly values: readonly (number | null)[]
  readonly levels: readonly (number | null)[]
  readonly dominants: readonly (string | null)[]
  readonly reasons: readonly (string | null)[]
}

/** percent of what was expected that was received, at most 100. */
export type Covered = {
  readonly day: string
  readonly expected: number
  readonly received: number
  /** Of status 0, with a value. */
  readonly counted: number
  readonly percent: number | null
}

export type Revisions = {
  readonly revisions: readonly Revision[]
}

export type Revision = {
  readonly parameter: string
  readonly at: string
  /** In the parameter's unit; null: the station had sent none. */
  readonly value: number | null
  readonly status: number
  readonly replaced_at: string
  /** Of the value that replaced it: a token, a file, who released it. */
  readonly source: string
}

/** How much came from a station on each day on which it was in operation. */
export type Coverage = {
  readonly days: readonly Covered[]
  readonly parameters: readonly ({
    readonly parameter: string
    readonly days: readonly Covered[]
  })[]
}

/** Hours by their end, in Unix seconds. Of a parameter the levels are those of its part of the index alone. */
export type Playback = {
  readonly times: readonly number[]
  readonly stations: readonly ({
    readonly id: number
    readonly values: readonly (number | null)[]
    readonly levels: readonly (number | null)[]
    /** 1 where the station was silent at the end of the hour. */
    readonly silent?: readonly (0 | 1)[]
  })[]
}

/** A sensor that is there by its id, or a new one. */
export type SensorEdit = {
  readonly id?: number | null
  readonly parameter: string
  readonly method?: string | null
  readonly device?: string | null
  readonly unit?: string | null
  readonly since?: string | null
  readonly until?: string | null
}

/** What a person says of a station, with all its sensors: those that are left out are removed. required_class is left as it is where it is not said. */
export type StationEdit = {
  readonly code: string
  readonly name: string
  readonly kind: "air" | "surface_water" | "ground_water" | "waste_water" | "emission" | "weather"
  readonly grade?: "reference" | "indicative"
  readonly operator?: string | null
  readonly interval_s?: number | null
  readonly water_body?: string | null
  readonly lon: number
  readonly lat: number
  readonly since?: string | null
  readonly until?: string | null
  readonly required_class?: "A" | "B" | "C" | "D" | "" | null
  readonly sensors?: readonly SensorEdit[] | null
}

/** The station as it is stored. */
export type SavedStation = {
  readonly id: number
  readonly code: string
  readonly name: string
  readonly kind: "air" | "surface_water" | "ground_water" | "waste_water" | "emission" | "weather"
  readonly grade: "reference" | "indicative"
  readonly operator: string | null
  readonly interval_s: number | null
  readonly water_body: string | null
  /** By the layer of rivers: the nearest within 200 m. */
  readonly river: string | null
  /** By the layer of basins. */
  readonly basin: string | null
  /** By the layer of lakes. The classes of QCVN 08:2023 are of rivers and do not judge a lake. */
  readonly lake?: string | null
  readonly commune: CommuneRef | null
  readonly lon: number
  readonly lat: number
  readonly since: string | null
  readonly until: string | null
  readonly required_class: "A" | "B" | "C" | "D" | null
  readonly state: "ok" | "exceeding" | "silent" | "unknown"
  readonly state_since: string | null
  /** Whether a limit that holds today judges anything that it measures. Where it is false, the state ok tells no more than that it sends. */
  readonly judged: boolean
  readonly index: StationIndex | null
  readonly parameters: readonly string[]
  readonly means: readonly StationMean[]
  readonly latest?: readonly StationReading[]
  readonly last_at: string | null
  readonly sensors: readonly Sensor[]
  readonly index_parts: IndexParts | null
  readonly limits: readonly StationLimit[]
  readonly classes: readonly WaterClass[]
  readonly warnings: readonly ({
    readonly field: string
    readonly text: Words
  })[]
}

export type WallLink = {
  readonly id: number
  readonly name: string
  readonly distance_m: number
  readonly pitch_mm: number
  readonly scenes: readonly ("overview" | "reports" | "environment" | "heat" | "cameras" | "indicators")[]
  readonly seconds: number
  readonly made_at: string
  readonly made_by: string
  /** When it last asked, to the minute. */
  readonly seen_at: string | null
  readonly revoked_at: string | null
}

export type WallReports = {
  readonly open: number
  readonly overdue: number
  /** Received since midnight in Vietnam. */
  readonly today: number
  /** Part resolved in time of those resolved in the last 30 days, 0 to 1. */
  readonly on_time: number | null
  readonly oldest: string | null
  readonly states: readonly ({
    readonly state: string
    /** Up to a day, to three, to seven, and older. */
    readonly ages: readonly [number, number, number, number]
  })[]
  /** Of open ones, the newest first; of sensitive ones a coarse place. */
  readonly places: readonly ({
    readonly lon: number
    readonly lat: number
    readonly state: string
    readonly overdue: boolean
  })[]
}

/** Reports by H3 cell and time: counts has one number for each step since from. */
export type WallHeat = {
  readonly from: string
  readonly step_s: number
  readonly steps: number
  readonly cells: readonly ({
    readonly ring: readonly (readonly [number, number])[]
    readonly counts: readonly number[]
  })[]
}

export type WallPicture = {
  readonly at: string
  /** Of when each source is, and whether it could be read. */
  readonly sources: readonly ({
    readonly name: string
    /** Of when what is shown of it is: for stations and cameras when any of them was heard last, for alarms and reports when they were read, for indicators when the newest value was brought in. */
    readonly as_of: string | null
    /** It cannot be read now: what is shown is what was read last. */
    readonly failed: boolean
    /** False where it could not be read since the program began: then nothing is known of it. */
    readonly known: boolean
  })[]
  /** West, south, east, north. */
  readonly bounds: readonly [number, number, number, number]
  readonly stations: readonly ({
    readonly id: number
    readonly name: string
    readonly kind: string
    readonly lon: number
    readonly lat: number
    readonly state: WallStationState
    readonly state_since: string | null
    readonly last_at: string | null
    readonly index: StationIndex | null
  })[]
  readonly alarms: readonly ({
    readonly id: number
    readonly station: number
    readonly name: string
    readonly parameter: string | null
    readonly unit: string | null
    readonly value: number | null
    readonly limit: number | null
    readonly state: string
    readonly raised_at: string
    readonly cleared_at: string | null
  })[]
  readonly reports: WallReports | null
  readonly heat: WallHeat | null
  readonly happened: readonly ({
    readonly at: string
    readonly kind: "alarm" | "report" | "station"
    /** By its kind. */
    readonly what: WallAlarmStep | WallReportStep | WallStationState
    readonly name: Words
    /** Of a published report, else empty. */
    readonly number: string
  })[]
  readonly cameras: WallCameras | null
  /** Those that there are values of, read anew once a minute. */
  readonly indicators: readonly WallIndicator[]
}

export type Wall = {
  /** Of the program: a page of another one loads itself anew. */
  readonly version: string
  readonly screen: {
    readonly name: string
    readonly distance_m: number
    readonly pitch_mm: number
    readonly scenes: readonly ("overview" | "reports" | "environment" | "heat" | "cameras" | "indicators")[]
    readonly seconds: number
  }
  readonly picture: WallPicture
}

export type WallCameras = {
  /** Without the silent ones. */
  readonly working: number
  /** They should work and gave no sign for 24 hours. */
  readonly silent: number
  readonly faulty: number
  readonly off: number
  /** At most 2,000, the faulty ones first, then the silent ones. */
  readonly places: readonly ({
    readonly id: number
    readonly name: string
    readonly lon: number
    readonly lat: number
    readonly state: "working" | "faulty" | "off"
    readonly last_seen: string | null
    readonly silent: boolean
  })[]
}

/** An indicator by commune in its latest period. */
export type WallIndicator = {
  readonly code: string
  readonly theme: "services" | "health" | "education" | "tourism" | "economy"
  readonly name: Words
  readonly unit: string
  readonly better: "high" | "low" | "neither"
  /** A year (2026), a quarter (2026-Q3) or a month (2026-09). */
  readonly period: string
  /** By value, the lowest first. */
  readonly values: readonly ({
    readonly commune: string
    readonly name: string
    readonly value: number
    readonly class: number
  })[]
  /** The lowest first. */
  readonly classes: readonly ({
    readonly from: number
    readonly to: number
    readonly count: number
  })[]
  readonly sources: readonly string[]
  /** When the newest of it was brought here. */
  readonly at: string
}

export type WallAlarmStep = "raised" | "cleared" | "acknowledged" | "assigned" | "closed"

/** An action of a report; near and past are of its deadline. */
export type WallReportStep = "send" | "verify" | "reject" | "assign" | "start" | "return" | "extend" | "wait" | "resume" | "resolve" | "close" | "reopen" | "merge" | "split" | "remind" | "near" | "past"

export type WallStationState = "ok" | "exceeding" | "silent" | "unknown"
