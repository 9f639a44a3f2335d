/** The WGS84 ellipsoid. VN-2000 uses the same figure, placed by its own datum. */
export const A = 6378137
/** Flattening. */
export const F = 1 / 298.257223563
/** First eccentricity squared. */
export const E2 = F * (2 - F)
/** First eccentricity. */
export const E = Math.sqrt(E2)
/** Semi-minor axis, metres. */
export const B = A * (1 - F)

export const radians = (degrees: number): number => (degrees * Math.PI) / 180
export const degrees = (radians: number): number => (radians * 180) / Math.PI

/** Longitude and latitude in degrees, in this order. */
export type LonLat = readonly [lon: number, lat: number]
