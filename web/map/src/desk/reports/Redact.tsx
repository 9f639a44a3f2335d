import { useSignal } from '@preact/signals'
import type { DeskReportPhoto } from '../../api/schema.gen'
import { say } from '../../state/notice'
import { Form } from '../../ui/Form'
import { type Box, reportsDesk } from './api'
import { q } from './i18n'
import { Stage } from './Stage'
import { detail } from './state'

/** Draws boxes over what the public must not see, by hand or by keyboard, and has them covered. It begins with the photo as it came. */
export function Redact({ photo, close }: { photo: DeskReportPhoto; close: () => void }) {
  const boxes = useSignal<readonly Box[]>([])
  const says = q().redact
  const n = boxes.value.length
  const go = async (): Promise<void> => {
    await reportsDesk.redact(photo.id, boxes.peek())
    say(n ? q().redact.done : q().redact.uncovered)
    close()
    detail.again()
  }
  return (
    <div class="move-form redact" data-test="redact">
      <h3>{says.title}</h3>
      <p class="secondary">{says.lead}</p>
      {photo.redacted && <p class="hint">{says.again}</p>}
      <Stage photo={photo} boxes={boxes} />
      {n === 0 && !photo.redacted ? (
        <p class="actions">
          <button type="button" class="button" onClick={close}>
            {says.cancel}
          </button>
        </p>
      ) : (
        <Form
          button={n ? says.save(String(n)) : says.uncover}
          go={go}
          more={
            <button type="button" class="button" onClick={close}>
              {says.cancel}
            </button>
          }
        >
          {null}
        </Form>
      )}
    </div>
  )
}
