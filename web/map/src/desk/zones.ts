import { MERIDIANS } from '../geo/vn2000'
import { meridian } from '../i18n/format'
import { d } from './i18n'

/** The systems that an officer can choose by hand: the number that the server takes, and what it is. */
export const zones = (): readonly (readonly [srid: string, title: string])[] => [
  ...MERIDIANS.map((value) => [String(900_000 + Math.round(value * 100)), d().reading.zone(meridian(value))] as const),
  ['4326', d().reading.wgs84] as const,
]
