import { t } from '../i18n'
import { hush } from '../state/notice'
import { notice } from '../state/store'
import { CloseIcon, WarnIcon } from '../ui/icons'

/** The sentence at the bottom that says what just happened. */
export function NoticeBar() {
  const current = notice.value
  return (
    <div class="notice-place" role="status">
      {current && (
        <div class={`notice ${current.tone}`}>
          {current.tone === 'wrong' && <WarnIcon />}
          <p>{current.text}</p>
          <button type="button" class="bare" aria-label={t().app.close} onClick={hush}>
            <CloseIcon />
          </button>
        </div>
      )}
    </div>
  )
}
