import { useSignal } from '@preact/signals'
import { words } from '../i18n'
import { date, decimal } from '../i18n/format'
import { lang, palette } from '../state/store'
import { Disclosure } from '../ui/Disclosure'
import { Failed } from '../ui/Failed'
import { Waiting } from '../ui/Waiting'
import { Coverage } from './Coverage'
import { indexNow } from './fresh'
import { e } from './i18n'
import { inkOn, levelColor, levelOf } from './levels'
import { shownState } from './Marks'
import { Means, Raw } from './Means'
import { Parts } from './Parts'
import { startOf } from './periods'
import { detail, indices, judged, now, staff } from './state'
import type { IndexKind, Level, Station, StationDetail } from './types'
import { Water } from './Water'
import { parameterName, when } from './words'

/** What a level means to people: of air first what to do, with children in mind; of water what it is good for. */
function Advice({ level, kind }: { level: Level; kind: IndexKind }) {
  const says = e().advice
  if (kind === 'wqi') {
    return words(level.effect) ? (
      <div class="advice">
        <h2>{says.water}</h2>
        <p>{words(level.effect)}</p>
      </div>
    ) : null
  }
  const lines = [
    [says.sensitive, level.sensitive],
    [says.everyone, level.advice],
    [says.effect, level.effect],
  ] as const
  const told = lines.flatMap(([who, text]) => (text && words(text) ? [[who, words(text)] as const] : []))
  if (told.length === 0) return null
  return (
    <div class="advice">
      <h2>{says.title}</h2>
      <dl>
        {told.map(([who, text]) => (
          <div key={who}>
            <dt>{who}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}

/** The index, large, and what it says; or why there is none. */
function IndexNow({ station, known }: { station: Station; known: StationDetail | null }) {
  const says = e().index
  const index = indexNow(station, judged.value)
  const level = levelOf(indices.value, index)
  if (index && level) {
    const color = levelColor(level, palette.value)
    return (
      <section class="section index-now">
        <div class="index-big" data-test="index">
          <span class="index-number" style={{ background: color, color: inkOn(color) }}>
            {decimal(index.value, 0, lang.value)}
          </span>
          <div>
            <p class="index-word">{words(level.name)}</p>
            <p class="secondary figures">
              {says.full[index.kind]} · {says.hour(when(Date.parse(index.at)))}
            </p>
            {index.dominant && <p class="secondary">{says.dominant(parameterName(index.dominant, station.kind))}</p>}
          </div>
        </div>
        <Advice level={level} kind={index.kind} />
      </section>
    )
  }
  const parts = known?.index_parts
  if (!parts) return null
  const silent = shownState(station) === 'silent'
  return (
    <section class="section">
      <div class="hint" data-test="no-index">
        <p class="strong">{says.why}</p>
        <p>{silent ? says.silent : parts.reason_text ? words(parts.reason_text) : says.old}</p>
      </div>
    </section>
  )
}

function about(station: Station): readonly (readonly [string, string])[] {
  const says = e().about
  const seconds = station.interval_s
  const interval =
    seconds === null
      ? ''
      : seconds % 60 === 0
        ? says.minutes(decimal(seconds / 60, 0, lang.value))
        : says.seconds(decimal(seconds, 0, lang.value))
  return (
    [
      [says.code, station.code],
      [says.operator, station.operator ?? ''],
      [says.grade, says.grades[station.grade]],
      [says.interval, interval],
      [says.water, station.water_body ?? station.river ?? ''],
      [says.basin, station.basin ?? ''],
      [says.since, station.since ? date(station.since) : ''],
      [says.until, station.until ? date(station.until) : ''],
    ] as const
  ).filter(([, value]) => value !== '')
}

/** What the station is: who runs it, with what. */
function About({ station, known }: { station: Station; known: StationDetail | null }) {
  const says = e().about
  const sensors = known?.sensors.filter(({ until }) => until === null || startOf(until) > now.value) ?? []
  return (
    <>
      <dl class="facts">
        {about(station).map(([name, value]) => (
          <>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </>
        ))}
      </dl>
      {sensors.length > 0 && (
        <>
          <h3>{says.sensors}</h3>
          <ul class="sensors small">
            {sensors.map(({ id, parameter, method, device }) => (
              <li key={id}>
                {says.sensor(parameterName(parameter, station.kind), [method, device].filter(Boolean).join(', '))}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  )
}

/** How a station is now: for the public what to do first, then how that is known. */
export function Now({ station }: { station: Station }) {
  const open = useSignal(false)
  const { value, failure } = detail.resource.value
  const known = value?.id === station.id ? value : null
  const says = e()
  const scale = station.index ? indices.value?.[station.index.kind] : null
  return (
    <>
      <IndexNow station={station} known={known} />
      {failure && (
        <div class="section">
          <Failed failure={failure} again={detail.again} />
        </div>
      )}
      {!known && !failure && <Waiting text={says.chart.loading} />}
      {known && <Water known={known} />}
      {known && <Parts station={station} known={known} />}
      {known && <Means station={station} known={known} />}
      {known && staff.value && <Raw station={known} />}
      {staff.value && <Coverage />}
      <Disclosure id="about-station" title={says.about.title} open={open}>
        {() => <About station={station} known={known} />}
      </Disclosure>
      {scale && (
        <p class="section secondary source">
          {says.index.source(scale.source)} {scale.note && words(scale.note)}
        </p>
      )}
    </>
  )
}
