import { type Kind, mediaOf, type Parameter } from '../../environment/types'
import { lang } from '../../state/store'
import { parameters, type Sensor } from './api'
import { m } from './i18n'

/** A parameter by name, in the language in use. */
export const parameterName = (p: Parameter): string => (lang.value === 'en' ? p.name_en : p.name_vi)

/** What a station measures with: a row for each device and time. */
export function SensorFields(props: {
  kind: Kind
  sensors: readonly Sensor[]
  set: (list: readonly Sensor[]) => void
}) {
  const { kind, sensors, set } = props
  const says = m().stations
  const media = mediaOf(kind)
  const known = parameters.value.filter(({ medium }) => media.includes(medium))
  const change = (n: number, part: Partial<Sensor>): void =>
    set(sensors.map((sensor, place) => (place === n ? { ...sensor, ...part } : sensor)))
  const text = (n: number, name: 'method' | 'device' | 'unit' | 'since' | 'until') => ({
    class: 'input',
    value: sensors[n]?.[name] ?? '',
    maxLength: 200,
    autocomplete: 'off',
    onInput: (e: { currentTarget: HTMLInputElement }) => change(n, { [name]: e.currentTarget.value || null }),
  })
  return (
    <fieldset class="sensors">
      <legend class="strong">{says.sensors}</legend>
      <p class="secondary">{says.sensorsLead}</p>
      {sensors.map((sensor, n) => (
        <fieldset key={n} class="form pairs sensor">
          <legend class="offscreen">{says.sensor(n + 1)}</legend>
          <label>
            {says.parameter}
            <select
              class="select"
              value={sensor.parameter}
              onChange={(e) => change(n, { parameter: e.currentTarget.value })}
            >
              {known.map((p) => (
                <option key={p.code} value={p.code}>
                  {p.code}, {parameterName(p)}
                </option>
              ))}
            </select>
          </label>
          <label>
            {says.unit}
            <input {...text(n, 'unit')} placeholder={known.find(({ code }) => code === sensor.parameter)?.unit ?? ''} />
          </label>
          <label>
            {says.method}
            <input {...text(n, 'method')} />
          </label>
          <label>
            {says.device}
            <input {...text(n, 'device')} />
          </label>
          <label>
            {says.from}
            <input type="date" {...text(n, 'since')} />
          </label>
          <label>
            {says.to}
            <input type="date" {...text(n, 'until')} />
          </label>
          <button
            type="button"
            class="button small"
            aria-label={says.removeSensor(sensor.parameter)}
            onClick={() => set(sensors.filter((_, place) => place !== n))}
          >
            {m().remove}
          </button>
        </fieldset>
      ))}
      <button
        type="button"
        class="button add"
        disabled={known.length === 0}
        onClick={() => set([...sensors, { parameter: known[0]?.code ?? '' }])}
      >
        {says.addSensor}
      </button>
    </fieldset>
  )
}
