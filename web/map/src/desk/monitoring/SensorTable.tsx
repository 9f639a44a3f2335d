import { useSignal } from '@preact/signals'
import type { SensorsRecorded } from '../../api/schema.gen'
import { say } from '../../state/notice'
import { Form } from '../../ui/Form'
import { readStations, refusal, sendFile } from './api'
import { Faults, useFaults, whole } from './Faults'
import { m } from './i18n'

/** Takes in a table of what stations measure with. */
export function SensorTable() {
  const round = useSignal(0)
  const { lines, why } = useFaults()
  const says = m().sensorTable
  const go = async (data: FormData): Promise<void> => {
    const file = data.get('file')
    if (!(file instanceof File) || file.size === 0) throw refusal(says.choose)
    lines.value = []
    const { stations, added, changed } = await sendFile<SensorsRecorded>('/api/stations/sensors', file, 'text/csv')
    say(added + changed > 0 ? says.done(whole(added), whole(changed), whole(stations)) : says.known)
    round.value++
    await readStations()
  }
  return (
    <details class="sensor-table">
      <summary>{says.title}</summary>
      <p class="secondary">{says.lead}</p>
      <div class="person-form" key={round.value}>
        <Form button={says.send} go={go} says={why(says.faulty)}>
          <label>
            {says.file}
            <input class="input" type="file" name="file" accept=".csv,text/csv" required />
          </label>
        </Form>
        <Faults lines={lines.value} />
      </div>
    </details>
  )
}
