import { useSignal } from '@preact/signals'
import { decimal } from '../../i18n/format'
import { lang } from '../../state/store'
import { Form } from '../../ui/Form'
import { letterHeight, sizeFor } from '../../wall/size'
import { x } from './i18n'
import { addWall, pitchIn, RESOLUTIONS, sides } from './state'

const SCENES = ['overview', 'reports', 'environment', 'heat', 'cameras', 'indicators'] as const

/** What the letters will be like, as soon as it can be said. */
function Letters({ distance, inches, resolution }: { distance: number; inches: number; resolution: string }) {
  if (!(distance > 0 && inches > 0)) return null
  const [width, height] = sides(resolution)
  const { font, readFrom } = sizeFor(distance, pitchIn({ inches, resolution }), 1, width, height)
  const shown = (n: number, digits: number): string => decimal(n, digits, lang.value)
  return (
    <p class="secondary" role="status" data-test="letters">
      {readFrom < distance * 0.97
        ? x().small(shown(readFrom, 1))
        : x().letters(shown(font, 0), shown(letterHeight(distance), 0))}
    </p>
  )
}

export function WallForm({ close }: { close: () => void }) {
  const distance = useSignal(8)
  const inches = useSignal(75)
  const resolution = useSignal<string>('3840×2160')
  const says = x()
  const field = (name: string, label: string, value: { value: number }, least: number, most: number, step: number) => (
    <label>
      {label}
      <input
        class="input"
        name={name}
        type="number"
        min={least}
        max={most}
        step={step}
        required
        value={value.value}
        onInput={(e) => {
          value.value = e.currentTarget.valueAsNumber
        }}
      />
    </label>
  )
  return (
    <div class="form person-form">
      <Form
        button={says.make}
        go={async (data) => {
          await addWall({
            name: String(data.get('name') ?? '').trim(),
            distance: distance.peek(),
            inches: inches.peek(),
            resolution: resolution.peek(),
            seconds: Number(data.get('seconds')),
            scenes: data.getAll('scene').map(String),
          })
          close()
        }}
        more={
          <button type="button" class="button" onClick={close}>
            {says.cancel}
          </button>
        }
      >
        <label>
          {says.name}
          <input class="input" name="name" required maxLength={80} autocomplete="off" />
        </label>
        {field('distance', says.distance, distance, 0.5, 100, 0.5)}
        {field('inches', says.inches, inches, 10, 600, 1)}
        <label>
          {says.pixels}
          <select
            class="input"
            name="resolution"
            value={resolution.value}
            onChange={(e) => {
              resolution.value = e.currentTarget.value
            }}
          >
            {RESOLUTIONS.map((one) => (
              <option key={one} value={one}>
                {one}
              </option>
            ))}
          </select>
        </label>
        <Letters distance={distance.value} inches={inches.value} resolution={resolution.value} />
        <label>
          {says.seconds}
          <input class="input" name="seconds" type="number" min={5} max={600} required defaultValue="20" />
        </label>
        <fieldset>
          <legend class="strong">{says.scenes}</legend>
          <p class="secondary">{says.scenesHint}</p>
          {SCENES.map((scene) => (
            <label key={scene} class="check">
              <input type="checkbox" name="scene" value={scene} />
              <span>{says.scene[scene]}</span>
            </label>
          ))}
        </fieldset>
      </Form>
    </div>
  )
}
