import { computed, signal } from '@preact/signals'
import type { ComponentType } from 'preact'
import type { Bounds, Config, Layer } from '../api/types'
import type { LonLat } from '../geo/ellipsoid'
import type { Lang } from '../i18n'
import type { Drawing } from '../map/style/drawing'
import type { Theme } from '../map/style/theme'
import type { PaletteName, Place, Selection, Shown } from './route'
import { stopHeight } from './sheet'

/** The state of the page. Views read it, actions write it, the map is drawn from it. */

/** The screens of the page. */
export type View = 'handbook' | 'environment' | 'report' | 'indicators' | 'desk'
export const view = signal<View>('handbook')

export const config = signal<Config | null>(null)
/** In drawing order. */
export const layers = signal<readonly Layer[]>([])
export const place = signal<Place | null>(null)
export const shown = signal<Shown>({})
export const selection = signal<Selection | null>(null)
export const palette = signal<PaletteName>('official')
/** The one time that is shown, a day (YYYY-MM-DD) or an ISO moment; null: now. See state/day for what it means to whom. */
export const at = signal<string | null>(null)
export const lang = signal<Lang>('vi')
export const dark = signal(false)
/** Whether the panel is a bottom sheet. */
export const narrow = signal(false)

/** The heights at which the phone's sheet stops. */
export type Stop = 'peek' | 'half' | 'full'
export const stop = signal<Stop>('peek')
/** The height of the page, pixels. */
export const viewportHeight = signal(0)
/** The height of the sheet that is drawn at the stop, in pixels; 0 on a desktop. */
export const sheetHeight = computed(() => (narrow.value ? stopHeight(stop.value, viewportHeight.value) : 0))
export const layersOpen = signal(false)

/** A move of the map that something other than the map asked for. */
export type Flight =
  | { readonly to: Place; readonly animate: boolean }
  | { readonly bounds: Bounds; readonly maxZoom: number; readonly animate: boolean }
export const flight = signal<Flight | null>(null)

/** What a screen beside the handbook draws on the map. Its layers' ids begin with the mark below. */
export const extra = signal<((theme: Theme) => Drawing) | null>(null)
export const EXTRA = 'extra-'
/** The layer in whose place it draws, which is not drawn itself meanwhile; '' for none. */
export const replaced = signal('')
/** Takes a click on something so drawn: the properties of what was hit. */
export const touchedExtra = signal<((properties: Readonly<Record<string, unknown>>) => void) | null>(null)

/** Takes the next click on the map, whatever lies there, while a screen asks for a place. */
export const picking = signal<((at: LonLat) => void) | null>(null)
/** A handle that such a screen puts on the map: to be dragged, or moved by the arrow keys. */
export interface Grip {
  readonly id: string
  readonly at: LonLat
  readonly label: string
  /** A slider's value with its words, where the handle turns something; null where it moves it. */
  readonly value: { readonly now: number; readonly most: number; readonly text: string } | null
  /** The hand is at a place. */
  dragged(at: LonLat): void
  /** So many steps to the right and up; a large step where the hand wants one. */
  stepped(right: number, up: number, large: boolean): void
}
export const grips = signal<readonly Grip[]>([])
/** What such a screen puts over the map, beside its panel. */
export const overMap = signal<ComponentType | null>(null)
/** What such a screen adds to the address; a step back in history undoes a change of `step`. */
export const screenRoute = signal<{ readonly query: string; readonly step: string }>({ query: '', step: '' })

/** The point under the mouse, while it is over the map. */
export const pointer = signal<LonLat | null>(null)

export type MeasureKind = 'distance' | 'area'
export type MeasureMethod = 'plane' | 'geodesic'
export interface Measure {
  readonly kind: MeasureKind
  readonly method: MeasureMethod
  readonly points: readonly LonLat[]
}
/** The measuring tool, while it is in use. */
export const measure = signal<Measure | null>(null)

export interface Location {
  readonly at: LonLat
  /** Radius in metres. */
  readonly accuracy: number
}
/** Where the device says it is. */
export const location = signal<Location | null>(null)

export type CoordinateSystem = 'wgs84' | 'vn2000'
export const coordinateSystem = signal<CoordinateSystem>('vn2000')
const chosenMeridian = signal<number | null>(null)
/** The central meridian for read-outs and measures: the province's unless another was chosen. */
export const meridian = computed(() => chosenMeridian.value ?? config.value?.meridian ?? 107.75)
export const chooseMeridian = (value: number): void => {
  chosenMeridian.value = value
}

/** Whether the vertex table is open, so that the map numbers the vertices. */
export const verticesOpen = signal(false)

/** Whether plans and corridors on the parcel are told, and drawn on the map. Stays as it is from parcel to parcel. */
export const overlapsOpen = signal(false)

/** Whether the neighbours are listed, and numbered on the map. Stays as it is from parcel to parcel. */
export const neighboursOpen = signal(false)

/** Codes of the land types among the parcels on the screen, and a sample of what is there, for lists. */
export interface InView {
  readonly landTypes: readonly string[]
  readonly parcels: readonly { readonly id: number; readonly properties: Readonly<Record<string, unknown>> }[]
  readonly communes: readonly { readonly id: number; readonly properties: Readonly<Record<string, unknown>> }[]
}
/** The states of the forest on the screen, while the legend is open. */
export const forestInView = signal<readonly string[]>([])
export const inView = signal<InView>({ landTypes: [], parcels: [], communes: [] })

/** The last thing said to the person; `spoken` is for ears only. */
export interface Notice {
  readonly text: string
  readonly tone: 'plain' | 'wrong'
}
export const notice = signal<Notice | null>(null)
export const spoken = signal('')

/** What stood after # when the page was opened: the address is kept without it, a screen that comes later may need it. */
export const openedHash = signal('')

/** The title of what is open in the panel; empty while nothing is. */
export const pageTitle = signal('')

/** The title of what was opened from a list is to have the focus as soon as it is there. */
export const titleWanted = signal(false)

/** Tiles that the map needs are on their way. */
export const mapBusy = signal(true)

/** Part of the map could not be loaded. */
export const tilesFailed = signal(false)
export const mapUnavailable = signal(false)
