import type { Kind } from '../types'

/** The outline of each kind of station, and of the ring of an alarm, in a box of 24 by 24: the same on the map and in lists. */
export const shapes: Readonly<Record<Kind | 'alarm', string>> = {
  air: 'M12 2a10 10 0 1 1 0 20a10 10 0 1 1 0-20z',
  surface_water: 'M12 .5c3.6 4.4 8.5 8.6 8.5 13.8a8.5 8.5 0 0 1-17 0C3.5 9.1 8.4 4.9 12 .5z',
  ground_water: 'M6.5 2.5h11L23 12l-5.5 9.5h-11L1 12z',
  waste_water: 'M5 3h14a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2z',
  emission: 'M8 2h8l1.5 8H23v11H1V10h5.5z',
  weather: 'M12 .5 23.5 12 12 23.5.5 12z',
  alarm: 'M8 2h8l6 6v8l-6 6H8l-6-6V8z',
}
