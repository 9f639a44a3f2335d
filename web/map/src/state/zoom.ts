import { metresPerPixel } from '../i18n/format'

/** The zoom at which a circle of a radius in metres fills about a third of a phone's width, between 12 and 18. */
export function centreZoomFor(lat: number, radius: number): number {
  const zoom = Math.log2(metresPerPixel(lat, 0) / (Math.max(radius, 1) / 60))
  return Math.min(18, Math.max(12, zoom))
}
