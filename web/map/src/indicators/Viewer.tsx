import './indicators.css'
import { useSignal } from '@preact/signals'
import type { IndicatorMap } from '../api/schema.gen'
import { date } from '../i18n/format'
import { dark } from '../state/store'
import { Failed } from '../ui/Failed'
import { Waiting } from '../ui/Waiting'
import { colorOf, missingColor } from './draw'
import { n } from './i18n'
import { code, commune, drawn, failure, indicators, period, readIndicators, shown } from './state'
import { classWords, nameOf, periodWords, whole, written } from './words'

/** A patch of the colour that the map has; hatched where the map is. */
export const Patch = ({ color, hatched = false }: { color: string; hatched?: boolean }) => (
  <svg class="patch" width="16" height="16" aria-hidden="true" focusable="false">
    <rect
      x="0.5"
      y="0.5"
      width="15"
      height="15"
      rx="2"
      fill={hatched ? 'none' : color}
      stroke="currentColor"
      stroke-opacity="0.4"
    />
    {hatched && <path d="M1 15 15 1M1 8l7-7M8 15l7-7" stroke={color} stroke-width="2" fill="none" />}
  </svg>
)

/** Which indicator of which period. */
function Choice() {
  const says = n()
  const one = shown()
  const themes = Object.keys(says.themes) as (keyof typeof says.themes)[]
  return (
    <div class="filters indicator-choice">
      <div>
        <label for="indicator-code">{says.choose}</label>
        <select
          id="indicator-code"
          class="select"
          value={one?.code}
          onChange={(event) => {
            period.value = ''
            code.value = event.currentTarget.value
          }}
        >
          {themes.map((theme) => (
            <optgroup key={theme} label={says.themes[theme]}>
              {indicators.value
                ?.filter((each) => each.theme === theme)
                .map((each) => (
                  <option key={each.code} value={each.code}>
                    {nameOf(each)}
                  </option>
                ))}
            </optgroup>
          ))}
        </select>
      </div>
      {one && one.periods.length > 0 && (
        <div>
          <label for="indicator-period">{says.period}</label>
          <select
            id="indicator-period"
            class="select"
            value={period.value || one.periods[0]?.period}
            onChange={(event) => {
              period.value = event.currentTarget.value
            }}
          >
            {one.periods.map((each) => (
              <option key={each.period} value={each.period}>
                {periodWords(each.period)} ({says.communes(whole(each.communes))})
              </option>
            ))}
          </select>
        </div>
      )}
    </div>
  )
}

/** What the colours of the map mean. */
function Classes({ map }: { map: IndicatorMap }) {
  const says = n()
  return (
    <>
      <ul class="legend-steps" data-test="classes">
        {map.classes.map(({ count }, at) => (
          <li key={at}>
            <Patch color={colorOf(map, at, dark.value)} />
            <span class="figures">
              {classWords(map, at)} {map.indicator.unit}
            </span>
            <span class="secondary">({says.communes(whole(count))})</span>
          </li>
        ))}
        {map.missing.length > 0 && (
          <li data-test="missing">
            <Patch color={dark.value ? missingColor.night : missingColor.day} hatched />
            {says.missing} <span class="secondary">({says.communes(whole(map.missing.length))})</span>
          </li>
        )}
      </ul>
      <p class="secondary small">
        {says.better[map.indicator.better]}. {map.indicator.breaks.length > 0 ? says.byBreaks : says.byCount}
      </p>
    </>
  )
}

/** The chosen commune, read out. */
function Chosen({ map }: { map: IndicatorMap }) {
  const says = n()
  const value = map.values.find((one) => one.commune === commune.value)
  const missing = map.missing.find((one) => one.commune === commune.value)
  if (!value && !missing) return null
  return (
    <div class="hint indicator-chosen" role="status" data-test="chosen">
      <p>
        <span class="strong">{value?.name || missing?.name || commune.value}</span>:{' '}
        {value ? (
          <>
            <span class="strong figures">
              {written(value.value)} {map.indicator.unit}
            </span>
            , {says.group(whole(value.class + 1), whole(map.classes.length))}
          </>
        ) : (
          says.noValue
        )}
      </p>
      <button
        type="button"
        class="button small"
        onClick={() => {
          commune.value = null
        }}
      >
        {says.deselect}
      </button>
    </div>
  )
}

/** The map for those who do not see or point: each commune with its value and group. */
function Rows({ map }: { map: IndicatorMap }) {
  const byName = useSignal(false)
  const says = n()
  const rows = [
    ...[...map.values].reverse().map((one) => ({ ...one, known: true as const })),
    ...map.missing.map((one) => ({ ...one, known: false as const })),
  ]
  if (byName.value) rows.sort((a, b) => a.name.localeCompare(b.name, 'vi'))
  return (
    <div class="table-box">
      <p class="indicator-sort">
        <span class="secondary">{says.sortBy}</span>
        {[false, true].map((name) => (
          <button
            key={String(name)}
            type="button"
            class="button small"
            aria-pressed={byName.value === name}
            onClick={() => {
              byName.value = name
            }}
          >
            {name ? says.byName : says.byValue}
          </button>
        ))}
      </p>
      <table class="indicator-table">
        <thead>
          <tr>
            <th scope="col">{says.commune}</th>
            <th scope="col" class="figures">
              {map.indicator.unit ? `${says.value}, ${map.indicator.unit}` : says.value}
            </th>
            <th scope="col">{says.class}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.commune} aria-current={row.commune === commune.value ? 'true' : undefined}>
              <th scope="row">
                <button
                  type="button"
                  class="link"
                  onClick={() => {
                    commune.value = row.commune
                  }}
                >
                  {row.name || row.commune}
                </button>
                {map.off_map.includes(row.commune) && <span class="secondary small"> ({says.offMap})</span>}
              </th>
              <td class="figures">{row.known ? written(row.value) : '–'}</td>
              <td>
                {row.known ? (
                  <>
                    <Patch color={colorOf(map, row.class, dark.value)} /> {whole(row.class + 1)}
                  </>
                ) : (
                  <span class="secondary">{says.noValue}</span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** Figures by commune: chosen, coloured on the map, explained, and as a table. */
export function Viewer() {
  const says = n()
  const map = drawn.value
  const one = shown()
  if (!indicators.value) {
    return failure.value ? <Failed failure={failure.value} again={readIndicators} /> : <Waiting />
  }
  return (
    <>
      <Choice />
      {failure.value && <Failed failure={failure.value} again={readIndicators} />}
      {one && one.periods.length === 0 && <p class="secondary">{says.empty}</p>}
      {map && map.indicator.code === one?.code && map.values.length > 0 && (
        <>
          <Chosen map={map} />
          <Classes map={map} />
          <p class="secondary small">
            {says.source(map.sources.join(', ') || says.nobody, date(map.at))} {says.units(date(map.day))}
            {map.off_map.length === map.values.length && ` ${says.noneOnMap}`}
          </p>
          <Rows map={map} />
        </>
      )}
    </>
  )
}
