import { computed, effect, signal } from '@preact/signals'
import { type ErrorEvent, Map as MapLibre, setWorkerUrl } from 'maplibre-gl'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'
import 'maplibre-gl/dist/maplibre-gl.css'
import { api } from '../api/client'
import type { Layer } from '../api/types'
import { fontFaces } from '../map/fonts'
import { imageFor } from '../map/images'
import { lang } from '../state/store'
import { boundsOf, type Drawn, wallStyle } from './drawing'
import { w } from './i18n'
import type { Indicator } from './reading'
import { answer, frozen, heldByHand, INTERVAL, now, roomy, size, tour } from './state'
import { heatStep, type Scene } from './tour'

setWorkerUrl(workerUrl)

/** Whether the machine cannot draw a map. */
export const noMap = signal(false)
const layers = signal<readonly Layer[]>([])

/** The step that is shown now. */
export const shownHeat = (steps: number): number =>
  heatStep(steps, (now.value - tour.value.since) / ((answer.value?.screen.seconds ?? 20) * 1000))

/** How many communes of the map an indicator has no value of. */
export function missingOf({ values }: Indicator): number {
  const communes = layers.value.find(({ name }) => name === 'communes')?.count ?? 0
  return Math.max(0, communes - values.filter(({ name }) => name !== '').length)
}

const version = computed(() => answer.value?.version ?? '')

function drawnNow(): Drawn | null {
  const told = answer.value
  if (!told) return null
  const { scene, page, alarm } = tour.value
  const shown = alarm ? 'environment' : scene
  const step = shown === 'heat' ? shownHeat(told.picture.heat?.steps ?? 0) : 0
  return {
    picture: told.picture,
    scene: shown,
    step,
    listed: shown === 'environment' && !alarm && (roomy.value || page === 1),
    indicator: shown === 'indicators' ? (told.picture.indicators[page] ?? told.picture.indicators[0]) : undefined,
    layers: layers.value,
    origin: window.location.origin,
    lang: lang.value,
    font: size.value.font,
    fonts: fontFaces,
  }
}

/** Scenes of one name are about the same part of the ground. */
const viewOf = (scene: Scene): string => (scene === 'cameras' ? scene : 'province')

/** How long a lost context may take to come back before the map is made anew, milliseconds. */
const RESTORE = 4000

/** Draws the map into an element for the life of the page. Returns what shows the whole province again. */
export function openWallMap(container: HTMLElement): () => void {
  let map: MapLibre | null = null
  /** What the map was fitted to last. */
  let fitted = ''
  const whole = (): void => {
    const drawn = drawnNow()
    heldByHand.value = false
    if (!map || !drawn) return
    const [west = 0, south = 0, east = 0, north = 0] = boundsOf(drawn)
    map.fitBounds([west, south, east, north], { padding: size.peek().font * 0.6, duration: 0, maxZoom: 15 })
    fitted = viewOf(drawn.scene)
  }
  /** Before it has a style the map takes none: it is drawn when it has. */
  let loaded = false
  const draw = (): void => {
    const drawn = drawnNow()
    if (!map || !drawn || !loaded) return
    map.setStyle(wallStyle(drawn), { diff: true, validate: false })
    if (fitted !== viewOf(drawn.scene) && !heldByHand.peek()) whole()
  }
  const make = (): void => {
    const at = map && { center: map.getCenter(), zoom: map.getZoom() }
    map?.remove()
    container.replaceChildren()
    try {
      map = new MapLibre({
        container,
        style: { version: 8, sources: {}, layers: [] },
        ...(at ?? { center: [107.1, 10.5], zoom: 9 }),
        attributionControl: false,
        pitchWithRotate: false,
        dragRotate: false,
        maxPitch: 0,
        fadeDuration: 0,
        validateStyle: false,
        locale: { 'Map.Title': w().map },
      })
    } catch {
      noMap.value = true
      return
    }
    // So that the map can be asked what it shows, from a console or a test.
    Object.assign(container, { map })
    map.on('error', ({ error }: ErrorEvent) => {
      if (!(error instanceof TypeError || 'status' in error)) console.warn(error)
    })
    map.setMissingStyleImageResolver((id) => {
      const image = imageFor(id)
      if (image) map?.addImage(id, image, { pixelRatio: 1 })
    })
    map.on('idle', () => container.setAttribute('data-drawn', ''))
    // The line of sources below comes later than the map, and makes it smaller. The banner of a frozen picture does so
    // too, but then no tiles of another zoom come.
    map.on('resize', () => {
      if (fitted && !heldByHand.peek() && !frozen.peek()) whole()
    })
    const canvas = map.getCanvas()
    canvas.addEventListener('webglcontextlost', () => {
      if (map?.getCanvas() !== canvas) return // of a map that was taken away
      container.removeAttribute('data-drawn')
      loaded = false
      const wait = setTimeout(() => {
        make()
        draw()
      }, RESTORE)
      canvas.addEventListener(
        'webglcontextrestored',
        () => {
          clearTimeout(wait)
        },
        { once: true },
      )
    })
    map.on('style.load', () => {
      if (loaded) return
      loaded = true
      draw()
    })
  }
  const hold = (): void => {
    heldByHand.value = true
  }
  for (const name of ['wheel', 'mousedown', 'touchstart', 'keydown']) {
    container.addEventListener(name, hold, { passive: true, capture: true })
  }
  make()
  effect(() => {
    drawnNow()
    draw()
  })
  effect(() => {
    // The list is small, and tells of a new generation of the ground.
    if (!version.value) return
    const asked = lang.value
    let again: ReturnType<typeof setTimeout> | undefined
    const ask = (): void => {
      api.layers(asked).then(
        (list) => {
          layers.value = list
        },
        () => {
          again = setTimeout(ask, INTERVAL)
        },
      )
    }
    ask()
    return () => clearTimeout(again)
  })
  return whole
}
