import { cameras } from './en/cameras'
import { frame } from './en/frame'
import { map } from './en/map'
import { me } from './en/me'
import { papers } from './en/papers'
import { parcel } from './en/parcel'
import { people } from './en/people'
import { search } from './en/search'
import type { Messages } from './vi'

/** Every sentence of the web map, in English; each part has the keys of its Vietnamese one. */
export const en = { ...frame, ...search, ...parcel, ...papers, ...map, ...people, ...me, ...cameras } satisfies Messages
