import { useSignal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import { decimal } from '../i18n/format'
import { lang } from '../state/store'
import { Failed } from '../ui/Failed'
import { Waiting } from '../ui/Waiting'
import { ChartControls } from './ChartControls'
import { Downloads, nameOf } from './ChartTab'
import { e } from './i18n'
import { statusText } from './Means'
import { type Cell, type Column, rowsOf } from './series'
import { columns } from './state'
import type { Station, Step } from './types'
import { moment, reading } from './words'

const PAGE = 50

function Value({ cell }: { cell: Cell | null }) {
  if (!cell) return <td class="figures">–</td>
  return (
    <td class={cell.status ? 'figures look' : 'figures'}>
      {cell.value === null ? '–' : reading(cell.value)}
      {cell.status !== null && <span class="block small">{statusText(cell.status)}</span>}
    </td>
  )
}

function Rows({ list, step }: { list: readonly Column[]; step: Step }) {
  const says = e().table
  const page = useSignal(0)
  const rows = useMemo(() => rowsOf(list), [list])
  // Other rows begin at the newest.
  useEffect(() => {
    page.value = 0
  }, [rows])
  if (rows.length === 0) return <p class="hint">{e().chart.nothing}</p>
  const first = page.value * PAGE
  const shown = rows.slice(first, first + PAGE)
  const n = (value: number): string => decimal(value, 0, lang.value)
  const names = list.map((column) => nameOf(column, list))
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section class="table-place" tabIndex={0} aria-label={says.caption(names.join('; '))}>
        <table class="values">
          <thead>
            <tr>
              <th scope="col">{says.time}</th>
              {list.map(({ key, unit }, at) => (
                <th key={key} scope="col">
                  {names[at]}
                  {unit && <span class="secondary block">{unit}</span>}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map(({ time, cells }) => (
              <tr key={time}>
                <th scope="row" class="figures">
                  {moment(time, step === 'day')}
                </th>
                {cells.map((cell, at) => (
                  <Value key={list[at]?.key} cell={cell} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <div class="pages">
        <button type="button" class="button" disabled={page.value === 0} onClick={() => page.value--}>
          {says.newer}
        </button>
        <span class="figures" role="status">
          {says.page(n(first + 1), n(first + shown.length), n(rows.length))}
        </span>
        <button
          type="button"
          class="button"
          disabled={first + PAGE >= rows.length}
          onClick={() => {
            page.value++
          }}
        >
          {says.older}
        </button>
      </div>
    </>
  )
}

/** The numbers that the chart is made of. */
export function TableTab({ station }: { station: Station }) {
  const { value, failure } = columns.resource.value
  return (
    <section class="section table-tab">
      <ChartControls station={station} />
      {failure && <Failed failure={failure} again={columns.again} />}
      {!value && !failure && <Waiting text={e().chart.loading} />}
      {value && (
        <>
          <Rows list={value.list} step={value.step} />
          <Downloads />
        </>
      )}
    </section>
  )
}
