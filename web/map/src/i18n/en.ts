import { date } from './format'
import type { Messages } from './vi'

type Args = Readonly<Record<string, unknown>>
type Sentences = Record<string, (a: Args) => string>
const s = (v: unknown): string => (v === null || v === undefined ? '' : String(v))

export const en = {
  app: {
    product: 'Land handbook',
    views: 'Screens',
    skip: 'Go to the search box',
    panel: 'Information panel',
    contents: 'Contents',
    loading: 'Opening the map…',
    language: 'Tiếng Việt',
    languageHint: 'Chuyển sang tiếng Việt',
    close: 'Close',
    retry: 'Try again',
    copied: (what: string) => `Copied: ${what}`,
    copyFailed: (what: string) => `The browser does not allow copying. Select and copy by hand: ${what}`,
    linkCopied: 'Link copied. Whoever opens it sees this very screen.',
    share: 'Share',
    shareHint: 'Copy a link to this screen',
    source: (source: string) => `Source: ${source}`,
    sourceUnknown: 'Source: not recorded',
    asOf: (date: string) => `as of ${date}`,
    asOfUnknown: 'date unknown',
    waiting: 'Loading data…',
    reference: 'For reference only, without legal force.',
  },
  sheet: {
    handle: 'Drag to change the height of the panel',
    stops: { peek: 'collapsed', half: 'half the screen', full: 'full screen' },
    at: (stop: string) => `Information panel: ${stop}. Press to change its height.`,
  },
  search: {
    label: 'Find a parcel, a commune or coordinates',
    placeholder: 'Example: parcel 45 sheet 12 Vũng Tàu',
    clear: 'Clear the search box',
    results: 'Search results',
    searching: 'Searching…',
    count: (n: number) =>
      n === 0 ? 'No results.' : `${n} ${n === 1 ? 'result' : 'results'}. Use the arrow keys to choose.`,
    groups: { parcel: 'Parcels', commune: 'Administrative units', coordinate: 'Coordinates' },
    parcel: (parcel: string, sheet: string) => `Parcel ${parcel}, sheet ${sheet}`,
    nothing: (q: string) => `“${q}” was not found. Try parcel and sheet number with a commune, or a coordinate pair.`,
  },
  why: {
    sheet_parcel: (a: Args) =>
      a.order === 'sheet_parcel' || a.order === 'parcel_sheet'
        ? `Read as parcel ${s(a.parcel)}, sheet ${s(a.sheet)}`
        : a.order === 'parcel'
          ? 'Parcel number matches'
          : 'Parcel and sheet number match',
    old_commune: (a: Args) =>
      `${s(a.old)}${a.since ? ` (before ${date(s(a.since))})` : ''}, now ${a.split === 'true' ? 'partly ' : ''}in ${s(a.new)}`,
    old_sheet: (a: Args) =>
      `Former number: ${a.parcel ? `parcel ${s(a.parcel)}` : ''}${a.sheet ? `${a.parcel ? ', ' : ''}sheet ${s(a.sheet)}` : ''}${
        a.old ? `, ${s(a.old)}` : ''
      }`,
    official_id: (a: Args) =>
      a.by === 'point' ? `Identifier ${s(a.id)} points into this parcel` : 'Parcel identifier matches',
    name: () => 'Present name matches',
    old_name: (a: Args) =>
      `Holds ${a.split === 'true' ? 'part of ' : ''}${s(a.old)}${a.since ? ` (name before ${date(s(a.since))})` : ''}`,
    old_district: (a: Args) => `Formerly in ${s(a.old)}`,
    wgs84: () => 'Decimal degrees, WGS84',
    dms: () => 'Degrees, minutes, seconds, WGS84',
    vn2000_zone_said: (a: Args) => `VN-2000, central meridian ${s(a.meridian)} as written`,
    vn2000_zone_default: (a: Args) => `VN-2000, taken as the province’s central meridian ${s(a.meridian)}`,
    vn2000_zone_fits: (a: Args) => `VN-2000, if the central meridian is ${s(a.meridian)}`,
  } as Sentences,
  hint: {
    sheet_needed: (a: Args) =>
      `Add the sheet number or a commune, for example: parcel ${s(a.parcel)} sheet 12 Vũng Tàu.`,
    commune_needed: (a: Args) =>
      `Add a parcel number and a commune, for example: parcel 45 sheet ${s(a.sheet)} Vũng Tàu.`,
    sheet_not_found: (a: Args) =>
      `Sheet ${s(a.sheet)} was not found in ${s(a.commune)}. It has sheets ${s(a.sheets)}. You may need the former sheet number (before 01/07/2025).`,
    parcel_not_found: (a: Args) =>
      `Not found: parcel ${s(a.parcel)}${a.sheet ? `, sheet ${s(a.sheet)}` : ''}${a.commune ? `, ${s(a.commune)}` : ''}. ${
        a.parcels ? `This sheet has parcels ${s(a.parcels)}. ` : a.sheets ? `There are sheets ${s(a.sheets)}. ` : ''
      }Check the numbers, or try the former ones.`,
    commune_not_found: (a: Args) =>
      `No commune is called “${s(a.commune)}”.${a.nearest ? ` Did you mean ${s(a.nearest)}?` : ''} Names from before 01/07/2025 work too.`,
    commune_without_parcels: (a: Args) => `${s(a.commune)} has no parcels in the handbook yet.`,
    commune_without_data: (a: Args) => `${s(a.commune)} is in the list, but its map is not in the handbook yet.`,
    official_id_not_found: (a: Args) => `No parcel carries the identifier ${s(a.id)}.`,
    zone_unknown: (a: Args) => `There is no central meridian ${s(a.zone)}. Those in use: ${s(a.meridians)}.`,
    zone_needed: (a: Args) =>
      `By the province’s central meridian ${s(a.meridian)} this point is outside all communes. Add the meridian, for example: KTT 105°45′.`,
  } as Sentences,
  home: {
    title: 'Look up a parcel',
    tips: [
      'Type parcel and sheet number with a commune; former names and numbers work too.',
      'Click the map to see the parcel and the plans there.',
      'Paste WGS84 or VN-2000 coordinates to go to the exact place.',
    ],
    inView: 'In view',
    inViewParcels: (n: number, more: boolean) =>
      more ? `first ${n} parcels` : `${n} ${n === 1 ? 'parcel' : 'parcels'}`,
    inViewCommunes: (n: number) => `${n} ${n === 1 ? 'commune' : 'communes'}`,
    inViewEmpty: 'No parcel is in view yet. Zoom in or move the map.',
    noLayers: 'There is no data yet. Load a cadastral file with: sotay import',
    zoomIn: 'Zoom in to see single parcels.',
    wholeArea: 'Show the whole area',
  },
  parcel: {
    title: (parcel: string, sheet: string) => `Parcel ${parcel}, sheet ${sheet}`,
    announced: (parcel: string, sheet: string, commune: string) =>
      `Parcel ${parcel}, sheet ${sheet}, ${commune} is selected.`,
    closed: 'Nothing is selected.',
    identity: 'About this parcel',
    commune: 'Commune',
    communeCode: (code: string) => `code ${code}`,
    formerly: (names: string) => `Merged from: ${names}`,
    old: 'Former number',
    oldNumbers: (parcel: string, sheet: string) => `parcel ${parcel || '–'}, sheet ${sheet || '–'}`,
    address: 'Address',
    officialId: 'Parcel identifier',
    landTypes: 'Land types',
    asWritten: (text: string) => `In the record: ${text}`,
    outdated: 'code of an older list',
    noLandType: 'No land type is recorded.',
    area: 'Map area',
    basis: {
      survey: 'In the VN-2000 plane, from surveyed coordinates',
      computed: 'On the ellipsoid, from the WGS84 shape; not the legal area',
    },
    zoom: 'Zoom to parcel',
    missing:
      'This parcel no longer exists. It may have been replaced by newer data; search by parcel and sheet number.',
  },
  vertices: {
    title: (n: number) => `Vertex coordinates (${n} ${n === 1 ? 'vertex' : 'vertices'})`,
    system: (meridian: string, width: number) => `VN-2000, central meridian ${meridian}, ${width}° zone`,
    basis: { survey: 'as surveyed', computed: 'computed from the WGS84 shape' },
    point: 'Vertex',
    x: 'X (north), m',
    y: 'Y (east), m',
    edge: 'Edge, m',
    ring: (part: number, ring: number) => (ring === 1 ? `Part ${part}` : `Part ${part}, hole ${ring - 1}`),
    copy: 'Copy table',
    copiedWhat: 'table of vertex coordinates',
  },
  here: {
    title: 'At this point',
    announced: 'A point on the map is selected.',
    others: 'Other layers at the selected point',
    onlyHere: 'True of the selected point only, not of the whole parcel.',
    openParcel: (parcel: string, sheet: string) => `Open parcel ${parcel}, sheet ${sheet}`,
    noPlanning: 'No plan applies here.',
    noPlanningData: 'There is no planning data here.',
    noData: 'There is no data here.',
    noDataHint:
      'This point is outside the area with data. Go back to where there is data, or import data for this area.',
    yes: 'yes',
    no: 'no',
  },
  layers: {
    title: 'Map layers',
    show: (layer: string) => `Show ${layer}`,
    opacity: (layer: string) => `Opacity of ${layer}`,
    percent: (n: number) => `${n}%`,
    records: (n: string) => `${n} features`,
    from: (zoom: number) => `Shown from zoom ${zoom}. Zoom in.`,
    empty: 'This layer has no data yet.',
    derived: (layer: string) => `Made from the layer ${layer}`,
    basemap: 'Base map',
  },
  legend: {
    palette: 'Colours',
    palettes: { official: 'Cadastral', clear: 'Easy to tell apart' },
    inView: 'In view',
    all: (n: number) => `All ${n} codes`,
    noneInView: 'Zoom in to parcels to see the land types in view.',
    noColor: 'no colour set',
    asLand: 'Colours as in the legend of the parcels.',
  },
  coords: {
    label: 'Coordinates',
    of: { pointer: 'Pointer', selection: 'Selected point', center: 'Map centre' },
    systems: { wgs84: 'WGS84', vn2000: 'VN-2000' },
    switchTo: (system: string) => `Switch to ${system}`,
    copy: 'Copy coordinates',
    copiedWhat: (system: string) => `${system} coordinates`,
    meridian: 'Central meridian',
    ktt: (meridian: string) => `CM ${meridian}`,
    width: '3° zone',
    zone: (meridian: string) => `VN-2000, central meridian ${meridian}, 3° zone`,
    plane: (x: string, y: string) => `X (north) ${x}  Y (east) ${y}`,
    geographic: (lat: string, lon: string) => `Lat ${lat}°  Lon ${lon}°`,
  },
  measure: {
    open: 'Measure distance, area',
    title: 'Measure on the map',
    kind: 'Measure',
    kinds: { distance: 'Distance', area: 'Area' },
    method: 'Method',
    methods: { plane: 'VN-2000 plane', geodesic: 'Ellipsoid' },
    methodHint: {
      plane: (meridian: string) => `In the VN-2000 plane, central meridian ${meridian}, as on cadastral maps`,
      geodesic: () => 'On the WGS84 ellipsoid, the true length on the ground at height 0',
    },
    start: 'Click the map to set the first point.',
    keys: 'By keyboard: enter the map, move its centre, press Enter.',
    more: 'Click to add points; Backspace removes the last one, Esc ends.',
    perimeter: (v: string) => `Perimeter ${v}`,
    last: (v: string) => `Last segment ${v}`,
    undo: 'Remove last point',
    clear: 'Clear',
    result: (v: string) => `Measured: ${v}`,
  },
  locate: {
    find: 'My location',
    why: 'Your location is used on this device only, to draw a dot on the map. It is not sent to the server.',
    asking: 'Finding your location…',
    found: (m: string) => `You are inside this circle, accuracy about ${m}. Not for finding parcel boundaries.`,
    denied: 'This page may not use your location yet. Allow it for this page in the browser’s settings.',
    unavailable: 'The location could not be found. Go into the open or switch location on, then try again.',
    insecure: 'Browsers allow the location only on pages opened with https. Please tell the administrator.',
    remove: 'Remove the location dot',
  },
  map: {
    label: 'Cadastral map. Arrow keys move it, + and − zoom, Enter selects the point in the middle.',
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    north: 'Turn north up',
    loading: 'Loading the map…',
    tilesFailed: 'Part of the map could not be loaded.',
    basemapMissing: 'The base map could not be loaded. The handbook’s own layers are all there.',
    webgl: 'This browser cannot draw the map (no WebGL). You can still search and read parcels in the panel.',
    scale: (length: string) => `Scale bar: ${length}`,
    beyond: 'This place is outside the map of Viet Nam, so the map does not go there.',
  },
  archipelagos: {
    hoangSa: 'Hoang Sa Archipelago\n(Viet Nam)',
    truongSa: 'Truong Sa Archipelago\n(Viet Nam)',
  },
  errors: {
    offline: 'The server cannot be reached. What you see is kept; check the network and try again.',
    timeout: 'The server took too long. What you see is kept; try again.',
    missing: 'The server does not have this.',
    refused: 'The server did not accept this request.',
    busy: 'The server is busy or restarting. Try again in a few seconds.',
    server: 'The server failed. No data was changed; try again, or tell the administrator with the id below.',
    garbled: 'The server’s answer could not be read. Reload the page.',
    requestId: (id: string) => `Request id: ${id}`,
    start: 'The handbook could not be opened',
    search: 'The search did not succeed.',
    backOnline: 'Back online.',
    wentOffline: 'The connection is lost. What has been loaded can still be seen.',
  },
} satisfies Messages
