import { MOST_PHOTOS } from '../../report/api'

/** The value of one field of a form that moves a report; what was not given is left out. */
const given = (data: FormData, name: string): string => String(data.get(name) ?? '').trim()

/** A time as it stands in a datetime field, in Vietnam, as the server reads it. */
export const inVietnam = (local: string): string => `${local.length === 16 ? `${local}:00` : local}+07:00`

/** A time as a datetime field holds it: the clock in Vietnam, to the minute. */
export const localTime = (iso: string): string => new Date(Date.parse(iso) + 7 * 3_600_000).toISOString().slice(0, 16)

/** What a form began with: only what differs is sent, so that two who change different things change both. */
export interface Began {
  /** By member of the request. */
  readonly texts: Readonly<Record<string, string>>
  /** Whether the public sees the report; null where that is decided with the move. */
  readonly published: boolean | null
  /** Whether the public sees each photo. */
  readonly photos: readonly { readonly id: number; readonly published: boolean }[]
}

/**
 * The request for a move whose server asks for or allows `members`. `place` is a place picked on the map, longitude and
 * latitude; `tokens` are photos that were uploaded. What began with a text and is empty now is emptied.
 */
export function bodyOf(
  action: string,
  members: readonly string[],
  data: FormData,
  more: { place: readonly [number, number] | null; tokens: readonly string[]; began: Began },
): Record<string, unknown> {
  const { place, tokens, began } = more
  const body: Record<string, unknown> = { action }
  for (const member of members) {
    if (member === 'place') {
      if (place) Object.assign(body, { lon: place[0], lat: place[1] })
    } else if (member === 'photos') {
      if (tokens.length) body.photos = tokens.slice(0, MOST_PHOTOS)
    } else if (member === 'publish') {
      const publish = data.get('publish') !== null
      if (publish !== began.published) body.publish = publish
    } else if (member === 'photos_published') {
      const changed = began.photos.filter(({ id, published }) => published !== (data.get(`photo-${id}`) !== null))
      if (changed.length)
        body.photos_published = Object.fromEntries(changed.map(({ id, published }) => [id, !published]))
    } else {
      const text = given(data, member)
      const was = began.texts[member]
      if (text !== (was ?? '')) body[member] = member === 'due' ? inVietnam(text) : text
    }
  }
  return body
}
