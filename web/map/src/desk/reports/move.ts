import { MOST_PHOTOS } from '../../report/api'

/** The value of one field of a form that moves a report; what was not given is left out. */
const given = (data: FormData, name: string): string => String(data.get(name) ?? '').trim()

/** A time as it stands in a datetime field, in Vietnam, as the server reads it. */
export const inVietnam = (local: string): string => `${local.length === 16 ? `${local}:00` : local}+07:00`

/** A time as a datetime field holds it: the clock in Vietnam, to the minute. */
export const localTime = (iso: string): string => new Date(Date.parse(iso) + 7 * 3_600_000).toISOString().slice(0, 16)

/**
 * The request for a move whose server asks for `needs` and allows `may`. `place` is a place picked on the map, longitude
 * and latitude; `photoIds` are the report's photos, whose boxes tell whether the public sees them.
 */
export function bodyOf(
  action: string,
  members: readonly string[],
  data: FormData,
  more: { place: readonly [number, number] | null; tokens: readonly string[]; photoIds: readonly number[] },
): Record<string, unknown> {
  const body: Record<string, unknown> = { action }
  for (const member of members) {
    if (member === 'place') {
      if (more.place) Object.assign(body, { lon: more.place[0], lat: more.place[1] })
    } else if (member === 'photos') {
      if (more.tokens.length) body.photos = more.tokens.slice(0, MOST_PHOTOS)
    } else if (member === 'publish') {
      body.publish = data.get('publish') !== null
    } else if (member === 'photos_published') {
      if (more.photoIds.length) {
        body.photos_published = Object.fromEntries(more.photoIds.map((id) => [id, data.get(`photo-${id}`) !== null]))
      }
    } else {
      const text = given(data, member)
      if (text) body[member] = member === 'due' ? inVietnam(text) : text
    }
  }
  return body
}
