import { type Args, type Sentences, s } from '../args'
import { date } from '../format'
import type { search as vi } from '../vi/search'

/** The sentences of the search box, in English. */
export const search = {
  search: {
    label: 'Find a parcel, a commune or coordinates',
    placeholder: 'Example: parcel 45 sheet 12 Vũng Tàu',
    placeholderPlace: 'A commune or coordinates',
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
    address: (a: Args) => `The address fits: ${a.house ? `${s(a.house)} ` : ''}${s(a.as ?? a.street)}`,
    map_link: () => 'The place in the pasted link',
    name: () => 'Present name matches',
    name_then: (a: Args) =>
      `On ${date(s(a.at))}${a.district || a.province ? `: ${[a.district, a.province].filter(Boolean).map(s).join(', ')}` : ''}`,
    old_name: (a: Args) =>
      `Holds ${a.split === 'true' ? 'part of ' : ''}${s(a.old)}${a.since ? ` (name before ${date(s(a.since))})` : ''}`,
    old_district: (a: Args) => `Formerly in ${s(a.old)}`,
    wgs84: () => 'Decimal degrees, WGS84',
    dms: () => 'Degrees, minutes, seconds, WGS84',
    vn2000_zone_said: (a: Args) => `VN-2000, central meridian ${s(a.meridian)} as written`,
    vn2000_zone_default: (a: Args) => `VN-2000, taken as the province’s central meridian ${s(a.meridian)}`,
    vn2000_zone_fits: (a: Args) => `VN-2000, if the central meridian is ${s(a.meridian)}`,
  } as Sentences,
  meant: (written, name) => `“${written}” taken for ${name}`,
  hint: {
    address_not_found: (a: Args) =>
      `No parcel has the address ${a.house ? `${s(a.house)} ` : ''}${s(a.street)}${a.commune ? `, ${s(a.commune)}` : ''}. Leave the number out to see the whole street.`,
    street_not_found: (a: Args) =>
      `No parcel has the address “${s(a.street)}” in ${s(a.commune)} yet. If you look for a parcel, type: parcel ${s(a.parcel)}${a.sheet ? ` sheet ${s(a.sheet)}` : ''} ${s(a.commune)}.`,
    text_too_long: () => 'The text is too long. Type only the numbers, the commune or the address.',
    short_link: () =>
      'A shortened link does not say where it leads. Open it, then copy the full address or the coordinates of the place.',
    link_unknown: (a: Args) =>
      `No place in Vietnam can be read in this link of ${s(a.host)}. Paste a link of this handbook, Google Maps, OpenStreetMap, Apple or Bing Maps, or the coordinates of the point.`,
    linked_parcel_gone: () => 'The parcel of this link is no longer in the handbook. Search by its numbers.',
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
  privateSearch: {
    ways: {
      owner: (text) => `Look for the land user “${text}”`,
      certificate: (text) => `Look for the certificate ${text}`,
    },
    titles: { owner: 'Look for a land user', certificate: 'Look for a certificate' },
    texts: { owner: 'Name of a person or a body, at least three letters', certificate: 'Serial' },
    commune: 'Commune',
    communeHint: 'Type a name or a code of five digits; it need not be in view.',
    communeOwn: 'One of your communes.',
    communeUnclear:
      'It is not clear which commune that is. Choose a line of the list, or type the code of five digits.',
    go: 'Record and search',
    found: (n) => (n === 0 ? 'No parcel.' : n === 1 ? 'One parcel.' : `${n} parcels.`),
    more: (n) => `The first ${n} parcels; type more letters to narrow the search.`,
    quotaUsed: (n) =>
      `The first ${n} ${n === 1 ? 'parcel' : 'parcels'}; your private reads of today are used up. Search again tomorrow.`,
  },
} satisfies typeof vi
