import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { say } from '../../state/notice'
import { Form } from '../../ui/Form'
import { refusal, sendFile } from '../monitoring/api'
import { Faults, useFaults, whole } from '../monitoring/Faults'
import type { Kept } from './api'
import { w } from './i18n'

/** The type that a file is sent as. */
export const typeOf = (name: string): string => (/\.(geo)?json$/i.test(name) ? 'application/geo+json' : 'text/csv')

/** Takes a table in: all of it, or it says what is wrong with each line. */
export function Table(props: {
  title: string
  lead: string
  accept: string
  path: (data: FormData) => string
  done: () => Promise<void>
  /** Takes what became of the lines. */
  kept?: (kept: Kept) => void
  children?: ComponentChildren
}) {
  const round = useSignal(0)
  const { lines, why } = useFaults()
  const says = w().table
  const go = async (data: FormData): Promise<void> => {
    const file = data.get('file')
    if (!(file instanceof File) || file.size === 0) throw refusal(says.choose)
    lines.value = []
    const kept = await sendFile<Kept>(props.path(data), file, typeOf(file.name))
    const { added, changed } = kept
    props.kept?.(kept)
    say(added + changed > 0 ? says.done(whole(added), whole(changed)) : says.known)
    round.value++
    await props.done()
  }
  return (
    <details class="sensor-table">
      <summary>{props.title}</summary>
      <p class="secondary">{props.lead}</p>
      <div class="person-form" key={round.value}>
        <Form button={says.send} go={go} says={why(says.faulty)}>
          <div class="form">
            {props.children}
            <label>
              {says.file}
              <input class="input" type="file" name="file" accept={props.accept} required />
            </label>
          </div>
        </Form>
        <Faults lines={lines.value} />
      </div>
    </details>
  )
}
