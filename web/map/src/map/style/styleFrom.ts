import type {
  LayerSpecification,
  SourceSpecification,
  StyleSpecification,
  VectorSourceSpecification,
} from 'maplibre-gl'
import type { Layer } from '../../api/types'
import { BASEMAP, isDated, kindOf, type LayerKind, shownByDefault } from '../../state/layers'
import { communes, parcels, sheets } from './cadastre'
import { drawingFrom } from './drawing'
import { forest, isWay, roads, seaAndLand, WAYS, WAYS_ZOOM, water } from './ground'
import { islandsFrom } from './islands'
import { corridor, plain, planning } from './overlay'
import { type Drawn, levels, type MapState, type Piece } from './state'

const painters: Readonly<Record<LayerKind, (drawn: Drawn) => Piece[]>> = {
  parcels,
  sheets,
  communes,
  planning,
  corridor,
  road: roads,
  water,
  forest,
  plain,
}

/** The source that holds every layer of a fresh page: one request a tile instead of one a layer and tile. */
const COMMON = 'sotay'

const isCommon = (layer: Layer): boolean => layer.count > 0 && shownByDefault(layer)

const sourceOf = (layer: Layer): string => (isCommon(layer) ? COMMON : layer.name)

/** The sources that hold layers of these names. */
export const sourcesOf = ({ layers }: MapState, names: ReadonlySet<string>): ReadonlySet<string> =>
  new Set(
    layers
      .filter(({ name }) => names.has(name))
      .flatMap((layer) => (isWay(layer) ? [sourceOf(layer), WAYS] : [sourceOf(layer)])),
  )

/** The tiles of some layers; of the day that is shown where one of them has dates. */
function tileSource(layers: readonly Layer[], { origin, at }: MapState): VectorSourceSpecification {
  const names = layers.map(({ name }) => name).join(',')
  const generation = Math.max(...layers.map(({ generation }) => generation))
  const day = at && layers.some(isDated) ? `&at=${at}` : ''
  return { type: 'vector', url: `${origin}/tiles/${names}.json?g=${generation}${day}` }
}

function sources(state: MapState, on: readonly Layer[]): Record<string, SourceSpecification> {
  const common = state.layers.filter(isCommon)
  const ways = state.layers.filter(isWay)
  const single = on.filter((layer) => !isCommon(layer))
  return {
    ...(common.length ? { [COMMON]: tileSource(common, state) } : {}),
    ...(ways.length ? { [WAYS]: { ...tileSource(ways, state), minzoom: WAYS_ZOOM, maxzoom: WAYS_ZOOM } } : {}),
    ...Object.fromEntries(single.map((layer) => [layer.name, tileSource([layer], state)])),
  }
}

function pieces(state: MapState, on: readonly Layer[]): LayerSpecification[][] {
  const all = on.flatMap((layer) =>
    painters[kindOf(layer)]({
      layer,
      source: sourceOf(layer),
      strength: (state.shown[layer.name] ?? 100) / 100,
      state,
    }),
  )
  return levels.map((level) => all.filter(([at]) => at === level).map(([, layer]) => layer))
}

/** What lies below all layers: the operator's base map while it is on, else land and sea as far as they are known. */
function base(state: MapState): { sources: Record<string, SourceSpecification>; layers: LayerSpecification[] } {
  const strength = (state.shown[BASEMAP] ?? 0) / 100
  const basemap = strength > 0 ? state.basemap : null
  const ground = seaAndLand({ ...state, basemap }, sourceOf)
  if (!basemap) return { sources: {}, layers: ground }
  if ('raster' in basemap) {
    return {
      sources: { [BASEMAP]: { type: 'raster', tiles: [basemap.raster], tileSize: 256 } },
      layers: [...ground, { id: BASEMAP, type: 'raster', source: BASEMAP, paint: { 'raster-opacity': strength } }],
    }
  }
  return { sources: { ...basemap.style.sources }, layers: [...ground, ...basemap.style.layers] }
}

/** The whole picture as a function of the state. Nothing else decides what the map shows. */
export function styleFrom(state: MapState): StyleSpecification {
  const on = state.layers.filter((layer) => state.shown[layer.name] !== undefined && layer.count > 0)
  const [ground = [], area = [], line = [], edge = [], label = [], over = [], name = []] = pieces(state, on)
  const drawing = drawingFrom(state)
  const islands = islandsFrom(state)
  const below = base(state)
  const style = state.basemap && 'style' in state.basemap ? state.basemap.style : null
  return {
    version: 8,
    ...(style?.glyphs ? { glyphs: style.glyphs } : {}),
    ...(style?.sprite ? { sprite: style.sprite } : {}),
    'font-faces': state.fonts,
    sources: { ...below.sources, ...sources(state, on), islands: islands.source, ...drawing.sources },
    layers: [
      ...below.layers,
      ...ground,
      ...area,
      ...line,
      ...edge,
      ...drawing.below,
      ...label,
      ...over,
      ...name,
      ...islands.layers,
      ...drawing.above,
    ],
    transition: { duration: 0, delay: 0 },
  }
}
