import type { Feature } from 'geojson'
import type { LayerSpecification, SourceSpecification } from 'maplibre-gl'
import { t } from '../../i18n'
import { type MapState, SEMIBOLD } from './state'

/** Where the names of the archipelagos stand, longitude and latitude: north of the one's islands, south of the other's. */
const archipelagos = { hoangSa: [112, 17.1, 'bottom'], truongSa: [113.3, 7.7, 'top'] } as const

/**
 * Main islands of both, longitude and latitude. From general knowledge, good to about a kilometre: dots for the eye,
 * nothing to measure by.
 */
const islands: readonly (readonly [name: string, lon: number, lat: number])[] = [
  ['Đảo Hoàng Sa', 111.61, 16.53],
  ['Đảo Phú Lâm', 112.34, 16.83],
  ['Đảo Linh Côn', 112.73, 16.67],
  ['Đảo Quang Hòa', 111.71, 16.45],
  ['Đảo Bạch Quy', 111.77, 16.06],
  ['Đảo Tri Tôn', 111.2, 15.78],
  ['Đảo Song Tử Tây', 114.33, 11.43],
  ['Đảo Thị Tứ', 114.28, 11.05],
  ['Đảo Ba Bình', 114.37, 10.38],
  ['Đảo Sơn Ca', 114.48, 10.37],
  ['Đảo Nam Yết', 114.37, 10.18],
  ['Đảo Sinh Tồn', 114.33, 9.89],
  ['Đảo Phan Vinh', 113.7, 8.97],
  ['Đảo Trường Sa', 111.92, 8.64],
  ['Đảo An Bang', 112.91, 7.89],
]

const point = (lon: number, lat: number, properties: Feature['properties']): Feature => ({
  type: 'Feature',
  properties,
  geometry: { type: 'Point', coordinates: [lon, lat] },
})

/**
 * Hoàng Sa and Trường Sa, named as Vietnamese over every ground. No switch hides them and no other label: they are
 * placed whatever stands there, and before the layers' own, which give way.
 */
export function islandsFrom(theme: MapState['theme']): {
  readonly source: SourceSpecification
  readonly layers: readonly LayerSpecification[]
} {
  const names = t().archipelagos
  const features = [
    ...Object.entries(archipelagos).map(([id, [lon, lat, anchor]]) =>
      point(lon, lat, { archipelago: names[id as keyof typeof archipelagos], anchor }),
    ),
    ...islands.map(([island, lon, lat]) => point(lon, lat, { island })),
  ]
  return {
    source: { type: 'geojson', data: { type: 'FeatureCollection', features } },
    layers: [
      {
        id: 'islands',
        type: 'circle',
        source: 'islands',
        filter: ['has', 'island'],
        paint: {
          'circle-radius': ['interpolate', ['linear'], ['zoom'], 4, 1.5, 10, 4],
          'circle-color': theme.ink,
          'circle-stroke-color': theme.halo,
          'circle-stroke-width': 1,
        },
      },
      {
        id: 'archipelagos',
        type: 'symbol',
        source: 'islands',
        maxzoom: 10,
        filter: ['has', 'archipelago'],
        layout: {
          'text-field': ['get', 'archipelago'],
          'text-font': [SEMIBOLD],
          'text-size': ['interpolate', ['linear'], ['zoom'], 4, 11.5, 8, 16],
          'text-max-width': 30,
          'text-anchor': ['get', 'anchor'],
          'text-allow-overlap': true,
        },
        paint: { 'text-color': theme.ink, 'text-halo-color': theme.halo, 'text-halo-width': 1.8 },
      },
    ],
  }
}
