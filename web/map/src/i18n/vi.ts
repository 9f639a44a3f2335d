import { cameras } from './vi/cameras'
import { frame } from './vi/frame'
import { map } from './vi/map'
import { me } from './vi/me'
import { papers } from './vi/papers'
import { parcel } from './vi/parcel'
import { people } from './vi/people'
import { search } from './vi/search'

/** Every sentence of the web map, in Vietnamese. The shape of this table is the contract of the others. */
export const vi = { ...frame, ...search, ...parcel, ...papers, ...map, ...people, ...me, ...cameras }

/** The shape that every language fills. */
export type Messages = typeof vi
