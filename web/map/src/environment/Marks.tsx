import { words } from '../i18n'
import { decimal } from '../i18n/format'
import { lang, palette } from '../state/store'
import { indexNow, stateNow } from './fresh'
import { e } from './i18n'
import { inkOn, levelColor, levelOf } from './levels'
import { shapes } from './map/shapes'
import { heard, indices, judged, now } from './state'
import type { Index, Kind, State, Station } from './types'

/** The shape of a kind of station, as on the map. */
export function KindMark({ kind, fill = 'none' }: { kind: Kind; fill?: string }) {
  return (
    <svg class="kind-mark" viewBox="-1 -1 26 26" width="20" height="20" aria-hidden="true" focusable="false">
      <path d={shapes[kind]} fill={fill} stroke="currentColor" stroke-width="1.6" stroke-linejoin="round" />
    </svg>
  )
}

/** An index with its colour, its number and its word. */
export function IndexChip({ index }: { index: Index }) {
  const level = levelOf(indices.value, index)
  const color = level ? levelColor(level, palette.value) : '#d5d8da'
  return (
    <span class="index-chip">
      <span class="index-number figures" style={{ background: color, color: inkOn(color) }}>
        <span class="offscreen">{e().index.names[index.kind]} </span>
        {decimal(index.value, 0, lang.value)}
      </span>
      <span>{level ? words(level.name) : ''}</span>
    </span>
  )
}

/**
 * The sign and the word of a state, and since when it is so where that is told. A station that nothing is held against
 * sends, and no more can be said of it.
 */
export function StateChip({ state, judged = true, since }: { state: State; judged?: boolean; since?: string }) {
  const within = state === 'ok' && judged
  const word = state === 'ok' && !judged ? e().sending : e().states[state]
  return (
    <span class={`state-chip ${state}`}>
      {(within || state !== 'ok') && (
        <span aria-hidden="true" class="state-sign">
          {state === 'exceeding' ? '!' : within ? '✓' : '–'}
        </span>
      )}
      {since ? e().since(word, since) : word}
    </span>
  )
}

/** The shape of the ring around a station with an open alarm, as on the map. */
export function AlarmMark() {
  return (
    <svg class="alarm-mark" viewBox="0 0 24 24" width="22" height="22" aria-hidden="true" focusable="false">
      <path d={shapes.alarm} fill="none" stroke="currentColor" stroke-width="2.4" stroke-linejoin="round" />
    </svg>
  )
}

/** What is said of a station at present. */
export const shownState = (station: Station): State => stateNow(station, heard.value, now.value)
export const shownIndex = (station: Station): Index | null => indexNow(station, judged.value)
