import { signal } from '@preact/signals'

/** What buttons may ask of the map once it is drawn. */
export interface MapCommands {
  /** Zooms by so many levels. */
  zoom(by: number): void
  /** Turns north up. */
  north(): void
  /** Asks for the tiles of some layers anew, else of all; the server answers 304 where nothing has changed. */
  refresh(layers?: ReadonlySet<string>): void
}

/** Null until the map is there. */
export const mapCommands = signal<MapCommands | null>(null)

/** The width of the panel on a desktop, pixels; the style sheet says the same. */
export const PANEL_WIDTH = 400
/** The desk's panel in a window of a width: wider, but never most of it. The style sheet says the same. */
export const deskWidth = (window: number): number => Math.min(600, 0.55 * window)
/** The width of the panel that is shown: the desk's is wider. */
export const panelWidth = signal(PANEL_WIDTH)
/** The height of the bar at the top of a phone's screen, pixels; the style sheet says the same. */
export const BAR_HEIGHT = 48

/** Whether the person asked for little motion. */
export const calm = (): boolean => window.matchMedia('(prefers-reduced-motion: reduce)').matches
