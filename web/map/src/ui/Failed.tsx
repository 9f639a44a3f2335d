import type { Failure } from '../api/client'
import { t } from '../i18n'
import { WarnIcon } from './icons'

/** What happened, what was kept, what to do; the server's own sentence where it knows better. */
export function failureText({ kind, detail }: Failure): string {
  const told = kind === 'missing' || kind === 'refused' || kind === 'busy'
  return told && detail ? detail : t().errors[kind]
}

/** A failure with its next step. */
export function Failed({ failure, again, lead }: { failure: Failure; again?: () => void; lead?: string }) {
  return (
    <div class="failed" role="alert">
      <WarnIcon />
      <div>
        {lead && <p class="strong">{lead}</p>}
        <p>{failureText(failure)}</p>
        {failure.requestId && failure.kind === 'server' && (
          <p class="secondary">{t().errors.requestId(failure.requestId)}</p>
        )}
        {again && (
          <button type="button" class="button" onClick={again}>
            {t().app.retry}
          </button>
        )}
      </div>
    </div>
  )
}
