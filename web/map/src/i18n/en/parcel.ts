import type { parcel as vi } from '../vi/parcel'

/** The sentences of a parcel and what is beside it, in English. */
export const parcel = {
  parcel: {
    title: (parcel: string, sheet: string) => `Parcel ${parcel}, sheet ${sheet}`,
    announced: (parcel: string, sheet: string, commune: string) =>
      `Parcel ${parcel}, sheet ${sheet}, ${commune} is selected.`,
    closed: 'Nothing is selected.',
    identity: 'About this parcel',
    commune: 'Commune',
    communeCode: (code: string) => `code ${code}`,
    formerly: (names: string) => `Merged from: ${names}`,
    before: (day: string) => `Before ${day}`,
    beforeHow: {
      place: 'By the former boundaries on the map',
      only: 'The only unit that the later one was made of',
      address: 'By the parcel’s address',
      unsure: 'It is not known in which of these the parcel lay',
    } as Readonly<Record<string, string>>,
    decree: (decree: string) => `Resolution ${decree}`,
    old: 'Former number',
    oldNumbers: (parcel: string, sheet: string) => `parcel ${parcel || '–'}, sheet ${sheet || '–'}`,
    address: 'Address',
    officialId: 'Parcel identifier',
    idInside: 'The point that the identifier stands for is inside the parcel.',
    idFromOurs: (distance: string) =>
      `It is ${distance} from the point that the handbook computes; the official way has not been verified.`,
    idOutside: (distance: string) =>
      `The point that the identifier stands for is ${distance} outside the parcel. Check the identifier.`,
    landTypes: 'Land types',
    asWritten: (text: string) => `In the record: ${text}`,
    outdated: 'code of an older list',
    residential: 'residential area in the papers',
    term: (text: string) => `term ${text}`,
    check: {
      legal: 'Legal area',
      difference: 'Map less papers',
      within: (tolerance: string) => `The difference is within the tolerance of ±${tolerance}.`,
      beyond: (tolerance: string) =>
        `The difference is beyond the tolerance of ±${tolerance}: check the papers and the map.`,
      unverified: 'This tolerance has not been verified against the official text; it is a hint.',
      rule: (source: string) => `Rule: ${source}.`,
      scale: (scale: string) => `Map scale 1:${scale}.`,
      assumed: (scale: string) => `The source does not tell the map scale; 1:${scale} is assumed.`,
    },
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
  overlaps: {
    title: 'Planning and corridors',
    decision: (list: string) => `Decision: ${list}`,
    leftOut: (n: number) =>
      `${n} ${n === 1 ? 'overlap' : 'overlaps'} below 0.5 m² or 0.1 % of the parcel ${n === 1 ? 'is' : 'are'} left out.`,
    more: 'There are more; only the first 500 records were looked at.',
    moreIn: (layers: string) => `There are more in these layers; only the first 500 records were looked at: ${layers}.`,
    unknown: (layers: string) =>
      `Not all of these layers could be looked at, so they may have something here: ${layers}. Choose a smaller area.`,
    none: (layers: string) =>
      `No area of these layers is on this parcel: ${layers}. A gap in the data does not mean that nothing is planned.`,
    noData: (layers: string) => `No data here: ${layers}.`,
    noLayers: 'The handbook has no layer of planning or corridors yet.',
    measured: 'Overlaps are measured in the VN-2000 plane. Layers may overlap each other.',
  },
  neighbours: {
    title: 'Neighbouring parcels',
    order: 'In the order of the vertices from vertex 1, clockwise; the numbers in circles are on the map.',
    edge: (length: string) => `edge ${length}`,
    nothing: 'No parcel of the handbook shares an edge with this one.',
    more: (n: number) => `Only the ${n} parcels with the longest common edges are listed.`,
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
    noPlanning: 'No area of a plan in the data is here.',
    noPlanningData: 'There is no planning data here.',
    noData: 'There is no data here.',
    noDataHint:
      'This point is outside the area with data. Go back to where there is data, or import data for this area.',
    yes: 'yes',
    no: 'no',
  },
} satisfies typeof vi
