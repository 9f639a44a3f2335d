import { effect } from '@preact/signals'
import { type Map as MapLibre, Marker } from 'maplibre-gl'
import { type Grip, grips } from '../state/store'
import './grips.css'

/** Steps of the arrow keys: right and up. */
const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowRight: [1, 0],
  ArrowLeft: [-1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
}

/** A handle on the map, and what it stands for at present. */
interface Held {
  grip: Grip
  readonly marker: Marker
}

function show({ grip, marker }: Held): void {
  const element = marker.getElement()
  marker.setLngLat([...grip.at])
  element.setAttribute('aria-label', grip.label)
  element.title = grip.label
  if (!grip.value) return
  element.setAttribute('role', 'slider')
  element.setAttribute('aria-valuemin', '0')
  element.setAttribute('aria-valuemax', String(grip.value.most))
  element.setAttribute('aria-valuenow', String(grip.value.now))
  element.setAttribute('aria-valuetext', grip.value.text)
}

function hold(map: MapLibre, grip: Grip): Held {
  const element = document.createElement('button')
  element.type = 'button'
  element.className = `grip ${grip.value ? 'grip-turn' : 'grip-place'}`
  element.dataset.grip = grip.id
  const marker = new Marker({ element, draggable: true }).setLngLat([...grip.at]).addTo(map)
  const held: Held = { grip, marker }
  show(held)
  marker.on('drag', () => {
    const { lng, lat } = marker.getLngLat()
    held.grip.dragged([lng, lat])
  })
  // The map behind takes no click and no key that is the handle's.
  element.addEventListener('click', (event) => event.stopPropagation())
  element.addEventListener('keydown', (event) => {
    const step = STEPS[event.key]
    if (!step) return
    event.preventDefault()
    event.stopPropagation()
    held.grip.stepped(step[0], step[1], event.shiftKey)
  })
  return held
}

/** Puts the handles of the screen on the map. A handle that stays keeps the focus. */
export function followGrips(map: MapLibre): () => void {
  const there = new Map<string, Held>()
  const end = effect(() => {
    const wanted = new Map(grips.value.map((grip) => [grip.id, grip]))
    for (const [id, { marker }] of there) {
      if (wanted.has(id)) continue
      marker.remove()
      there.delete(id)
    }
    for (const [id, grip] of wanted) {
      const held = there.get(id)
      if (held) {
        held.grip = grip
        show(held)
      } else there.set(id, hold(map, grip))
    }
  })
  return () => {
    end()
    for (const { marker } of there.values()) marker.remove()
  }
}
