import { useSignal } from '@preact/signals'
import { decimal } from '../../i18n/format'
import { say } from '../../state/notice'
import { lang } from '../../state/store'
import { Form } from '../../ui/Form'
import { sendFile } from './api'
import { m } from './i18n'

/** Records a bulletin of forest fire danger as it was issued. */
export function Bulletin() {
  const round = useSignal(0)
  const says = m().bulletin
  const go = async (data: FormData): Promise<void> => {
    const file = data.get('file')
    if (!(file instanceof File) || file.size === 0) throw new Error(says.choose)
    const about = new URLSearchParams()
    for (const name of ['issuer', 'number', 'issued', 'from', 'to']) {
      const text = String(data.get(name) ?? '').trim()
      if (text) about.set(name, text)
    }
    const { added } = await sendFile<{ added: number }>(`/api/fire-bulletins?${about}`, file, 'text/csv')
    say(added > 0 ? says.done(decimal(added, 0, lang.value)) : says.known)
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
        <Form button={says.send} go={go}>
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
      </div>
    </details>
  )
}
