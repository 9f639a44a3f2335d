import { useSignal } from '@preact/signals'
import { copyText } from '../../actions/share'
import type { Camera } from '../../api/schema.gen'
import { Form } from '../../ui/Form'
import { readStream } from './api'
import { w } from './i18n'

/** Shows a camera's stream address to who says why they want it. */
export function Stream({ camera }: { camera: Camera }) {
  const asking = useSignal(false)
  const address = useSignal<string | null | undefined>(undefined)
  const says = w().stream
  if (!camera.has_stream) return <p class="secondary">{says.none}</p>
  if (address.value !== undefined) {
    return (
      <div class="stream-box" aria-live="polite">
        <code data-test="stream">{address.value ?? says.none}</code>
        {address.value && (
          <button type="button" class="button small" onClick={() => copyText(address.value ?? '', says.copied)}>
            {says.copy}
          </button>
        )}
      </div>
    )
  }
  if (!asking.value) {
    return (
      <button
        type="button"
        class="link"
        aria-label={says.openOne(camera.name)}
        onClick={() => {
          asking.value = true
        }}
      >
        {says.open}
      </button>
    )
  }
  const hint = `stream-hint-${camera.id}`
  return (
    <div class="person-form stream-box">
      <Form
        button={says.read}
        go={async (data) => {
          address.value = await readStream(camera.id, String(data.get('purpose') ?? ''))
        }}
        more={
          <button
            type="button"
            class="button"
            onClick={() => {
              asking.value = false
            }}
          >
            {w().cancel}
          </button>
        }
      >
        <label>
          {says.purpose}
          <input class="input" name="purpose" required minLength={10} maxLength={300} aria-describedby={hint} />
          <span id={hint} class="secondary">
            {says.purposeHint}
          </span>
        </label>
      </Form>
    </div>
  )
}
