import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Failure } from '../../api/client'
import type { Indicator, IndicatorMap } from '../../api/schema.gen'
import { date, decimal } from '../../i18n/format'
import { may } from '../../state/session'
import { dark, extra, lang } from '../../state/store'
import { Failed } from '../../ui/Failed'
import { Waiting } from '../../ui/Waiting'
import { failureIn } from '../monitoring/api'
import { whole } from '../monitoring/Faults'
import { readIndicator, readIndicators } from './api'
import { classColors, drawIndicator, spread } from './draw'
import { w } from './i18n'
import { Patch } from './Patch'
import { Table } from './Table'

const nameOf = ({ name_vi, name_en }: Indicator): string => (lang.value === 'en' ? name_en : name_vi)

/** A value with as many decimals as it has, at most two. */
const written = (value: number): string => {
  const digits = Number.isInteger(value) ? 0 : Number.isInteger(Math.round(value * 100) / 10) ? 1 : 2
  return decimal(value, digits, lang.value)
}

function Shown({ map }: { map: IndicatorMap }) {
  const says = w().indicators
  const colors = dark.value ? classColors.night : classColors.day
  const colorOf = (n: number): string => colors[spread(n, map.classes.length)] ?? colors[0]
  const { unit } = map.indicator
  return (
    <>
      <p class="secondary">
        {says.better[map.indicator.better]}. {says.source(map.sources.join(', ') || says.nobody, date(map.at))}
      </p>
      <ul class="legend-steps" data-test="classes">
        {map.classes.map(({ from, to, count }, n) => (
          <li key={n}>
            <Patch color={colorOf(n)} />
            {from === to ? written(from) : `${written(from)} – ${written(to)}`} {unit} ({says.communes(whole(count))})
          </li>
        ))}
      </ul>
      <div class="table-box">
        <table class="table">
          <thead>
            <tr>
              <th scope="col">{says.commune}</th>
              <th scope="col">{unit ? `${says.value}, ${unit}` : says.value}</th>
            </tr>
          </thead>
          <tbody>
            {[...map.values].reverse().map(({ commune, name, value, class: n }) => (
              <tr key={commune}>
                <td>
                  <Patch color={colorOf(n)} /> {name || `${commune} (${says.offMap})`}
                </td>
                <td class="figures">{written(value)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}

/** Figures by commune: to look at on the map, and to bring in. */
export function Indicators() {
  const list = useSignal<readonly Indicator[] | null>(null)
  const code = useSignal('')
  const period = useSignal('')
  const map = useSignal<IndicatorMap | null>(null)
  const failure = useSignal<Failure | null>(null)
  const allowed = may('indicators')
  const fail = (cause: unknown): void => {
    failure.value = failureIn(cause)
  }
  const read = async (): Promise<void> => {
    failure.value = null
    try {
      list.value = await readIndicators()
      code.value ||= (list.value.find(({ periods }) => periods.length > 0) ?? list.value[0])?.code ?? ''
    } catch (cause) {
      fail(cause)
    }
  }
  useEffect(() => {
    if (allowed) read()
    return () => {
      extra.value = null
    }
  }, [allowed])
  const chosen = list.value?.find((one) => one.code === code.value)
  useEffect(() => {
    if (!chosen || chosen.periods.length === 0) {
      map.value = null
      return
    }
    let gone = false
    readIndicator(chosen.code, period.value).then((read) => {
      if (!gone) map.value = read
    }, fail)
    return () => {
      gone = true
    }
  }, [chosen, period.value])
  useEffect(() => {
    extra.value = map.value && drawIndicator(map.value, window.location.origin)
  }, [map.value])
  const says = w().indicators
  if (!allowed) return <p class="section">{w().forbidden}</p>
  return (
    <section class="section">
      <h1 data-panel-title tabIndex={-1}>
        {says.title}
      </h1>
      <p class="secondary">{says.lead}</p>
      {failure.value && <Failed failure={failure.value} again={read} />}
      {!list.value && !failure.value && <Waiting />}
      {list.value && (
        <div class="filters">
          <select
            class="select"
            aria-label={says.choose}
            value={code.value}
            onChange={(event) => {
              period.value = ''
              code.value = event.currentTarget.value
            }}
          >
            {list.value.map((one) => (
              <option key={one.code} value={one.code}>
                {says.themes[one.theme]}: {nameOf(one)}
              </option>
            ))}
          </select>
          {chosen && chosen.periods.length > 0 && (
            <select
              class="select"
              aria-label={says.period}
              value={period.value || chosen.periods[0]?.period}
              onChange={(event) => {
                period.value = event.currentTarget.value
              }}
            >
              {chosen.periods.map((one) => (
                <option key={one.period} value={one.period}>
                  {one.period}
                </option>
              ))}
            </select>
          )}
        </div>
      )}
      {chosen && chosen.periods.length === 0 && <p class="secondary">{says.empty}</p>}
      {map.value && <Shown map={map.value} />}
      <Table
        title={says.tableTitle}
        lead={says.tableLead}
        accept=".csv,text/csv"
        path={(data) => {
          const of = String(data.get('indicator') ?? '')
          return `/api/indicators/import${of ? `?indicator=${encodeURIComponent(of)}` : ''}`
        }}
        done={read}
      >
        <label>
          {says.of}
          <select class="select" name="indicator">
            <option value="">{says.byColumn}</option>
            {list.value?.map((one) => (
              <option key={one.code} value={one.code} selected={one.code === code.value}>
                {nameOf(one)}
              </option>
            ))}
          </select>
        </label>
      </Table>
    </section>
  )
}
