import { useSignal } from '@preact/signals'
import { words } from '../i18n'
import { may } from '../state/session'
import { palette } from '../state/store'
import { Disclosure } from '../ui/Disclosure'
import { e } from './i18n'
import { inkOn, levelColor } from './levels'
import { AlarmMark, KindMark, StateChip } from './Marks'
import { openPlayer, player } from './player'
import { type Surface, spans, statistics } from './route'
import { go, indices, parameters, route, stations } from './state'
import { type IndexKind, kinds } from './types'

const palettes = ['official', 'clear'] as const

/** The two palettes of the levels. */
function Palettes() {
  const says = e().display
  return (
    <fieldset class="choice">
      <legend class="offscreen">{says.palette}</legend>
      {palettes.map((name) => (
        <label key={name} class={palette.value === name ? 'on' : undefined}>
          <input
            type="radio"
            name="levels"
            checked={palette.value === name}
            onChange={() => {
              palette.value = name
            }}
          />
          {says.palettes[name]}
        </label>
      ))}
    </fieldset>
  )
}

/** The levels of an index: colour, range and word. */
function Levels({ kind }: { kind: IndexKind }) {
  const scale = indices.value?.[kind]
  if (!scale) return null
  return (
    <>
      <h3>{e().display.colors(e().index.full[kind])}</h3>
      <ul class="levels">
        {scale.levels.map((level) => {
          const color = levelColor(level, palette.value)
          return (
            <li key={level.level}>
              <span class="index-number figures" style={{ background: color, color: inkOn(color) }}>
                {e().display.range(level.from, level.to)}
              </span>
              {words(level.name)}
            </li>
          )
        })}
      </ul>
    </>
  )
}

function Legend() {
  const present = kinds.filter((kind) => stations.value.some((station) => station.kind === kind))
  const says = e().display
  return (
    <div class="env-legend">
      <Palettes />
      <Levels kind="aqi" />
      {present.includes('surface_water') && <Levels kind="wqi" />}
      <h3>{says.shapes}</h3>
      <ul class="levels">
        {present.map((kind) => (
          <li key={kind}>
            <KindMark kind={kind} /> {e().kinds[kind]}
          </li>
        ))}
      </ul>
      <h3>{says.marks}</h3>
      <ul class="levels">
        {(['exceeding', 'silent', 'unknown'] as const).map((state) => (
          <li key={state}>
            <StateChip state={state} />
          </li>
        ))}
        {may('alarms') && (
          <li data-test="alarm-legend">
            <AlarmMark /> {says.alarm}
          </li>
        )}
      </ul>
    </div>
  )
}

const usual: Surface = { parameter: 'PM2.5', value: 'mean', span: 'day' }

/** The choice of a surface of hexagons. */
function SurfaceChoice() {
  const says = e().surface
  const { surface } = route.value
  const measured = new Set(stations.value.flatMap((station) => station.parameters))
  const codes = [...new Set(parameters.value.map(({ code }) => code))].filter((code) => measured.has(code))
  const change = (changes: Partial<Surface>): void => go({ surface: { ...(surface ?? usual), ...changes } })
  return (
    <>
      <label class="check-line">
        <input
          type="checkbox"
          checked={surface !== null}
          onChange={() => {
            go({
              surface: surface ? null : { ...usual, parameter: codes.includes('PM2.5') ? 'PM2.5' : (codes[0] ?? '') },
            })
          }}
        />
        {says.on}
      </label>
      {surface && (
        <div class="filters">
          <label>
            <span class="secondary">{says.parameter}</span>
            <select value={surface.parameter} onChange={(event) => change({ parameter: event.currentTarget.value })}>
              {codes.map((code) => (
                <option key={code} value={code}>
                  {code}
                </option>
              ))}
            </select>
          </label>
          <label>
            <span class="secondary">{says.value}</span>
            <select
              value={surface.value}
              onChange={(event) => change({ value: statistics.find((each) => each === event.currentTarget.value) })}
            >
              {statistics.map((each) => (
                <option key={each} value={each}>
                  {says.values[each]}
                </option>
              ))}
            </select>
          </label>
          <label>
            <span class="secondary">{says.span}</span>
            <select
              value={surface.span}
              onChange={(event) => change({ span: spans.find((each) => each === event.currentTarget.value) })}
            >
              {spans.map((each) => (
                <option key={each} value={each}>
                  {says.spans[each]}
                </option>
              ))}
            </select>
          </label>
        </div>
      )}
    </>
  )
}

/** What the map shows beside the stations of now: the last week, hexagons, and what its signs mean. */
export function Display() {
  const legend = useSignal(false)
  const says = e().display
  return (
    <>
      <section class="section display">
        <h2>{says.title}</h2>
        <button type="button" class="button" aria-pressed={player.value !== null} onClick={openPlayer}>
          {e().player.open}
        </button>
        <SurfaceChoice />
      </section>
      <Disclosure id="env-legend" title={says.legend} open={legend}>
        {() => <Legend />}
      </Disclosure>
    </>
  )
}
