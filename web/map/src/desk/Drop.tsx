import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { d } from './i18n'
import { UploadIcon } from './icons'
import { missingTable, oneSet } from './sets'

/** The files of a drop or of the file dialog, and what is odd about them. */
export function Drop({ take, title }: { take: (files: File[]) => void; title?: string }) {
  const over = useSignal(false)
  const wrong = useSignal('')
  const input = useRef<HTMLInputElement>(null)
  const receive = (list: FileList | null | undefined): void => {
    const files = [...(list ?? [])]
    if (files.length === 0) return
    const names = files.map(({ name }) => name)
    const missing = missingTable(names)
    wrong.value = !oneSet(names) ? d().drop.several : missing ? d().drop.withoutTable(missing) : ''
    if (!wrong.value) take(files)
    if (input.current) input.current.value = ''
  }
  return (
    <fieldset
      class={over.value ? 'drop over' : 'drop'}
      data-test="drop"
      onDragOver={(e) => {
        e.preventDefault()
        over.value = true
      }}
      onDragLeave={() => {
        over.value = false
      }}
      onDrop={(e) => {
        e.preventDefault()
        over.value = false
        receive(e.dataTransfer?.files)
      }}
    >
      <legend class="offscreen">{d().drop.choose}</legend>
      <UploadIcon />
      <p class="strong">{over.value ? d().drop.here : (title ?? d().drop.title)}</p>
      <p class="secondary only-wide">{d().drop.or}</p>
      <button type="button" class="button primary" onClick={() => input.current?.click()}>
        {d().drop.choose}
      </button>
      <input
        ref={input}
        class="offscreen"
        type="file"
        multiple
        tabIndex={-1}
        aria-label={d().drop.choose}
        onChange={(e) => receive(e.currentTarget.files)}
      />
      <p class="secondary">{d().drop.kinds}</p>
      {wrong.value && (
        <p class="hint wrong" role="alert">
          {wrong.value}
        </p>
      )}
    </fieldset>
  )
}
