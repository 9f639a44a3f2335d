import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Failure } from '../../api/client'
import type { Station, StationDetail } from '../../api/schema.gen'
import { Failed } from '../../ui/Failed'
import { Waiting } from '../../ui/Waiting'
import { failureIn, readStation } from './api'
import { m } from './i18n'
import { StationForm } from './StationForm'

/** Changes a station, once all of it is there: the server removes the sensors that are not sent back. */
export function StationEditor({ station, close }: { station: Station; close: () => void }) {
  const stored = useSignal<StationDetail | null>(null)
  const failure = useSignal<Failure | null>(null)
  const read = (): void => {
    failure.value = null
    readStation(station.id).then(
      (detail) => {
        stored.value = detail
      },
      (cause) => {
        failure.value = failureIn(cause)
      },
    )
  }
  useEffect(read, [])
  if (stored.value) return <StationForm station={stored.value} close={close} />
  return (
    <div class="person-form grow">
      {failure.value ? <Failed failure={failure.value} again={read} lead={station.name} /> : <Waiting />}
      <button type="button" class="button" onClick={close}>
        {m().cancel}
      </button>
    </div>
  )
}
