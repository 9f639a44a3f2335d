import { computed, effect } from '@preact/signals'
import type { MapGeoJSONFeature, Map as MapLibre } from 'maplibre-gl'
import { forestInView, inView, layersOpen, narrow, selection, sheetHeight } from '../state/store'
import { panelWidth } from './commands'

/** A list longer than this helps nobody. */
const MOST = 60

/** The lists are only kept while something shows them. */
const wanted = computed(() => selection.value === null || layersOpen.value)

function distinct(features: readonly MapGeoJSONFeature[]): MapGeoJSONFeature[] {
  const seen = new Map<unknown, MapGeoJSONFeature>()
  for (const feature of features) if (!seen.has(feature.id)) seen.set(feature.id, feature)
  return [...seen.values()]
}

const collator = new Intl.Collator('vi', { numeric: true })
const text = (feature: MapGeoJSONFeature, field: string): string => String(feature.properties[field] ?? '')

const byNumber = (a: MapGeoJSONFeature, b: MapGeoJSONFeature): number =>
  collator.compare(text(a, 'sheet_no'), text(b, 'sheet_no')) ||
  collator.compare(text(a, 'parcel_no'), text(b, 'parcel_no'))

const brief = ({ id, properties }: MapGeoJSONFeature) => ({ id: Number(id), properties })

function collect(map: MapLibre): void {
  const { clientWidth, clientHeight } = map.getContainer()
  const left = narrow.peek() ? 0 : panelWidth.peek()
  const bottom = clientHeight - (narrow.peek() ? sheetHeight.peek() : 0)
  const rendered = (layers: string[]): MapGeoJSONFeature[] => {
    const present = layers.filter((id) => map.getLayer(id))
    if (present.length === 0 || bottom <= 0) return []
    return distinct(
      map.queryRenderedFeatures(
        [
          [left, 0],
          [clientWidth, bottom],
        ],
        { layers: present },
      ),
    )
  }
  const parcels = map.getZoom() >= 14 ? rendered(['parcels-fill']) : []
  const communes = rendered(['land', 'communes-line'])
  const lots = layersOpen.peek() ? rendered(['forest-fill']) : []
  forestInView.value = [...new Set(lots.map((f) => text(f, 'ldlr')))].filter(Boolean)
  inView.value = {
    landTypes: [...new Set(parcels.map((f) => text(f, 'land_type')))].filter(Boolean).sort(),
    parcels: parcels
      .sort(byNumber)
      .slice(0, MOST + 1)
      .map(brief),
    communes: communes
      .sort((a, b) => collator.compare(text(a, 'name'), text(b, 'name')))
      .slice(0, MOST)
      .map(brief),
  }
}

/** Keeps the list of what is on the screen: the twin of the map for ears and keyboards, and the legend's first part. */
export function collectInView(map: MapLibre): () => void {
  const look = (): void => {
    if (wanted.peek()) collect(map)
  }
  map.on('idle', look)
  return effect(() => {
    if (wanted.value && map.loaded()) look()
  })
}
