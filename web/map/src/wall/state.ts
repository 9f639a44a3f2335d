import { computed, signal } from '@preact/signals'
import type { Indices, Wall } from '../api/schema.gen'
import { type Size, sizeFor } from './size'
import type { Tour } from './tour'

/** What the server told last, kept while it cannot be asked. */
export const answer = signal<Wall | null>(null)
/** What the levels of an index are called and coloured. */
export const indices = signal<Indices | null>(null)
/** When it was told, milliseconds. */
export const toldAt = signal(0)
/** Why it could not be asked at the last try. */
export const trouble = signal<'' | 'offline' | 'server' | 'revoked'>('')
/** The clock, milliseconds, moved each second. */
export const now = signal(Date.now())
export const tour = signal<Tour>({ scene: 'overview', page: 0, since: Date.now(), paused: false, alarm: null })
/** When a hand was last felt, and whether it has moved the map, which then stays as it is. */
export const handAt = signal(Number.NEGATIVE_INFINITY)
export const heldByHand = signal(false)
export const viewport = signal({
  width: window.innerWidth,
  height: window.innerHeight,
  ratio: window.devicePixelRatio || 1,
})

/** What is older than two intervals is no longer the present. */
export const INTERVAL = 10_000
export const frozen = computed(() => toldAt.value > 0 && now.value - toldAt.value > 2 * INTERVAL)

/** Controls and cursor stay for so long after a hand was felt. */
const CONTROLS = 6000
export const controls = computed(() => now.value - handAt.value < CONTROLS)

export const size = computed<Size>(() => {
  const { width, height, ratio } = viewport.value
  const screen = answer.value?.screen
  return sizeFor(screen?.distance_m ?? 8, screen?.pitch_mm ?? 0.63, ratio, width, height)
})

/** How many lines the screen has. */
const lines = computed(() => Math.floor(viewport.value.height / size.value.font))
/** Whether two things fit beside the map, one below the other. */
export const roomy = computed(() => lines.value >= 20)
/** How many font sizes the screen is wide. */
export const width = computed(() => viewport.value.width / size.value.font)
