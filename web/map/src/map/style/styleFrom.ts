import type {
  LayerSpecification,
  SourceSpecification,
  StyleSpecification,
  VectorSourceSpecification,
} from 'maplibre-gl'
import type { Layer } from '../../api/types'
import { BASEMAP, isDated, kindOf, type LayerKind, shownByDefault } from '../../state/layers'
import { communes, parcels, sheets } from './cadastre'
import { cameras } from './cameras'
import { cells } from './cells'
import { drawingFrom } from './drawing'
import { forest } from './forest'
import { isWay, roads, seaAndLand, WAYS, WAYS_ZOOM, water } from './ground'
import { islandsFrom } from './islands'
import { basin, corridor, plain, planning, stations } from './overlay'
import { reports } from './reports'
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
  basin,
  hotspot: plain,
  station: stations,
  camera: cameras,
  report: reports,
  plain,
}

/** The source that holds every layer of a fresh page: one request a tile instead of one a layer and tile. */
const COMMON = 'sotay'

const isCommon = (layer: Layer): boolean => layer.count > 0 && shownByDefault(layer)

/** The source of the parcels of another time. */
const PAST = 'past'

/** Whether a layer follows the parcels, so that at another time it is drawn of then or not at all. */
const followsParcels = (layer: Layer): boolean => ['parcels', 'sheets'].includes(kindOf(layer))

/** The source of a layer by state: nothing of a past map comes from the tiles of today's parcels. */
const sourceIn =
  ({ past }: MapState) =>
  (layer: Layer): string =>
    past && followsParcels(layer) ? PAST : isCommon(layer) ? COMMON : layer.name

/** The sources that hold layers of these names. */
export const sourcesOf = (state: MapState, names: ReadonlySet<string>): ReadonlySet<string> => {
  const sourceOf = sourceIn(state)
  return new Set(
    state.layers
      .filter(({ name }) => names.has(name))
      .flatMap((layer) => (isWay(layer) ? [sourceOf(layer), WAYS] : [sourceOf(layer)])),
  )
}

/** The tiles of some layers; of the day that is shown where one of them has dates. */
function tileSource(layers: readonly Layer[], { origin, at }: MapState): VectorSourceSpecification {
  const names = layers.map(({ name }) => name).join(',')
  const generation = Math.max(...layers.map(({ generation }) => generation))
  const day = at && layers.some(isDated) ? `&at=${at}` : ''
  return { type: 'vector', url: `${origin}/tiles/${names}.json?g=${generation}${day}` }
}

function sources(state: MapState, on: readonly Layer[]): Record<string, SourceSpecification> {
  const { past, origin } = state
  const now = (layer: Layer): boolean => !past || !followsParcels(layer)
  const common = state.layers.filter(isCommon).filter(now)
  const ways = state.layers.filter(isWay)
  const single = on.filter((layer) => !isCommon(layer)).filter(now)
  return {
    ...(common.length ? { [COMMON]: tileSource(common, state) } : {}),
    ...(ways.length ? { [WAYS]: { ...tileSource(ways, state), minzoom: WAYS_ZOOM, maxzoom: WAYS_ZOOM } } : {}),
    ...(past && on.some((layer) => kindOf(layer) === 'parcels')
      ? { [PAST]: { type: 'vector', url: `${origin}/history/parcels.json?at=${encodeURIComponent(past)}` } }
      : {}),
    ...Object.fromEntries(single.map((layer) => [layer.name, tileSource([layer], state)])),
  }
}

function pieces(state: MapState, on: readonly Layer[]): LayerSpecification[][] {
  const sourceOf = sourceIn(state)
  const all = on.flatMap((layer) => {
    const drawn = { layer, source: sourceOf(layer), strength: (state.shown[layer.name] ?? 100) / 100, state }
    return [...cells(drawn), ...painters[kindOf(layer)](drawn)]
  })
  return levels.map((level) => all.filter(([at]) => at === level).map(([, layer]) => layer))
}

/** What lies below all layers: the operator's base map while it is on, else land and sea as far as they are known. */
function base(state: MapState): { sources: Record<string, SourceSpecification>; layers: LayerSpecification[] } {
  const strength = (state.shown[BASEMAP] ?? 0) / 100
  const basemap = strength > 0 ? state.basemap : null
  const ground = seaAndLand({ ...state, basemap }, sourceIn(state))
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
  const on = state.layers.filter(
    (layer) => state.shown[layer.name] !== undefined && layer.count > 0 && !(state.past && kindOf(layer) === 'sheets'),
  )
  const [ground = [], area = [], line = [], edge = [], label = [], over = [], name = []] = pieces(state, on)
  const drawing = drawingFrom(state)
  const islands = islandsFrom(state.theme)
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
