/** What lies on the map, pixels from its sides, and the map's size. */
export interface Window {
  readonly width: number
  readonly height: number
  readonly left: number
  readonly bottom: number
}

/** The box of the free part of the map: west, south, east, north. The map's middle is the place; north is up. */
export function boxOf(
  place: { readonly lon: number; readonly lat: number; readonly zoom: number },
  { width, height, left, bottom }: Window,
): [number, number, number, number] {
  const lonOfPixel = 360 / (512 * 2 ** place.zoom)
  const latOfPixel = lonOfPixel * Math.cos((place.lat * Math.PI) / 180)
  return [
    place.lon + (left - width / 2) * lonOfPixel,
    place.lat + (bottom - height / 2) * latOfPixel,
    place.lon + (width / 2) * lonOfPixel,
    place.lat + (height / 2) * latOfPixel,
  ]
}
