import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { CameraCoverage } from '../../api/schema.gen'
import { words } from '../../i18n'
import { Patch } from '../../indicators/Viewer'
import { panelWidth } from '../../map/commands'
import { fly } from '../../state/reach'
import { dark, narrow, place, sheetHeight, stop } from '../../state/store'
import { Form } from '../../ui/Form'
import { refusal } from '../monitoring/api'
import { whole } from '../monitoring/Faults'
import { readCoverage } from './api'
import { boxOf } from './box'
import { seenColors } from './draw'
import { w } from './i18n'

const SIZES = [9, 10, 11, 12] as const

/** Goes to a gap. */
const go = (lon: number, lat: number): void => {
  if (narrow.peek()) stop.value = 'half'
  fly({ to: { lon, lat, zoom: 17, bearing: 0 }, animate: true })
}

function Legend() {
  const says = w().coverage
  const [one, two, three] = dark.value ? seenColors.night : seenColors.day
  return (
    <ul class="legend-steps">
      {[
        [one, says.one],
        [two, says.two],
        [three, says.more],
      ].map(([color = '', text]) => (
        <li key={text}>
          <Patch color={color} />
          {text}
        </li>
      ))}
      <li>
        <span aria-hidden="true">▨</span> {says.gap}
      </li>
    </ul>
  )
}

function Gaps({ found: { roads, reports } }: { found: CameraCoverage }) {
  const says = w().coverage
  return (
    <>
      <h3>{says.roads}</h3>
      <p class="secondary">
        {roads.layer ? says.roadsSum(whole(roads.unseen_m), whole(roads.length_m)) : says.roadsNone}
        {roads.cut && ` ${says.roadsCut}`}
      </p>
      <ul class="gap-list" data-test="road-gaps">
        {roads.gaps.map(({ road, name, unseen_m, lon, lat }) => (
          <li key={road}>
            <button type="button" class="link" onClick={() => go(lon, lat)}>
              {name || says.unnamed}
            </button>
            <span class="figures">{says.metres(whole(unseen_m))}</span>
          </li>
        ))}
      </ul>
      <h3>{says.reports}</h3>
      <p class="secondary">
        {reports.looked ? says.reportsSum(whole(reports.gaps.length), whole(reports.all)) : says.reportsNone}
      </p>
      <ul class="gap-list">
        {reports.gaps.map(({ id, number, lon, lat }) => (
          <li key={id}>
            <button type="button" class="link" onClick={() => go(lon, lat)}>
              {number}
            </button>
          </li>
        ))}
      </ul>
    </>
  )
}

/** Counts which cells of the map cameras see; `show` draws them. */
export function Coverage({ show }: { show: (found: CameraCoverage | null) => void }) {
  const found = useSignal<CameraCoverage | null>(null)
  const says = w().coverage
  useEffect(() => () => show(null), [])
  const count = async (data: FormData): Promise<void> => {
    const at = place.peek()
    if (!at) throw refusal(says.noMap)
    const free = {
      width: window.innerWidth,
      height: window.innerHeight,
      left: narrow.peek() ? 0 : panelWidth.peek(),
      bottom: sheetHeight.peek(),
    }
    found.value = await readCoverage(boxOf(at, free), Number(data.get('res')), data.get('all') === 'on')
    show(found.value)
  }
  return (
    <details class="sensor-table">
      <summary>{says.title}</summary>
      <p class="secondary">{says.lead}</p>
      <div class="person-form">
        <Form button={says.count} go={count}>
          <div class="form pairs">
            <label>
              {says.size}
              <select class="select" name="res">
                {SIZES.map((res) => (
                  <option key={res} value={res} selected={res === 11}>
                    {says.sizes[res]}
                  </option>
                ))}
              </select>
            </label>
          </div>
          <label class="check">
            <input type="checkbox" name="all" />
            {says.all}
          </label>
        </Form>
      </div>
      {found.value && (
        <div aria-live="polite" data-test="coverage">
          <p class="strong">
            {says.sum(
              whole(found.value.cameras),
              whole(found.value.cells - found.value.unseen),
              whole(found.value.cells),
            )}
          </p>
          {found.value.silent > 0 && <p class="secondary">{says.silent(whole(found.value.silent))}</p>}
          {found.value.unknown > 0 && <p class="secondary">{says.unknown(whole(found.value.unknown))}</p>}
          <p class="secondary">{words(found.value.note)}</p>
          <Legend />
          <Gaps found={found.value} />
          <button
            type="button"
            class="button small"
            onClick={() => {
              found.value = null
              show(null)
            }}
          >
            {says.clear}
          </button>
        </div>
      )}
    </details>
  )
}
