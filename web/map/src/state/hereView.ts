import type { Bounds, Field, Here, HereLayer, Layer } from '../api/types'
import type { LonLat } from '../geo/ellipsoid'
import { kindOf, nameField } from './layers'

/** What is to be said about plans at a point: there are some, there is none, or nothing is known. */
export type PlanningState = 'some' | 'none' | 'unknown'

const inside = ([west, south, east, north]: Bounds, [lon, lat]: LonLat): boolean =>
  lon >= west && lon <= east && lat >= south && lat <= north

/** Whether a layer has data around a point, as far as its bounds tell. */
export const covers = (layer: Layer, at: LonLat): boolean =>
  layer.count > 0 && (layer.bounds === null || inside(layer.bounds, at))

/** Layers with something at the point, the top of the map first. */
export function present(
  here: Here,
  layers: readonly Layer[],
): readonly { readonly layer: Layer; readonly found: HereLayer }[] {
  return [...layers].reverse().flatMap((layer) => {
    const found = here.layers.find(({ name }) => name === layer.name)
    return found && found.features.length > 0 ? [{ layer, found }] : []
  })
}

/** "No plan here" is an answer; "no planning data here" is the lack of one. */
export function planningState(here: Here, layers: readonly Layer[]): PlanningState {
  const plans = layers.filter((layer) => kindOf(layer) === 'planning')
  const some = plans.some(({ name }) => here.layers.some((l) => l.name === name && l.features.length > 0))
  if (some) return 'some'
  return plans.some((layer) => covers(layer, [here.lon, here.lat])) ? 'none' : 'unknown'
}

/** A number alone names nothing: it is told with the title of its field. */
const isName = (field: Field, value: unknown): boolean => field.codes !== null || /\p{L}/u.test(String(value))

/** The fields of a record that hold something, in the catalogue's order, and the one that names the record. */
export function told(
  layer: Layer,
  properties: Readonly<Record<string, unknown>>,
): { name: Field | null; rest: Field[] } {
  const filled = layer.fields.filter(({ name }) => {
    const value = properties[name]
    return value !== null && value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0)
  })
  const name = nameField({ ...layer, fields: filled }) ?? filled[0] ?? null
  const rest = filled.filter((field) => field !== name)
  if (name && !isName(name, properties[name.name])) return { name: null, rest: [name, ...rest] }
  return { name, rest }
}
