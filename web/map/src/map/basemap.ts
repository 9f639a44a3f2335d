import type { SourceSpecification, StyleSpecification } from 'maplibre-gl'
import type { Config } from '../api/types'
import { BASEMAP } from '../state/layers'
import type { Basemap } from './style/state'

const PREFIX = `${BASEMAP}:`

const absolute = (url: string, base: string): string => decodeURI(new URL(url, base).href)

function resolveSource(source: SourceSpecification, base: string): SourceSpecification {
  const copy = { ...source } as SourceSpecification & { url?: string; tiles?: string[] }
  if (typeof copy.url === 'string') copy.url = absolute(copy.url, base)
  if (Array.isArray(copy.tiles)) copy.tiles = copy.tiles.map((tile) => absolute(tile, base))
  return copy
}

/**
 * A style of the operator's made fit to lie under ours: its addresses resolved against its own, its ids prefixed so
 * that none of them meets one of the catalogue's.
 */
export function beneath(style: StyleSpecification, url: string): StyleSpecification {
  const prefixed = (id: string): string => `${PREFIX}${id}`
  return {
    ...style,
    ...(style.glyphs ? { glyphs: absolute(style.glyphs, url) } : {}),
    ...(typeof style.sprite === 'string' ? { sprite: absolute(style.sprite, url) } : {}),
    sources: Object.fromEntries(
      Object.entries(style.sources).map(([id, source]) => [prefixed(id), resolveSource(source, url)]),
    ),
    layers: style.layers.map((layer) => ({
      ...layer,
      id: prefixed(layer.id),
      ...('source' in layer && typeof layer.source === 'string' ? { source: prefixed(layer.source) } : {}),
    })) as StyleSpecification['layers'],
  }
}

/** Whether an answer is a style: what `beneath` and the map rely on. */
function isStyle(answer: unknown): answer is StyleSpecification {
  const { version, sources, layers } = (answer ?? {}) as Partial<StyleSpecification>
  return version === 8 && typeof sources === 'object' && sources !== null && Array.isArray(layers)
}

/** Reads the base map that the operator set; null where there is none. Rejects where it cannot be had. */
export async function readBasemap(setting: Config['basemap']): Promise<Basemap | null> {
  if (setting?.raster) return { raster: setting.raster }
  if (!setting?.style) return null
  const url = new URL(setting.style, document.baseURI).href
  const answer = await fetch(url)
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`)
  const style: unknown = await answer.json()
  if (!isStyle(style)) throw new Error(`${url}: not a MapLibre style`)
  return { style: beneath(style, url) }
}

/** Whether a source of the map is the base map's. */
export const isBasemap = (source: string): boolean => source === BASEMAP || source.startsWith(PREFIX)
