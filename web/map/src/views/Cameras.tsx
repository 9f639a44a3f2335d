import { t } from '../i18n'
import { decimal, time } from '../i18n/format'
import { type ConeState, coneInks } from '../map/cones'
import { signs } from '../map/style/cameras'
import { dark, lang } from '../state/store'

const DAY = 86_400_000

/** How a camera is by what the map knows of it: one that should work and gave no sign for a day is silent. */
export function cameraState(state: unknown, lastSeen: unknown, now = Date.now()): ConeState {
  if (state === 'faulty' || state === 'off') return state
  return typeof lastSeen === 'string' && now - Date.parse(lastSeen) > DAY ? 'silent' : 'working'
}

/** The mark of a camera's state: a sign of its own each. */
export function CameraState({ state }: { state: ConeState }) {
  const ink = (dark.value ? coneInks.night : coneInks.day)[state]
  return (
    <span class="strong" style={{ color: ink }}>
      <span aria-hidden="true">{state === 'working' ? '●' : signs[state]}</span> {t().cameras.states[state]}
    </span>
  )
}

/** Which way, how wide and how far a camera looks, in a sentence. */
export function sightWords(direction: unknown, fov: unknown, range: unknown): string {
  const says = t().cameras
  const whole = (value: unknown): string => decimal(Number(value), 0, lang.value)
  const known = (value: unknown): boolean => value !== null && value !== undefined
  const way = known(direction) ? (says.ways[Math.round(Number(direction) / 45) % 8] ?? '') : null
  return [
    known(fov) && Number(fov) >= 360 ? says.round : way === null ? says.unknownWay : says.looks(way, whole(direction)),
    known(fov) && Number(fov) < 360 && says.wide(whole(fov)),
    known(range) && says.far(whole(range)),
  ]
    .filter(Boolean)
    .join(', ')
}

/** What the panel says of a camera at the chosen point. */
export function CameraHere({ properties: p }: { properties: Readonly<Record<string, unknown>> }) {
  const says = t().cameras
  const seen = typeof p.last_seen === 'string' ? says.seen(time(p.last_seen)) : says.neverSeen
  return (
    <>
      <p class="strong">{String(p.name ?? p.code ?? '')}</p>
      <p>
        <CameraState state={cameraState(p.state, p.last_seen)} /> <span class="secondary">({seen})</span>
      </p>
      <p>{sightWords(p.direction, p.fov, p.range_m)}.</p>
      <p class="secondary small">{[p.code, p.address].filter(Boolean).join(', ')}</p>
    </>
  )
}

/** What the cones and signs of cameras mean. */
export function CameraLegend() {
  const says = t().cameras
  return (
    <div class="legend">
      <ul class="codes">
        {(['working', 'silent', 'faulty', 'off'] as const).map((state) => (
          <li key={state}>
            <Cone state={state} />
            <span>{says.legend[state]}</span>
          </li>
        ))}
      </ul>
      <p class="secondary small">{says.near}</p>
    </div>
  )
}

/** A small cone as the map draws it. */
function Cone({ state }: { state: ConeState }) {
  const ink = (dark.value ? coneInks.night : coneInks.day)[state]
  const stripes = {
    working: '',
    silent: 'M12 5v11M17 3v15M22 1v19',
    faulty: 'M8 15 20 3M11 17 24 4M17 18l7-7',
    off: '',
  }[state]
  const dash = { working: '', silent: '5 1.5', faulty: '4 2', off: '1.5 2.5' }[state]
  return (
    <svg class="symbol" width="28" height="20" viewBox="0 0 28 20" aria-hidden="true" focusable="false">
      <path
        d="M2 10 24 2q3 8 0 16z"
        fill={state === 'working' ? ink : 'none'}
        fill-opacity="0.28"
        stroke={ink}
        stroke-width="1.5"
        stroke-dasharray={dash}
      />
      {stripes && <path d={stripes} stroke={ink} stroke-width="1" fill="none" />}
    </svg>
  )
}
