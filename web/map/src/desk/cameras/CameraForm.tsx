import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { Failure } from '../../api/client'
import type { Camera } from '../../api/schema.gen'
import type { LonLat } from '../../geo/ellipsoid'
import { directionTo } from '../../geo/sector'
import { coordinate } from '../../i18n/format'
import { say } from '../../state/notice'
import { fly } from '../../state/reach'
import { extra, grips, lang, narrow, picking, stop, place as view } from '../../state/store'
import { Form } from '../../ui/Form'
import { useFirstField } from '../../ui/firstField'
import { refusal } from '../monitoring/api'
import { readPlace } from '../monitoring/place'
import { readCamera, saveCamera } from './api'
import { Clash } from './Clash'
import { drawSight } from './draw'
import { gripsOf } from './grips'
import { w } from './i18n'

const written = ([lon, lat]: LonLat): string => `${coordinate(lat, 6, lang.peek())} ${coordinate(lon, 6, lang.peek())}`

/** Takes a place from the map, once. */
function pick(words: string, take: (at: LonLat) => void): void {
  say(words)
  if (narrow.peek()) stop.value = 'peek'
  picking.value = (at) => {
    picking.value = null
    if (narrow.peek()) stop.value = 'full'
    take(at)
  }
}

/** A number that a form holds; null for an empty text. */
const numberOf = (text: string): number | null => (text.trim() === '' ? null : Number(text))
const textOf = (value: number | null | undefined): string =>
  value === null || value === undefined ? '' : String(value)

/** Makes a camera, or changes one. What it sees is drawn while it is described, with handles to move and turn it; `open` opens it anew as it is. */
export function CameraForm({
  camera,
  open,
  close,
}: {
  camera?: Camera
  open: (camera: Camera) => void
  close: () => void
}) {
  const says = w().cameras
  const at = useSignal<LonLat | null>(camera ? [camera.lon, camera.lat] : null)
  const place = useSignal(at.value ? written(at.value) : '')
  const direction = useSignal(textOf(camera?.direction))
  const fov = useSignal(camera ? textOf(camera.fov) : '60')
  const range = useSignal(camera ? textOf(camera.range_m) : '100')
  const state = useSignal<Camera['state']>(camera?.state ?? 'working')
  const version = useSignal(camera?.version)
  const clash = useSignal<Camera | null>(null)
  const box = useRef<HTMLDivElement>(null)
  useFirstField(box)
  useEffect(() => {
    if (camera)
      fly({
        to: { lon: camera.lon, lat: camera.lat, zoom: Math.max(16, view.peek()?.zoom ?? 0), bearing: 0 },
        animate: true,
      })
    return () => {
      picking.value = null
      extra.value = null
      grips.value = []
    }
  }, [])
  useEffect(() => {
    extra.value = at.value
      ? drawSight({
          at: at.value,
          direction: numberOf(direction.value),
          fov: numberOf(fov.value),
          range: numberOf(range.value),
          state: state.value,
        })
      : null
  }, [at.value, direction.value, fov.value, range.value, state.value])
  const zoom = view.value?.zoom ?? 0
  useEffect(() => {
    grips.value = at.value
      ? gripsOf(
          {
            at: at.value,
            direction: numberOf(direction.value),
            fov: numberOf(fov.value),
            range: numberOf(range.value),
          },
          zoom,
          {
            now: () => ({ at: at.peek() ?? [0, 0], direction: numberOf(direction.peek()) }),
            move: (to) => {
              at.value = to
              place.value = written(to)
            },
            turn: (to) => {
              direction.value = String(to)
            },
          },
        )
      : []
  }, [at.value, direction.value, fov.value, range.value, zoom, lang.value])
  const go = async (data: FormData): Promise<void> => {
    const text = (name: string): string | null => String(data.get(name) ?? '').trim() || null
    let point = at.peek()
    if (!point || place.peek() !== written(point)) point = await readPlace(place.peek())
    if (!point) throw refusal(says.placeWrong)
    at.value = point
    const name = text('name') ?? ''
    const stream = text('stream')
    const edit = {
      code: text('code') ?? '',
      name,
      kind: (text('kind') ?? 'fixed') as Camera['kind'],
      lon: point[0],
      lat: point[1],
      direction: numberOf(direction.peek()),
      fov: numberOf(fov.peek()),
      range_m: numberOf(range.peek()),
      state: state.peek(),
      address: text('address'),
      agency: text('agency'),
      ...(stream ? { stream_url: stream } : data.get('no_stream') ? { stream_url: '' } : {}),
      ...(version.peek() ? { version: version.peek() } : {}),
    }
    try {
      await saveCamera(camera?.id ?? null, edit)
    } catch (cause) {
      if (camera && cause instanceof Failure && cause.code === 'moved') clash.value = await readCamera(camera.id)
      throw cause
    }
    say(says.saved(name))
    close()
  }
  const figure = (label: string, signal: typeof fov, least: number, most: number, hint: string, id: string) => (
    <label>
      {label}
      <input
        class="input"
        type="number"
        step="any"
        min={least}
        max={most}
        value={signal.value}
        aria-describedby={hint ? id : undefined}
        onInput={(event) => {
          signal.value = event.currentTarget.value
        }}
      />
      {hint && (
        <span id={id} class="secondary">
          {hint}
        </span>
      )}
    </label>
  )
  const words = (label: string, name: 'code' | 'name' | 'address' | 'agency', required: boolean) => (
    <label>
      {label}
      <input
        class="input"
        name={name}
        required={required}
        maxLength={name === 'code' ? 60 : 200}
        defaultValue={camera?.[name] ?? ''}
        autocomplete="off"
        spellcheck={false}
      />
    </label>
  )
  return (
    <div ref={box} class="person-form grow station-form">
      <Form
        button={w().save}
        go={go}
        more={
          <button type="button" class="button" onClick={close}>
            {w().cancel}
          </button>
        }
      >
        <div class="form pairs">
          {words(says.code, 'code', true)}
          {words(says.name, 'name', true)}
          <label>
            {says.kind}
            <select class="select" name="kind">
              {(['fixed', 'ptz', 'dome', 'traffic', 'other'] as const).map((one) => (
                <option key={one} value={one} selected={one === (camera?.kind ?? 'fixed')}>
                  {says.kinds[one]}
                </option>
              ))}
            </select>
          </label>
          <label>
            {says.state}
            <select
              class="select"
              value={state.value}
              onChange={(event) => {
                state.value = event.currentTarget.value as Camera['state']
              }}
            >
              {(['working', 'faulty', 'off'] as const).map((one) => (
                <option key={one} value={one}>
                  {says.states[one]}
                </option>
              ))}
            </select>
          </label>
          <div class="field wide">
            <label for="camera-place">{says.place}</label>
            <div class="actions">
              <input
                id="camera-place"
                class="input grow"
                required
                value={place.value}
                autocomplete="off"
                spellcheck={false}
                aria-describedby="camera-place-hint"
                onInput={(event) => {
                  place.value = event.currentTarget.value
                }}
              />
              <button
                type="button"
                class="button"
                onClick={() =>
                  pick(says.picking, (point) => {
                    at.value = point
                    place.value = written(point)
                  })
                }
              >
                {says.pick}
              </button>
              {narrow.value && at.value && (
                <button
                  type="button"
                  class="button"
                  onClick={() => {
                    stop.value = 'peek'
                    say(says.dragging)
                  }}
                >
                  {says.drag}
                </button>
              )}
            </div>
            <span id="camera-place-hint" class="secondary">
              {says.placeHint}
            </span>
          </div>
          <div class="field wide">
            {figure(says.direction, direction, 0, 360, says.directionHint, 'camera-direction-hint')}
            <button
              type="button"
              class="button"
              disabled={!at.value}
              onClick={() =>
                pick(says.aiming, (point) => {
                  if (at.value) direction.value = String(Math.round(directionTo(at.value, point)) % 360)
                })
              }
            >
              {says.aim}
            </button>
          </div>
          {figure(says.fov, fov, 1, 360, says.fovHint, 'camera-fov-hint')}
          {figure(says.range, range, 1, 2000, '', '')}
          {words(says.address, 'address', false)}
          {words(says.agency, 'agency', false)}
          <label class="wide">
            {says.stream}
            <input
              class="input"
              name="stream"
              maxLength={500}
              autocomplete="off"
              spellcheck={false}
              aria-describedby="camera-stream-hint"
            />
            <span id="camera-stream-hint" class="secondary">
              {says.streamHint}
            </span>
          </label>
          {camera?.has_stream && (
            <label class="check wide">
              <input type="checkbox" name="no_stream" />
              {says.noStream}
            </label>
          )}
        </div>
      </Form>
      {clash.value && camera && (
        <Clash
          was={camera}
          now={clash.value}
          take={open}
          keep={(now) => {
            version.value = now.version
            clash.value = null
            say(says.clash.kept)
          }}
        />
      )}
    </div>
  )
}
