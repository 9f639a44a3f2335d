import { useSignal } from '@preact/signals'
import type { FireBulletinRecorded } from '../../api/schema.gen'
import { words } from '../../i18n'
import { decimal } from '../../i18n/format'
import { say } from '../../state/notice'
import { lang } from '../../state/store'
import { Form, sentence } from '../../ui/Form'
import { type FaultyLine, LinesRefused, refusal, sendFile } from './api'
import { m } from './i18n'

const whole = (n: number): string => decimal(n, 0, lang.value)

/** What is wrong with the file, line by line. */
function Faults({ lines }: { lines: readonly FaultyLine[] }) {
  const says = m().bulletin
  return (
    <ul class="faults" data-test="bulletin-faults">
      {lines.map(({ line, text }, n) => (
        <li key={n}>
          <span class="strong">{line > 0 ? says.line(whole(line)) : says.wholeFile}</span>: {words(text)}
        </li>
      ))}
    </ul>
  )
}

/** Records a bulletin of forest fire danger as it was issued. */
export function Bulletin() {
  const round = useSignal(0)
  const faults = useSignal<readonly FaultyLine[]>([])
  const says = m().bulletin
  const go = async (data: FormData): Promise<void> => {
    const file = data.get('file')
    if (!(file instanceof File) || file.size === 0) throw refusal(says.choose)
    const about = new URLSearchParams()
    for (const name of ['issuer', 'number', 'issued', 'from', 'to']) {
      const text = String(data.get(name) ?? '').trim()
      if (text) about.set(name, text)
    }
    faults.value = []
    const { added } = await sendFile<FireBulletinRecorded>(`/api/fire-bulletins?${about}`, file, 'text/csv')
    say(added > 0 ? says.done(whole(added)) : says.known)
    round.value++
  }
  const why = (cause: unknown): string => {
    if (!(cause instanceof LinesRefused)) return sentence(cause)
    faults.value = cause.lines
    return says.faulty(whole(cause.lines.length))
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
        <Form button={says.send} go={go} says={why}>
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
        {faults.value.length > 0 && <Faults lines={faults.value} />}
      </div>
    </details>
  )
}
