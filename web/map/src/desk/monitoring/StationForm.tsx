import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { StationDetail, StationEdit } from '../../api/schema.gen'
import { e } from '../../environment/i18n'
import { type Kind, kinds } from '../../environment/types'
import type { LonLat } from '../../geo/ellipsoid'
import { coordinate } from '../../i18n/format'
import { say } from '../../state/notice'
import { fly } from '../../state/reach'
import { extra, lang, narrow, picking, stop } from '../../state/store'
import { Form } from '../../ui/Form'
import { useFirstField } from '../../ui/firstField'
import { drawPlace } from '../drawing'
import { refusal, type Sensor, saveStation } from './api'
import { m } from './i18n'
import { readPlace } from './place'
import { SensorFields } from './SensorFields'

const written = ([lon, lat]: LonLat): string => `${coordinate(lat, 6, lang.peek())} ${coordinate(lon, 6, lang.peek())}`

/** Takes a place from the map, once. */
function pickPlace(take: (at: LonLat) => void): void {
  say(m().stations.picking)
  if (narrow.peek()) stop.value = 'peek'
  picking.value = (at) => {
    picking.value = null
    if (narrow.peek()) stop.value = 'full'
    take(at)
  }
}

/** Makes a station, or changes one with all that is stored of it. */
export function StationForm({ station, close }: { station?: StationDetail; close: () => void }) {
  const says = m().stations
  const kind = useSignal<Kind>(station?.kind ?? 'air')
  const at = useSignal<LonLat | null>(station ? [station.lon, station.lat] : null)
  const place = useSignal(at.value ? written(at.value) : '')
  const sensors = useSignal<readonly Sensor[]>(station?.sensors ?? [])
  const box = useRef<HTMLDivElement>(null)
  useFirstField(box)
  useEffect(() => {
    if (station) fly({ to: { lon: station.lon, lat: station.lat, zoom: 14, bearing: 0 }, animate: true })
    return () => {
      picking.value = null
      extra.value = null
    }
  }, [])
  useEffect(() => {
    extra.value = at.value ? drawPlace(at.value) : null
  }, [at.value])
  const go = async (data: FormData): Promise<void> => {
    const text = (name: string): string | null => String(data.get(name) ?? '').trim() || null
    let point = at.peek()
    if (!point || place.peek() !== written(point)) point = await readPlace(place.peek())
    if (!point) throw refusal(says.placeWrong)
    at.value = point
    const name = text('name') ?? ''
    await saveStation(station?.id ?? null, {
      code: text('code') ?? '',
      name,
      kind: kind.peek(),
      grade: data.get('grade') === 'indicative' ? 'indicative' : 'reference',
      operator: text('operator'),
      interval_s: text('interval') === null ? null : Number(text('interval')),
      water_body: text('water'),
      required_class: kind.peek() === 'surface_water' ? ((text('class') ?? '') as StationEdit['required_class']) : '',
      since: text('since'),
      until: text('until'),
      lon: point[0],
      lat: point[1],
      sensors: sensors.peek(),
    })
    say(says.saved(name))
    close()
  }
  return (
    <div ref={box} class="person-form grow station-form">
      <Form
        button={m().save}
        go={go}
        more={
          <button type="button" class="button" onClick={close}>
            {m().cancel}
          </button>
        }
      >
        <div class="form pairs">
          <label>
            {says.code}
            <input
              class="input"
              name="code"
              required
              maxLength={60}
              defaultValue={station?.code ?? ''}
              autocomplete="off"
              spellcheck={false}
              aria-describedby="station-code-hint"
            />
            <span id="station-code-hint" class="secondary">
              {says.codeHint}
            </span>
          </label>
          <label>
            {says.name}
            <input
              class="input"
              name="name"
              required
              maxLength={200}
              defaultValue={station?.name ?? ''}
              autocomplete="off"
            />
          </label>
          <label>
            {says.kind}
            <select
              class="select"
              value={kind.value}
              onChange={(event) => {
                kind.value = event.currentTarget.value as Kind
              }}
            >
              {kinds.map((one) => (
                <option key={one} value={one}>
                  {e().kinds[one]}
                </option>
              ))}
            </select>
          </label>
          <label>
            {says.grade}
            <select class="select" name="grade" defaultValue={station?.grade ?? 'reference'}>
              <option value="reference" selected={station?.grade !== 'indicative'}>
                {e().about.grades.reference}
              </option>
              <option value="indicative" selected={station?.grade === 'indicative'}>
                {e().about.grades.indicative}
              </option>
            </select>
          </label>
          <div class="field wide">
            <label for="station-place">{says.place}</label>
            <div class="actions">
              <input
                id="station-place"
                class="input grow"
                required
                value={place.value}
                autocomplete="off"
                spellcheck={false}
                aria-describedby="station-place-hint"
                onInput={(event) => {
                  place.value = event.currentTarget.value
                }}
              />
              <button
                type="button"
                class="button"
                onClick={() =>
                  pickPlace((point) => {
                    at.value = point
                    place.value = written(point)
                  })
                }
              >
                {says.pick}
              </button>
            </div>
            <span id="station-place-hint" class="secondary">
              {says.placeHint}
            </span>
          </div>
          <label>
            {says.operator}
            <input
              class="input"
              name="operator"
              maxLength={200}
              defaultValue={station?.operator ?? ''}
              autocomplete="off"
              aria-describedby="station-operator-hint"
            />
            <span id="station-operator-hint" class="secondary">
              {says.operatorHint}
            </span>
          </label>
          <label>
            {says.interval}
            <input
              class="input"
              name="interval"
              type="number"
              min={1}
              max={86400}
              defaultValue={station ? String(station.interval_s ?? '') : '300'}
              aria-describedby="station-interval-hint"
            />
            <span id="station-interval-hint" class="secondary">
              {says.intervalHint}
            </span>
          </label>
          {kind.value.endsWith('water') && (
            <label>
              {says.waterBody}
              <input
                class="input"
                name="water"
                maxLength={200}
                defaultValue={station?.water_body ?? ''}
                autocomplete="off"
              />
            </label>
          )}
          {kind.value === 'surface_water' && (
            <label>
              {says.requiredClass}
              <select class="select" name="class" aria-describedby="station-class-hint">
                {(['', 'A', 'B', 'C', 'D'] as const).map((one) => (
                  <option key={one} value={one} selected={one === (station?.required_class ?? '')}>
                    {one || says.classDefault}
                  </option>
                ))}
              </select>
              <span id="station-class-hint" class="secondary">
                {says.classHint}
              </span>
            </label>
          )}
          <label>
            {says.since}
            <input class="input" type="date" name="since" defaultValue={station?.since ?? ''} />
          </label>
          <label>
            {says.until}
            <input
              class="input"
              type="date"
              name="until"
              defaultValue={station?.until ?? ''}
              aria-describedby="station-until-hint"
            />
            <span id="station-until-hint" class="secondary">
              {says.untilHint}
            </span>
          </label>
        </div>
        <SensorFields
          kind={kind.value}
          sensors={sensors.value}
          set={(list) => {
            sensors.value = list
          }}
        />
      </Form>
    </div>
  )
}
