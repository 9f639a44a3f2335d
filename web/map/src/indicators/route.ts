/** What a link to the map of indicators holds beside place, layers and language. */
export interface IndicatorRoute {
  readonly code: string
  readonly period: string
  readonly commune: string | null
}

const some = (text: string | null, form: RegExp): string => (text && form.test(text) ? text : '')

/** Reads the query part of an address; what it cannot read it takes as not said. */
export function decodeIndicator(search: string): IndicatorRoute {
  const query = new URLSearchParams(search)
  return {
    code: some(query.get('indicator'), /^[a-z][a-z0-9_]{0,47}$/),
    period: some(query.get('period'), /^\d{4}(-Q[1-4]|-\d\d)?$/),
    commune: some(query.get('commune'), /^\d{5}$/) || null,
  }
}

/** Writes what decodeIndicator reads. */
export const encodeIndicator = ({ code, period, commune }: IndicatorRoute): string =>
  [code && `indicator=${code}`, period && `period=${period}`, commune && `commune=${commune}`].filter(Boolean).join('&')
