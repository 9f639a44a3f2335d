/** What the QR code of an extract says: its number, its check code and the codes of its parts. Empty for what is missing. */
export interface Check {
  readonly extract: string
  readonly hash: string
  readonly parts: string
}

/** The number of an extract: commune, sheet, parcel and day, as in 26506-12-45-20261126. */
export const EXTRACT = /^\w+-.+-.+-\d{8}$/

/** Reads the query part of the address of a QR code; what cannot be a code is taken as missing. */
export function decodeCheck(search: string): Check {
  const query = new URLSearchParams(search)
  const matching = (name: string, shape: RegExp): string => {
    const value = (query.get(name) ?? '').trim()
    return shape.test(value) ? value : ''
  }
  return {
    extract: matching('extract', EXTRACT),
    hash: matching('hash', /^[0-9a-f]{16}$/i).toLowerCase(),
    parts: matching('parts', /^[0-9a-f]{16}$/i).toLowerCase(),
  }
}
