import { useLayoutEffect, useRef } from 'preact/hooks'
import { shareLink } from '../actions/share'
import { handbook, t } from '../i18n'
import { guideTo } from '../state/guide'
import { may, mayAnswer } from '../state/session'
import { lang, view } from '../state/store'
import { LinkIcon } from '../ui/icons'
import { AccountButton } from './Account'

/** The slim bar on top: the screens by name, sharing and the language. */
export function ViewBar() {
  const desk =
    may('import') ||
    may('accounts') ||
    may('stations') ||
    may('readings') ||
    may('walls') ||
    mayAnswer() ||
    view.value === 'desk'
  const bar = useRef<HTMLElement>(null)
  // On a phone the bar is narrower than its names: where one is comes into sight.
  useLayoutEffect(() => {
    const nav = bar.current
    const here = nav?.querySelector<HTMLElement>('.view[aria-current]')
    if (nav && here) nav.scrollLeft = Math.max(0, here.offsetLeft - nav.offsetLeft + here.offsetWidth - nav.clientWidth)
  }, [view.value, desk, lang.value])
  return (
    <header class="viewbar">
      <nav aria-label={t().app.views} ref={bar}>
        <a class="view" href="/" aria-current={view.value === 'handbook' ? 'page' : undefined} title={handbook()}>
          <svg class="mark" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">
            <path class="mark-page" d="M4 3h13a3 3 0 0 1 3 3v15H7a3 3 0 0 1-3-3z" />
            <path class="mark-lines" d="M9 3v18M9 9l11-2M9 15l6-1.2V8M15 13.8 20 15" />
          </svg>
          <span class="product">{t().app.product}</span>
        </a>
        <a class="view" href="/environment" aria-current={view.value === 'environment' ? 'page' : undefined}>
          {t().app.environment}
        </a>
        <a class="view" href="/report" aria-current={view.value === 'report' ? 'page' : undefined}>
          {t().app.report}
        </a>
        <a class="view" href={guideTo()}>
          {t().guide.title}
        </a>
        {desk && (
          <a class="view" href="/desk" aria-current={view.value === 'desk' ? 'page' : undefined}>
            {t().app.desk}
          </a>
        )}
      </nav>
      <button type="button" class="quiet" onClick={shareLink} title={t().app.shareHint} aria-label={t().app.share}>
        <LinkIcon />
      </button>
      <AccountButton />
      <button
        type="button"
        class="quiet"
        lang={lang.value === 'vi' ? 'en' : 'vi'}
        title={t().app.languageHint}
        onClick={() => {
          lang.value = lang.value === 'vi' ? 'en' : 'vi'
        }}
      >
        <span class="offscreen">{t().app.language}</span>
        <span aria-hidden="true">{lang.value === 'vi' ? 'EN' : 'VI'}</span>
      </button>
    </header>
  )
}
