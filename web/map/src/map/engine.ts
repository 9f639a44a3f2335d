import { effect } from '@preact/signals'
import { type ErrorEvent, Map as MapLibre, setWorkerUrl, type VectorTileSource } from 'maplibre-gl'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'
import 'maplibre-gl/dist/maplibre-gl.css'
import { t } from '../i18n'
import { sayInTurn } from '../state/notice'
import { config, mapBusy, mapUnavailable, place, tilesFailed } from '../state/store'
import { isBasemap, readBasemap } from './basemap'
import { calm, type MapCommands, mapCommands } from './commands'
import { useCones } from './cones'
import { followGrips } from './grips'
import { followHands } from './hands'
import { imageFor } from './images'
import { collectInView } from './inView'
import { basemap, mapState } from './mapState'
import { followMoves, HIGHEST_ZOOM, hold } from './moves'
import { sourcesOf, styleFrom } from './style/styleFrom'

setWorkerUrl(workerUrl)

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

/** The mark of a map that has drawn all that it was asked for. Without it something is still to come. */
const DRAWN = 'data-drawn'

function followState(map: MapLibre): () => void {
  return effect(() => {
    map.setStyle(styleFrom(mapState.value), { diff: true, validate: false })
    map.getContainer().removeAttribute(DRAWN)
    // Where nothing has changed the map would rest, and not say that it does.
    map.triggerRepaint()
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
      // Parts of a tile would know as little of their surroundings as a tile does: see isWay.
      zoomLevelsToOverscale: undefined,
      locale: { 'Map.Title': t().map.label },
    })
  } catch {
    mapUnavailable.value = true
    return () => {}
  }
  // So that the map can be asked what it shows, from a console or a test.
  Object.assign(container, { map })
  mapCommands.value = commandsOf(map)
  useCones()
  map.setMissingStyleImageResolver((id) => {
    const image = imageFor(id)
    if (image) map.addImage(id, image, { pixelRatio: 2 })
  })
  map.on('movestart', () => container.removeAttribute(DRAWN))
  map.on('moveend', () => report(map))
  let asking: ReturnType<typeof setInterval> | undefined
  map.on('dataloading', () => {
    mapBusy.value = true
    container.removeAttribute(DRAWN)
    // Tiles that come back unchanged, or are given up, change no picture: the map would never say that it has all.
    asking ??= setInterval(() => map.loaded() && map.triggerRepaint(), 200)
  })
  map.on('idle', () => {
    clearInterval(asking)
    asking = undefined
    mapBusy.value = false
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
  const ends = [followMoves(map), followHands(map), followGrips(map), collectInView(map)]
  // After all others that look at a map at rest, so that what they found is there, too.
  map.on('idle', () => container.setAttribute(DRAWN, ''))
  map.once('style.load', () => ends.push(followState(map)))
  readBasemap(settings?.basemap ?? null).then((read) => {
    basemap.value = read
  }, missBasemap)
  return () => {
    clearInterval(asking)
    for (const end of ends) end()
    mapCommands.value = null
    map.remove()
  }
}
