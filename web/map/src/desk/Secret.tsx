import { useEffect, useRef } from 'preact/hooks'
import { copyText } from '../actions/share'
import { t } from '../i18n'
import { time } from '../i18n/format'
import { d } from './i18n'
import { secret } from './people'

/** A secret, shown once, where it was asked for. */
export function Secret() {
  const box = useRef<HTMLDivElement>(null)
  const shown = secret.value
  useEffect(() => box.current?.scrollIntoView({ block: 'nearest' }), [])
  if (!shown) return null
  const says = d().users
  const isLink = shown.kind === 'link'
  return (
    <div ref={box} class="secret" role="status" data-test="secret">
      <p>{isLink ? says.linkFor(shown.of, time(shown.until ?? '')) : says.tokenOnce(shown.of)}</p>
      <p class="secret-text" translate={false}>
        {shown.text}
      </p>
      <div class="actions">
        <button
          type="button"
          class="button primary"
          onClick={() => copyText(shown.text, isLink ? says.linkWhat : says.tokenWhat)}
        >
          {says.copy}
        </button>
        <button
          type="button"
          class="button"
          onClick={() => {
            secret.value = null
          }}
        >
          {t().app.close}
        </button>
      </div>
    </div>
  )
}
