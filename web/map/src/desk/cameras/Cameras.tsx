import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Camera, CameraCoverage } from '../../api/schema.gen'
import { together } from '../../environment/surface'
import { t } from '../../i18n'
import { time } from '../../i18n/format'
import type { ConeState } from '../../map/cones'
import { fold } from '../../state/fold'
import { say, warn } from '../../state/notice'
import { may } from '../../state/session'
import { extra, touchedExtra } from '../../state/store'
import { Failed } from '../../ui/Failed'
import { sentence } from '../../ui/Form'
import { Waiting } from '../../ui/Waiting'
import { CameraState, sightWords } from '../../views/Cameras'
import { AskingButton } from '../AskingButton'
import { whole } from '../monitoring/Faults'
import { cameras, more, readCameras, removeCamera, trouble } from './api'
import { CameraForm } from './CameraForm'
import { Coverage } from './Coverage'
import { drawCameras, drawCoverage, shownState } from './draw'
import { w } from './i18n'
import { Stream } from './Stream'
import { Table } from './Table'

/** Whether a camera is among those that are looked for. */
export const matches = ({ code, name, address, agency }: Camera, text: string): boolean => {
  const all = fold(`${code} ${name} ${address ?? ''} ${agency ?? ''}`)
  return fold(text)
    .split(/\s+/)
    .every((word) => all.includes(word))
}

/** A list longer than this helps nobody. */
const MOST = 100

function Row({ camera, edit }: { camera: Camera; edit: () => void }) {
  const says = w().cameras
  const remove = (): void => {
    removeCamera(camera).then(
      () => say(says.removed(camera.name)),
      (cause) => warn(sentence(cause)),
    )
  }
  return (
    <li class="person" data-camera={camera.code}>
      <div class="grow">
        <p class="former-head">
          <span class="strong">{camera.name}</span>
          <CameraState state={shownState(camera)} />
        </p>
        <p class="secondary">
          {[camera.code, says.kinds[camera.kind], camera.last_seen ? says.seen(time(camera.last_seen)) : says.neverSeen]
            .filter(Boolean)
            .join(', ')}
        </p>
        <p class="secondary">{sightWords(camera.direction, camera.fov, camera.range_m)}</p>
        <p class="secondary">{[camera.agency, camera.address].filter(Boolean).join('; ')}</p>
        <Stream camera={camera} />
      </div>
      <button type="button" class="button small" aria-label={says.editOne(camera.name)} onClick={edit}>
        {w().edit}
      </button>
      <AskingButton
        label={says.removeOne(camera.name)}
        word={w().remove}
        question={says.removeQuestion(camera.name)}
        go={remove}
      />
    </li>
  )
}

/** The cameras: where they stand, what they see, how they are. */
export function Cameras() {
  const editing = useSignal<Camera | 'new' | null>(null)
  const text = useSignal('')
  const state = useSignal<ConeState | ''>('')
  const seen = useSignal<CameraCoverage | null>(null)
  const allowed = may('cameras')
  useEffect(() => {
    if (allowed) readCameras()
    return () => {
      extra.value = null
      touchedExtra.value = null
    }
  }, [allowed])
  const all = cameras.value
  const found = (all ?? []).filter(
    (one) => (!state.value || shownState(one) === state.value) && matches(one, text.value),
  )
  useEffect(() => {
    if (editing.value) {
      touchedExtra.value = null
      return
    }
    const list = drawCameras(found)
    const cells = seen.value && drawCoverage(seen.value)
    extra.value = (theme) => (cells ? together(cells(theme), list(theme)) : list(theme))
    touchedExtra.value = ({ camera }) => {
      editing.value = cameras.peek()?.find(({ id }) => id === camera) ?? null
    }
  }, [all, text.value, state.value, editing.value, seen.value])
  const says = w().cameras
  if (!allowed) return <p class="section">{w().forbidden}</p>
  const close = (): void => {
    editing.value = null
  }
  const open = editing.value
  return (
    <section class="section">
      <h1 data-panel-title tabIndex={-1}>
        {says.title}
      </h1>
      <p class="secondary">{says.lead}</p>
      {open ? (
        <CameraForm
          key={open === 'new' ? 'new' : `${open.id} ${open.version}`}
          {...(open === 'new' ? {} : { camera: open })}
          open={(camera) => {
            editing.value = camera
          }}
          close={close}
        />
      ) : (
        <button
          type="button"
          class="button primary add"
          onClick={() => {
            editing.value = 'new'
          }}
        >
          {says.add}
        </button>
      )}
      <Table
        title={w().table.title}
        lead={w().table.lead}
        accept=".csv,.json,.geojson,text/csv,application/geo+json"
        path={() => '/api/cameras/import'}
        done={readCameras}
      />
      <Coverage
        show={(coverage) => {
          seen.value = coverage
        }}
      />
      {trouble.value && <Failed failure={trouble.value} again={readCameras} />}
      {!all && !trouble.value && <Waiting />}
      {all && all.length > 0 && (
        <div class="filters">
          <input
            class="input"
            type="search"
            aria-label={says.find}
            placeholder={says.find}
            value={text.value}
            onInput={(event) => {
              text.value = event.currentTarget.value
            }}
          />
          <select
            class="select"
            aria-label={says.state}
            value={state.value}
            onChange={(event) => {
              state.value = event.currentTarget.value as ConeState | ''
            }}
          >
            <option value="">{says.everyState}</option>
            {(['working', 'silent', 'faulty', 'off'] as const).map((one) => (
              <option key={one} value={one}>
                {t().cameras.states[one]}
              </option>
            ))}
          </select>
          <p class="secondary" role="status">
            {found.length === 0 ? says.noneFound : says.shown(whole(found.length), whole(all.length))}
          </p>
        </div>
      )}
      {all?.length === 0 && <p class="secondary">{says.none}</p>}
      <ul class="formers">
        {found.slice(0, MOST).map((camera) => (
          <Row
            key={camera.id}
            camera={camera}
            edit={() => {
              editing.value = camera
              window.scrollTo({ top: 0 })
            }}
          />
        ))}
      </ul>
      {(more.value || found.length > MOST) && <p class="secondary">{says.more}</p>}
    </section>
  )
}
