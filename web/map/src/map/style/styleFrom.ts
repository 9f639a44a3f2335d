import type { LayerSpecification, SourceSpecification, StyleSpecification } from 'maplibre-gl'
import type { Layer } from '../../api/types'
import { BASEMAP, kindOf, type LayerKind, shownByDefault } from '../../state/layers'
import { communes, parcels, sheets } from './cadastre'
import { drawingFrom } from './drawing'
import { forest, roads, water } from './ground'
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
  new Set(layers.filter(({ name }) => names.has(name)).map(sourceOf))

function tileSource(layers: readonly Layer[], origin: string): SourceSpecification {
  const names = layers.map(({ name }) => name).join(',')
  const generation = Math.max(...layers.map(({ generation }) => generation))
  return { type: 'vector', url: `${origin}/tiles/${names}.json?g=${generation}` }
}

function sources(state: MapState, on: readonly Layer[]): Record<string, SourceSpecification> {
  const common = state.layers.filter(isCommon)
  const single = on.filter((layer) => !isCommon(layer))
  return {
    ...(common.length ? { [COMMON]: tileSource(common, state.origin) } : {}),
    ...Object.fromEntries(single.map((layer) => [layer.name, tileSource([layer], state.origin)])),
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

/** The colour below everything: water where only the land is known, nothing in particular where both are. */
function groundColor({ layers, basemap, theme }: MapState): string {
  const known = (kind: LayerKind): boolean => layers.some((layer) => kindOf(layer) === kind && layer.count > 0)
  if (basemap || !known('communes')) return theme.land
  return known('water') ? theme.beyond : theme.sea
}

/** The ground: the operator's base map where there is one. */
function base(state: MapState): { sources: Record<string, SourceSpecification>; layers: LayerSpecification[] } {
  const { basemap } = state
  const ground: LayerSpecification = {
    id: 'background',
    type: 'background',
    paint: { 'background-color': groundColor(state) },
  }
  const strength = (state.shown[BASEMAP] ?? 0) / 100
  if (!basemap || strength === 0) return { sources: {}, layers: [ground] }
  if ('raster' in basemap) {
    return {
      sources: { [BASEMAP]: { type: 'raster', tiles: [basemap.raster], tileSize: 256 } },
      layers: [ground, { id: BASEMAP, type: 'raster', source: BASEMAP, paint: { 'raster-opacity': strength } }],
    }
  }
  return { sources: { ...basemap.style.sources }, layers: [ground, ...basemap.style.layers] }
}

/** The whole picture as a function of the state. Nothing else decides what the map shows. */
export function styleFrom(state: MapState): StyleSpecification {
  const on = state.layers.filter((layer) => state.shown[layer.name] !== undefined && layer.count > 0)
  const [ground = [], area = [], line = [], edge = [], label = [], over = []] = pieces(state, on)
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
      ...islands.layers,
      ...drawing.above,
    ],
    transition: { duration: 0, delay: 0 },
  }
}
