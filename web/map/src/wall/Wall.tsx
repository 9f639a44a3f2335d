import './wall.css'
import { useEffect, useRef } from 'preact/hooks'
import { decimal } from '../i18n/format'
import { lang } from '../state/store'
import { followWall } from './follow'
import { w } from './i18n'
import { noMap, openWallMap } from './map'
import { Alarm, Cameras, Figured, HeatLegend, indicatorOf } from './others'
import { clock, Feed, Levels, Numbers, type Picture, ReportStates, Stations, seconds } from './parts'
import { isStale, sourcesIn } from './reading'
import { answer, controls, frozen, heldByHand, now, roomy, size, toldAt, tour, trouble, width } from './state'
import { scenesOf, step } from './tour'

/** What stands beside the map: a page of the scene, or the alarm that interrupts it. */
function Beside({ of }: { of: Picture }) {
  const { scene, page, alarm } = tour.value
  if (alarm && of.alarms.some(({ id }) => id === alarm.id)) return <Alarm of={of} id={alarm.id} />
  if (scene === 'reports') return <ReportStates of={of} />
  if (scene === 'heat') return <HeatLegend of={of} />
  if (scene === 'cameras') return <Cameras of={of} />
  if (scene === 'indicators') return <Figured of={of} />
  const [first, second] =
    scene === 'environment' ? [<Levels of={of} />, <Stations of={of} />] : [<Numbers of={of} />, <Feed of={of} />]
  if (!roomy.value) return page % 2 === 1 ? second : first
  return (
    <>
      {first}
      {second}
    </>
  )
}

/** Of when the sources are: what is stale is marked and comes first; where the line is too narrow they take turns. */
function Sources({ of }: { of: Picture }) {
  const says = w()
  const scene = tour.value.alarm ? 'environment' : tour.value.scene
  // By the server's clock: the screen's may be wrong.
  const at = Date.parse(of.at) + now.value - toldAt.value
  const all = of.sources.map((one) => {
    const { name, as_of, failed } = one
    const stale = isStale(one, at)
    const label = `${stale ? '◆ ' : ''}${says.source[name] ?? name}`
    const when = `${as_of ? clock(as_of, now.value) : '–'}${failed ? ` ${says.failed}` : ''}`
    return { name, stale, label, when, text: `${label} ${when}` }
  })
  return (
    <footer class="sources" data-test="sources">
      {sourcesIn(all, scene, width.value - 1, now.value).map(({ name, label, when, stale }) => (
        <span key={name} class={stale ? 'look' : ''} data-source={name}>
          {label} <b>{when}</b>
        </span>
      ))}
      {size.value.readFrom < (answer.value?.screen.distance_m ?? 0) * 0.97 && controls.value && (
        <span class="look">◆ {says.tooSmall(decimal(size.value.readFrom, 1, lang.value))}</span>
      )}
    </footer>
  )
}

/** What the scene is called; an indicator's scene is called as it is. */
function title(of: Picture | undefined): string {
  const { scene, alarm } = tour.value
  const one = of && !alarm && scene === 'indicators' ? indicatorOf(of) : undefined
  return one ? one.name[lang.value] || one.name.vi : w().scene[alarm ? 'environment' : scene]
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
  const { scene, page } = tour.value
  const says = w()
  return (
    <div
      class={`wall${frozen.value ? ' frozen' : ''}${controls.value ? ' touched' : ''}`}
      style={{ fontSize: `${size.value.font}px` }}
      data-scene={scene}
      data-page={page}
    >
      {frozen.value && (
        <p class="frozen-banner" role="alert">
          ■ {says.frozen(clock(toldAt.value))}
        </p>
      )}
      <header>
        <h1>{title(told?.picture)}</h1>
        <time data-test="clock">{seconds(now.value)}</time>
      </header>
      <main>
        <div class="wall-map">
          <div class="canvas" ref={container} role="img" aria-label={says.map} />
          {noMap.value && <p class="wall-nomap">{says.noMap}</p>}
        </div>
        <aside class={roomy.value ? 'roomy' : ''}>{told && <Beside of={told.picture} />}</aside>
      </main>
      {told && <Sources of={told.picture} />}
      {!told && <Nothing />}
      <Controls whole={() => whole.current()} />
    </div>
  )
}
