import './wall.css'
import { useEffect, useRef } from 'preact/hooks'
import { decimal } from '../i18n/format'
import { lang } from '../state/store'
import { HEAT } from './drawing'
import { followWall } from './follow'
import { w } from './i18n'
import { heatStep, noMap, openWallMap } from './map'
import { clock, Feed, Numbers, ReportStates, Stations, seconds } from './parts'
import { answer, controls, frozen, heldByHand, now, size, toldAt, tour, trouble } from './state'
import { scenesOf, step } from './tour'

type Picture = NonNullable<typeof answer.value>['picture']

/** What stands beside the map in a scene. The overview shows its numbers, then what happened. */
function Beside({ of, scene }: { of: Picture; scene: string }) {
  if (scene === 'environment') return <Stations of={of} />
  if (scene === 'reports') return <ReportStates of={of} />
  if (scene === 'heat') return <HeatLegend of={of} />
  const half = (answer.value?.screen.seconds ?? 20) * 500
  const second = Math.floor((now.value - tour.value.since) / half) % 2 === 1
  return second ? <Feed of={of} /> : <Numbers of={of} />
}

function HeatLegend({ of }: { of: Picture }) {
  const { heat } = of
  if (!heat) return null
  const shown = heatStep(heat.steps, now.value)
  const end = Date.parse(heat.from) + (shown + 1) * heat.step_s * 1000
  return (
    <section class="lines" data-test="heat">
      <h2>{w().scene.heat}</h2>
      <p>{w().reportsUntil(clock(Math.min(end, Date.parse(of.at))))}</p>
      <ul>
        {HEAT.map(([from, color], i) => (
          <li key={from}>
            <span class="chip" style={{ background: color }} aria-hidden="true" /> {from}
            {i === HEAT.length - 1 ? '+' : (HEAT[i + 1]?.[0] ?? 0) - 1 > from ? `–${(HEAT[i + 1]?.[0] ?? 0) - 1}` : ''}
          </li>
        ))}
      </ul>
    </section>
  )
}

function Alarm({ of, id }: { of: Picture; id: number }) {
  const alarm = of.alarms.find((one) => one.id === id)
  if (!alarm) return null
  const says = w()
  const number = (n: number): string => `${decimal(n, n < 10 ? 1 : 0, lang.value)} ${alarm.unit ?? ''}`.trim()
  return (
    <section class="alarm" role="alert" data-test="alarm">
      <h2>▲ {says.newAlarm}</h2>
      <p class="strong">{alarm.name}</p>
      <p>
        {alarm.parameter ?? says.silence}{' '}
        {alarm.value !== null && alarm.limit !== null && says.limit(number(alarm.value), number(alarm.limit))}
      </p>
      <p class="quiet-ink">{clock(alarm.raised_at)}</p>
    </section>
  )
}

/** Of when each source is. */
function Sources({ of }: { of: Picture }) {
  const says = w()
  return (
    <footer class="sources" data-test="sources">
      {of.sources.map(({ name, as_of, failed }) => (
        <span key={name} class={failed ? 'look' : ''}>
          {says.source[name] ?? name} <b>{failed ? `◆ ${says.failed}` : as_of ? clock(as_of) : '–'}</b>
        </span>
      ))}
      {size.value.readFrom < (answer.value?.screen.distance_m ?? 0) * 0.97 && controls.value && (
        <span class="look">◆ {says.tooSmall(decimal(size.value.readFrom, 1, lang.value))}</span>
      )}
    </footer>
  )
}

function Controls({ whole }: { whole: () => void }) {
  const told = answer.value
  if (!controls.value || !told) return null
  const says = w()
  const scenes = scenesOf(told.screen.scenes, told.picture)
  const go = (by: number) => () => {
    tour.value = step(tour.peek(), scenes, by, Date.now())
  }
  const pause = (): void => {
    tour.value = { ...tour.peek(), paused: !tour.peek().paused, since: Date.now() }
  }
  return (
    <nav class="wall-controls" data-test="controls">
      <button type="button" onClick={go(-1)}>
        {says.previous}
      </button>
      <button type="button" aria-pressed={tour.value.paused} onClick={pause}>
        {tour.value.paused ? says.play : says.pause}
      </button>
      <button type="button" onClick={go(1)}>
        {says.next}
      </button>
      {heldByHand.value && (
        <button type="button" onClick={whole}>
          {says.whole}
        </button>
      )}
      <button
        type="button"
        lang={lang.value === 'vi' ? 'en' : 'vi'}
        onClick={() => {
          lang.value = lang.value === 'vi' ? 'en' : 'vi'
        }}
      >
        {says.language}
      </button>
    </nav>
  )
}

/** What is said instead of a picture that there is not. */
function Nothing() {
  const says = w()
  if (trouble.value === 'revoked') {
    return (
      <div class="wall-nothing" role="alert">
        <p class="strong">{says.revoked}</p>
        <p>{says.revokedHow}</p>
      </div>
    )
  }
  return (
    <div class="wall-nothing" role="status">
      <p>{trouble.value ? says.cannotStart : says.starting}</p>
    </div>
  )
}

/** The wall: a screen for a room, which nobody touches. */
export function Wall() {
  const container = useRef<HTMLDivElement>(null)
  const whole = useRef<() => void>(() => {})
  useEffect(() => {
    followWall()
    if (container.current) whole.current = openWallMap(container.current)
  }, [])
  const told = answer.value
  const { scene, alarm } = tour.value
  const says = w()
  return (
    <div
      class={`wall${frozen.value ? ' frozen' : ''}${controls.value ? ' touched' : ''}`}
      style={{ fontSize: `${size.value.font}px` }}
      data-scene={scene}
    >
      {frozen.value && (
        <p class="frozen-banner" role="alert">
          ■ {says.frozen(seconds(toldAt.value))}
        </p>
      )}
      <header>
        <h1>{says.scene[scene]}</h1>
        <time data-test="clock">{seconds(now.value)}</time>
      </header>
      <main>
        <div class="wall-map">
          <div class="canvas" ref={container} role="img" aria-label={says.map} />
          {noMap.value && <p class="wall-nomap">{says.noMap}</p>}
        </div>
        <aside>
          {told &&
            (alarm && told.picture.alarms.some(({ id }) => id === alarm.id) ? (
              <Alarm of={told.picture} id={alarm.id} />
            ) : (
              <Beside of={told.picture} scene={scene} />
            ))}
        </aside>
      </main>
      {told && <Sources of={told.picture} />}
      {!told && <Nothing />}
      <Controls whole={() => whole.current()} />
    </div>
  )
}
