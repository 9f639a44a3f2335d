import { computed, effect, signal } from '@preact/signals'
import { type ErrorEvent, Map as MapLibre, setWorkerUrl } from 'maplibre-gl'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'
import 'maplibre-gl/dist/maplibre-gl.css'
import { api } from '../api/client'
import type { Layer } from '../api/types'
import { fontFaces } from '../map/fonts'
import { lang } from '../state/store'
import { type Drawn, wallStyle } from './drawing'
import { w } from './i18n'
import { answer, heldByHand, now, size, tour } from './state'

setWorkerUrl(workerUrl)

/** Whether the machine cannot draw a map. */
export const noMap = signal(false)
const layers = signal<readonly Layer[]>([])

/** A step of the heat is seen so long, milliseconds; at the end of the week it rests. */
const STEP = 1000
const REST = 4

/** The step of the heat at a moment. */
export const heatStep = (steps: number, at: number): number =>
  steps < 1 ? 0 : Math.min(steps - 1, Math.floor(at / STEP) % (steps + REST))

const version = computed(() => answer.value?.version ?? '')

function drawnNow(): Drawn | null {
  const told = answer.value
  if (!told) return null
  const { scene, alarm } = tour.value
  const shown = alarm ? 'environment' : scene
  const step = shown === 'heat' ? heatStep(told.picture.heat?.steps ?? 0, now.value) : 0
  return {
    picture: told.picture,
    scene: shown,
    step,
    layers: layers.value,
    origin: window.location.origin,
    lang: lang.value,
    font: size.value.font,
    fonts: fontFaces,
  }
}

/** How long a lost context may take to come back before the map is made anew, milliseconds. */
const RESTORE = 4000

/** Draws the map into an element for the life of the page. Returns what shows the whole province again. */
export function openWallMap(container: HTMLElement): () => void {
  let map: MapLibre | null = null
  const whole = (): void => {
    const bounds = answer.peek()?.picture.bounds
    heldByHand.value = false
    if (map && bounds)
      map.fitBounds([bounds[0], bounds[1], bounds[2], bounds[3]] as never, { padding: size.peek().font, duration: 0 })
  }
  let fitted = false
  /** Before it has a style the map takes none: it is drawn when it has. */
  let loaded = false
  const draw = (): void => {
    const drawn = drawnNow()
    if (!map || !drawn || !loaded) return
    map.setStyle(wallStyle(drawn), { diff: true, validate: false })
    if (!fitted && !heldByHand.peek()) whole()
    fitted = true
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
    map.on('idle', () => container.setAttribute('data-drawn', ''))
    // The line of sources below comes later than the map, and makes it smaller.
    map.on('resize', () => {
      if (fitted && !heldByHand.peek()) whole()
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
    api.layers(lang.value).then(
      (list) => {
        layers.value = list
      },
      () => {},
    )
  })
  return whole
}
