import type { Field, Layer } from '../api/types'
import type { Shown } from './route'

/** A catalogue in drawing order. */
export const inOrder = (list: readonly Layer[]): readonly Layer[] => [...list].sort((a, b) => a.sort - b.sort)

/** What a layer is to the map, from its style or, for the handbook's own layers, its name. */
export type LayerKind =
  | 'parcels'
  | 'sheets'
  | 'communes'
  | 'planning'
  | 'corridor'
  | 'road'
  | 'water'
  | 'forest'
  | 'basin'
  | 'hotspot'
  | 'station'
  | 'camera'
  | 'report'
  | 'plain'

const ownKinds: Readonly<Record<string, LayerKind>> = { parcels: 'parcels', sheets: 'sheets', communes: 'communes' }
/** Layers made without a style are known by how their name begins. */
const namedKinds: readonly (readonly [prefix: string, kind: LayerKind])[] = [
  ['planning', 'planning'],
  ['quy_hoach', 'planning'],
  ['corridor', 'corridor'],
  ['hanh_lang', 'corridor'],
  ['road', 'road'],
]
const styledKinds: readonly LayerKind[] = ['planning', 'corridor', 'road', 'water', 'forest', 'basin']

/** The kind of a layer: its own name first, then its style, then its theme. */
export function kindOf(layer: Layer): LayerKind {
  const own = ownKinds[layer.name]
  if (own) return own
  if (layer.style.kind === 'station') return 'station'
  if (layer.style.kind === 'camera') return 'camera'
  if (layer.style.kind === 'report') return 'report'
  if (layer.geometry === 'Point') return layer.style.kind === 'hotspot' ? 'hotspot' : 'plain'
  const styled = styledKinds.find((kind) => kind === layer.style.kind || `${kind}s` === layer.style.kind)
  if (styled) return styled
  const named = namedKinds.find(([prefix]) => layer.name.startsWith(prefix))
  if (named && !layer.style.color) return named[1]
  if (layer.theme === 'water' || layer.theme === 'forest') return layer.style.color ? 'plain' : layer.theme
  return 'plain'
}

/** Fields that hold names are called so in Vietnamese and in English: ten_tram, name_vi. */
const naming = /(?:^|_)(?:ten|name)(?:_|$)/

/**
 * The field that names the records of a layer: the catalogue's, else one that is called a name, else the first text that
 * is no code. `where` tells which fields count.
 */
export function nameField(layer: Layer, where: (field: Field) => boolean = () => true): Field | undefined {
  const fields = layer.fields.filter(where)
  const texts = fields.filter(({ type, codes }) => type === 'text' && !codes)
  return fields.find(({ name }) => name === layer.label) ?? texts.find(({ name }) => naming.test(name)) ?? texts[0]
}

const byChoice: readonly LayerKind[] = ['planning', 'corridor', 'basin', 'hotspot', 'station', 'camera', 'report']

/** Whether a layer is on when nobody has said anything: overlays that hide the parcels, past fires, stations, cameras and reports are not. */
export const shownByDefault = (layer: Layer): boolean => !byChoice.includes(kindOf(layer))

const groundKinds: readonly LayerKind[] = ['communes', 'road', 'water', 'forest']

/** The layers that are the ground of the environment map: what lies under the stations, and no parcels. */
export const groundShown = (layers: readonly Layer[]): Shown =>
  Object.fromEntries(
    [BASEMAP, ...layers.filter((layer) => groundKinds.includes(kindOf(layer))).map(({ name }) => name)].map((name) => [
      name,
      100,
    ]),
  )

/** Whether a layer's records hold for a time only, so that it can be shown as on another day. */
export const isDated = (layer: Layer): boolean =>
  ['valid_from', 'valid_to'].every((name) => layer.fields.some((field) => field.name === name && field.type === 'date'))

/** The name under which the operator's base map is switched like a layer. */
export const BASEMAP = 'basemap'

/** The layers that a fresh page shows. */
export const defaultShown = (layers: readonly Layer[]): Shown =>
  Object.fromEntries([BASEMAP, ...layers.filter(shownByDefault).map(({ name }) => name)].map((name) => [name, 100]))

/** The known layers of a link, in catalogue order. */
export const knownShown = (layers: readonly Layer[], asked: Shown): Shown =>
  Object.fromEntries(
    [BASEMAP, ...layers.map(({ name }) => name)].flatMap((name) =>
      asked[name] === undefined ? [] : [[name, asked[name]]],
    ),
  )

/** Switches a layer on or off, keeping catalogue order. */
export function toggled(layers: readonly Layer[], shown: Shown, name: string): Shown {
  const { [name]: was, ...rest } = shown
  return was === undefined ? knownShown(layers, { ...shown, [name]: 100 }) : rest
}
