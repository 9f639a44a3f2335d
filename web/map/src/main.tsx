import { render } from 'preact'
import './css/base.css'
import './css/frame.css'
import './css/search.css'
import './css/panel.css'
import './css/history.css'
import './css/map.css'
import './css/cards.css'
import './css/account.css'
import './css/page.css'
import { onKey } from './actions/keys'
import { loadEnglish } from './i18n'
import { start, watchDevice } from './state/boot'
import { openSession } from './state/session'
import { lang } from './state/store'
import { App } from './views/App'
import { Verify } from './views/Verify'

watchDevice()
const root = document.getElementById('app')
// A page in English is not shown in Vietnamese first.
if (lang.peek() === 'en') await loadEnglish()
if (window.location.pathname === '/verify') {
  if (root) render(<Verify />, root)
} else if (window.location.pathname === '/wall') {
  // A page of its own: nothing of the handbook but its language and its fonts.
  import('./wall/Wall').then(({ Wall }) => root && render(<Wall />, root))
} else {
  if (root) render(<App />, root)
  // At once, not after the first picture: a hand that knows the key is faster on a slow machine.
  window.addEventListener('keydown', onKey)
  start()
  openSession()
  // The engine is large: its way here begins with the page's, not after the first answers.
  import('./map/engine').catch(() => {})
}
