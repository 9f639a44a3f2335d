import type { ComponentChildren } from 'preact'
import { t } from '../i18n'
import { guideTo } from '../state/guide'

/** The name of a land type, leading to what the guide says of its code. */
export function LandType({ code, children }: { code: string; children: ComponentChildren }) {
  return (
    <a class="link" href={guideTo(code)} title={t().guide.ofCode(code)}>
      {children}
    </a>
  )
}
