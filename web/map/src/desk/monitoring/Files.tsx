import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { words } from '../../i18n'
import { decimal } from '../../i18n/format'
import { lang } from '../../state/store'
import { Waiting } from '../../ui/Waiting'
import { UploadIcon } from '../icons'
import { m } from './i18n'
import { type FileReport, OUTCOMES, reports, sendFiles, sending } from './readings'

/** A reason in the page's words, else in those of the server. */
export const reasonText = (reason: string, told = ''): string => m().readings.reasons[reason] ?? (told || reason)

function Report({ file }: { file: FileReport }) {
  const says = m().readings
  const counts = OUTCOMES.filter((outcome) => file.counts[outcome] > 0)
  return (
    <li class="person" data-file={file.name}>
      <div class="grow">
        <p class="strong">{file.name}</p>
        {file.error ? (
          <p class="hint wrong">{words(file.error)}</p>
        ) : (
          <p class="secondary">
            {file.station && `${says.station} ${file.station}: `}
            {counts.length === 0
              ? says.nothing
              : counts
                  .map((outcome) => `${decimal(file.counts[outcome], 0, lang.value)} ${says.counts[outcome]}`)
                  .join(', ')}
          </p>
        )}
        {file.rows.length > 0 && (
          <div class="table-box">
            <table class="table">
              <thead>
                <tr>
                  <th scope="col">{says.line}</th>
                  <th scope="col">{says.became}</th>
                  <th scope="col">{says.why}</th>
                </tr>
              </thead>
              <tbody>
                {file.rows.map((row) => (
                  <tr key={row.line}>
                    <td class="figures">{row.line}</td>
                    <td>{says.counts[row.outcome]}</td>
                    <td>{row.text ? words(row.text) : reasonText(row.reason)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
        {!!file.unlisted && <p class="secondary">{says.unlisted(decimal(file.unlisted, 0, lang.value))}</p>}
      </div>
    </li>
  )
}

/** Monitoring files that somebody has at hand, with the report of each. */
export function Files() {
  const over = useSignal(false)
  const input = useRef<HTMLInputElement>(null)
  const says = m().readings
  const take = (list: FileList | null | undefined): void => {
    const files = [...(list ?? [])]
    if (files.length) sendFiles(files)
    if (input.current) input.current.value = ''
  }
  return (
    <section class="section">
      <h1 data-panel-title tabIndex={-1}>
        {says.filesTitle}
      </h1>
      <p class="secondary">{says.filesLead}</p>
      <fieldset
        class={over.value ? 'drop over' : 'drop'}
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
          take(e.dataTransfer?.files)
        }}
      >
        <legend class="offscreen">{says.choose}</legend>
        <UploadIcon />
        <p class="strong only-wide">{over.value ? says.dropHere : says.drop}</p>
        <button type="button" class="button primary" onClick={() => input.current?.click()}>
          {says.choose}
        </button>
        <input
          ref={input}
          class="offscreen"
          type="file"
          multiple
          tabIndex={-1}
          aria-label={says.choose}
          onChange={(e) => take(e.currentTarget.files)}
        />
      </fieldset>
      {sending.value && <Waiting text={says.sending(sending.value)} />}
      <ul class="formers" aria-live="polite">
        {reports.value.map((file, n) => (
          <Report key={n} file={file} />
        ))}
      </ul>
    </section>
  )
}
