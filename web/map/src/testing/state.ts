import type { MapState } from '../map/style/state'
import { day } from '../map/style/theme'
import { defaultShown } from '../state/layers'
import { everyKind } from './layers'

/** A fresh page by day, with a layer of every kind. */
export const bare: MapState = {
  layers: everyKind,
  shown: defaultShown(everyKind),
  cells: true,
  palette: 'official',
  at: null,
  past: null,
  lang: 'vi',
  theme: day,
  basemap: null,
  origin: 'https://sotay.example',
  fonts: { 'Be Vietnam Pro Regular': 'https://sotay.example/a.woff2' },
  chosen: null,
  former: false,
  relatives: [],
  point: null,
  pieces: [],
  vertices: [],
  neighbours: [],
  measure: null,
  meridian: 107.75,
  location: null,
  extra: null,
}
