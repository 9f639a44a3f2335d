import { useSignal } from '@preact/signals'
import type { FireBulletinRecorded } from '../../api/schema.gen'
import { say } from '../../state/notice'
import { Form } from '../../ui/Form'
import { refusal, sendFile } from './api'
import { Faults, useFaults, whole } from './Faults'
import { m } from './i18n'

/** Records a bulletin of forest fire danger as it was issued. */
export function Bulletin() {
  const round = useSignal(0)
  const { lines, why } = useFaults()
  const says = m().bulletin
  const go = async (data: FormData): Promise<void> => {
    const file = data.get('file')
    if (!(file instanceof File) || file.size === 0) throw refusal(says.choose)
    const about = new URLSearchParams()
    for (const name of ['issuer', 'number', 'issued', 'from', 'to']) {
      const text = String(data.get(name) ?? '').trim()
      if (text) about.set(name, text)
    }
    lines.value = []
    const { added } = await sendFile<FireBulletinRecorded>(`/api/fire-bulletins?${about}`, file, 'text/csv')
    say(added > 0 ? says.done(whole(added)) : says.known)
    round.value++
  }
  const day = (name: string, label: string) => (
    <label>
      {label}
      <input class="input" type="date" name={name} />
    </label>
  )
  return (
    <details class="section">
      <summary>{says.title}</summary>
      <p class="secondary">{says.lead}</p>
      <div class="person-form" key={round.value}>
        <Form button={says.send} go={go} says={why(says.faulty)}>
          <div class="form pairs">
            <label class="wide">
              {says.file}
              <input class="input" type="file" name="file" accept=".csv,text/csv" required />
            </label>
            <label>
              {says.issuer}
              <input class="input" name="issuer" maxLength={200} autocomplete="off" />
            </label>
            <label>
              {says.number}
              <input class="input" name="number" maxLength={100} autocomplete="off" />
            </label>
            {day('issued', says.issued)}
            {day('from', says.from)}
            {day('to', says.to)}
          </div>
        </Form>
        <Faults lines={lines.value} />
      </div>
    </details>
  )
}
