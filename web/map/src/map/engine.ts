import { effect } from '@preact/signals'
import { type ErrorEvent, LngLat, Map as MapLibre, setWorkerUrl, type VectorTileSource } from 'maplibre-gl'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'
import 'maplibre-gl/dist/maplibre-gl.css'
import { t } from '../i18n'
import { sayInTurn } from '../state/notice'
import { kept } from '../state/reach'
import { config, flight, mapBusy, mapUnavailable, narrow, place, sheetHeight, tilesFailed } from '../state/store'
import { isBasemap, readBasemap } from './basemap'
import { BAR_HEIGHT, type MapCommands, mapCommands, PANEL_WIDTH } from './commands'
import { followHands } from './hands'
import { imageFor } from './images'
import { collectInView } from './inView'
import { basemap, mapState } from './mapState'
import { sourcesOf, styleFrom } from './style/styleFrom'

setWorkerUrl(workerUrl)

/** Air around what the map is asked to show, pixels. */
const MARGIN = 48

const HIGHEST_ZOOM = 22

const calm = (): boolean => window.matchMedia('(prefers-reduced-motion: reduce)').matches

/** The part of the map that something lies on. */
const covered = () =>
  narrow.value
    ? { top: BAR_HEIGHT, bottom: Math.min(sheetHeight.value, window.innerHeight * 0.6), left: 0, right: 0 }
    : { top: 0, bottom: 0, left: PANEL_WIDTH, right: 0 }

/** Keeps the map over what it covers. */
function hold(container: HTMLElement) {
  return ({ lng, lat }: LngLat, zoom: number) => {
    const { top, bottom, left, right } = covered()
    const view = { width: container.clientWidth - left - right, height: container.clientHeight - top - bottom }
    const { at, zoom: allowed } = kept([lng, lat], zoom, view, HIGHEST_ZOOM)
    return { center: new LngLat(...at), zoom: allowed }
  }
}

function commandsOf(map: MapLibre): MapCommands {
  const duration = calm() ? 0 : 180
  return {
    zoom: (by) => void map.zoomTo(map.getZoom() + by, { duration }),
    north: () => void map.easeTo({ bearing: 0, duration }),
    refresh: (layers) => {
      tilesFailed.value = false
      const wanted = layers && sourcesOf(mapState.peek(), layers)
      for (const id of Object.keys(map.getStyle().sources)) {
        const source = map.getSource(id)
        if (source?.type !== 'vector' || wanted?.has(id) === false) continue
        // Its description comes anew too: it says how far the data reach, and may be what had failed.
        const { url } = source as VectorTileSource
        if (url) (source as VectorTileSource).setUrl(url)
        else map.refreshTiles(id)
      }
    },
  }
}

function followState(map: MapLibre): () => void {
  return effect(() => {
    map.setStyle(styleFrom(mapState.value), { diff: true, validate: false })
  })
}

function followFlights(map: MapLibre): () => void {
  return effect(() => {
    const wanted = flight.value
    if (!wanted) return
    const animate = wanted.animate && !calm()
    if ('to' in wanted) {
      const { lon, lat, zoom, bearing } = wanted.to
      const move = { center: [lon, lat] as [number, number], zoom, bearing }
      if (animate) map.flyTo({ ...move, maxDuration: 1200 })
      else map.jumpTo(move)
      return
    }
    const [west, south, east, north] = wanted.bounds
    const padding = Math.min(MARGIN, map.getContainer().clientWidth / 10)
    map.fitBounds([west, south, east, north], {
      padding,
      maxZoom: wanted.maxZoom,
      ...(animate ? { maxDuration: 1200 } : { animate: false }),
    })
  })
}

function followFrame(map: MapLibre): () => void {
  let first = true
  return effect(() => {
    const padding = covered()
    map.easeTo({ padding, duration: first || calm() ? 0 : 160 })
    first = false
  })
}

function report(map: MapLibre): void {
  const { lng, lat } = map.getCenter()
  place.value = { lon: lng, lat, zoom: map.getZoom(), bearing: map.getBearing() }
}

/** Draws the map into an element and keeps it in step with the state. Returns what takes it away again. */
export function openMap(container: HTMLElement): () => void {
  let map: MapLibre
  const settings = config.peek()
  try {
    map = new MapLibre({
      container,
      style: styleFrom(mapState.peek()),
      center: settings ? [...settings.center] : [107.17, 10.5],
      zoom: settings?.zoom ?? 10,
      attributionControl: settings?.basemap ? { compact: true } : false,
      pitchWithRotate: false,
      touchPitch: false,
      maxPitch: 0,
      maxZoom: HIGHEST_ZOOM,
      transformConstrain: hold(container),
      fadeDuration: calm() ? 0 : 120,
      validateStyle: false,
      locale: { 'Map.Title': t().map.label },
    })
  } catch {
    mapUnavailable.value = true
    return () => {}
  }
  // So that the map can be asked what it shows, from a console or a test.
  Object.assign(container, { map })
  mapCommands.value = commandsOf(map)
  map.setMissingStyleImageResolver((id) => {
    const image = imageFor(id)
    if (image) map.addImage(id, image, { pixelRatio: 2 })
  })
  map.on('moveend', () => report(map))
  map.on('dataloading', () => {
    mapBusy.value = true
    container.removeAttribute('data-drawn')
  })
  map.on('idle', () => {
    mapBusy.value = false
    container.setAttribute('data-drawn', '')
  })
  let missed = false
  const missBasemap = (): void => {
    if (!missed) sayInTurn(t().map.basemapMissing)
    missed = true
  }
  map.on('error', (event: ErrorEvent & { sourceId?: string }) => {
    const { error, sourceId } = event
    if (sourceId && isBasemap(sourceId)) missBasemap()
    // Anything else than a request that failed is a fault of ours and must show in the console.
    else if (error instanceof TypeError || 'status' in error) tilesFailed.value = true
    else console.error(error)
  })
  const ends = [followFrame(map), followFlights(map), followHands(map), collectInView(map)]
  map.once('style.load', () => ends.push(followState(map)))
  readBasemap(settings?.basemap ?? null).then((read) => {
    basemap.value = read
  }, missBasemap)
  return () => {
    for (const end of ends) end()
    mapCommands.value = null
    map.remove()
  }
}
