import { t } from '../i18n'
import { figure } from '../i18n/format'
import { day, night } from '../map/style/theme'
import { dark, lang } from '../state/store'
import { failureText } from '../ui/Failed'
import { BackIcon, CloseIcon } from '../ui/icons'
import { Waiting } from '../ui/Waiting'
import { e } from './i18n'
import { closePlayer, player, seek, times, toggle, week } from './player'
import { go, route } from './state'
import { rampOf } from './surface'
import { cells } from './surfaceState'
import { moment } from './words'

/** The time that the map shows, as people say it. */
function timeText(seconds: number): string {
  const weekday = new Date((seconds + 7 * 3600) * 1000).getUTCDay()
  return e().player.at(e().calendar.weekdays[(weekday + 6) % 7] ?? '', moment(seconds))
}

function Controls() {
  const says = e().player
  const open = player.value
  const list = times()
  if (!open) return null
  const at = Math.min(open.at, list.length - 1)
  const told = timeText(list[at] ?? 0)
  return (
    <>
      <p class="player-time" data-test="player-time">
        <span class="secondary">{says.past}</span>
        <span class="strong block">{told}</span>
      </p>
      <div class="player-line">
        <button type="button" class="button" aria-pressed={open.runs} onClick={toggle}>
          {open.runs ? says.pause : says.play}
        </button>
        <button type="button" class="bare" aria-label={says.back} title={says.back} onClick={() => seek(at - 1)}>
          <BackIcon />
        </button>
        <input
          type="range"
          min="0"
          max={list.length - 1}
          step="1"
          value={at}
          aria-label={says.time}
          aria-valuetext={told}
          onInput={(event) => seek(Number(event.currentTarget.value))}
        />
        <button type="button" class="bare turned" aria-label={says.on} title={says.on} onClick={() => seek(at + 1)}>
          <BackIcon />
        </button>
      </div>
    </>
  )
}

/** The time slider: plays the last week over the map. */
function Player() {
  if (!player.value) return null
  const says = e().player
  const { value, failure } = week.resource.value
  return (
    <section class="over-card player" aria-label={says.title}>
      <button type="button" class="bare player-close" aria-label={says.now} title={says.now} onClick={closePlayer}>
        <CloseIcon />
      </button>
      {failure && (
        <p role="alert">
          {says.failed} {failureText(failure)}{' '}
          <button type="button" class="link" onClick={week.again}>
            {t().app.retry}
          </button>
        </p>
      )}
      {!value && !failure && <Waiting text={says.loading} />}
      {value && <Controls />}
    </section>
  )
}

/** What the colours of the hexagons mean. */
function SurfaceLegend() {
  const { surface } = route.value
  if (!surface) return null
  const says = e().surface
  const { value: known, failure } = cells.resource.value
  const colors = rampOf(dark.value ? night : day)
  const borders = known?.borders ?? []
  const texts = borders.map((border) => figure(border, ' ', lang.value).trim())
  const classes = [
    ...texts.map((text, n) => (n === 0 ? says.below(text) : says.between(texts[n - 1] ?? '', text))),
    ...(texts.length ? [says.above(texts.at(-1) ?? '')] : []),
  ]
  return (
    <section class="over-card surface-legend" aria-label={says.title}>
      <div class="over-head">
        <h2>
          {says.legend(surface.parameter, says.values[surface.value], says.spans[surface.span])}
          {known?.unit && <span class="secondary"> {known.unit}</span>}
        </h2>
        <button type="button" class="bare" aria-label={says.off} title={says.off} onClick={() => go({ surface: null })}>
          <CloseIcon />
        </button>
      </div>
      {failure && (
        <p role="alert">
          {failureText(failure)}{' '}
          <button type="button" class="link" onClick={cells.again}>
            {t().app.retry}
          </button>
        </p>
      )}
      {!known && !failure && <Waiting text={says.loading} />}
      {known?.empty && <p>{says.none}</p>}
      <ul class="ramp" data-test="ramp">
        {classes.map((text, n) => (
          <li key={text}>
            <span class="ramp-swatch" style={{ background: colors[n] }} />
            <span class="figures">{text}</span>
          </li>
        ))}
      </ul>
      <p class="secondary">{says.note}</p>
    </section>
  )
}

/** What stands on the map itself: the time slider, and the legend of the hexagons. */
export function OverMap() {
  return (
    <div class="over-map">
      <Player />
      <SurfaceLegend />
    </div>
  )
}
