import type { cameras as vi } from '../vi/cameras'

/** What the map says of cameras, in English. */
export const cameras: typeof vi = {
  cameras: {
    states: { working: 'Working', silent: 'No signal', faulty: 'Faulty', off: 'Switched off' },
    legend: {
      working: 'working: field of view filled',
      silent: 'no signal for more than 24 hours: level stripes, a ?',
      faulty: 'faulty: slanting stripes, a !',
      off: 'switched off: an outline alone, a ×',
    },
    near: 'Fields of view show from zoom 14; buildings and trees in the way are not considered.',
    seen: (when) => `last seen ${when}`,
    neverSeen: 'last signal not known',
    ways: ['north', 'northeast', 'east', 'southeast', 'south', 'southwest', 'west', 'northwest'],
    looks: (way, degrees) => `Looks ${way} (${degrees}°)`,
    round: 'Looks all round',
    unknownWay: 'Where it looks is not known',
    wide: (degrees) => `${degrees}° wide`,
    far: (metres) => `about ${metres} m far`,
  },
  indicatorsLink: {
    title: 'Indicators by commune',
    lead: 'Public services, health, education, tourism, economy: each commune in the colour of its value of a period.',
    open: 'Open the map of indicators',
  },
}
