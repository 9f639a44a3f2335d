import './desk.css'
import './reading.css'
import './review.css'
import './people.css'
import './phone.css'
import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { t } from '../i18n'
import { accountDialog, may, session, sessionKnown } from '../state/session'
import { pageTitle } from '../state/store'
import { Waiting } from '../ui/Waiting'
import { Accounts } from './Accounts'
import { Import } from './Import'
import { d } from './i18n'
import { Start } from './Start'
import { openId, openImport } from './state'

type Screen = 'imports' | 'accounts'
const screen = signal<Screen>('imports')

/** Opens what the address names. */
function readAddress(): void {
  const path = window.location.pathname
  screen.value = path === '/desk/accounts' ? 'accounts' : 'imports'
  const id = Number(/^\/desk\/imports\/(\d+)$/.exec(path)?.[1])
  const wanted = Number.isSafeInteger(id) && id > 0 ? id : null
  if (screen.value === 'imports' && wanted !== openId.peek()) openImport(wanted)
}

let begun = false

/** What somebody sees who may not work here, and the way in. */
function Gate() {
  const { user } = session.value
  const says = d().gate
  return (
    <section class="section gate">
      <h1 data-panel-title tabIndex={-1}>
        {says.title}
      </h1>
      <p>{says.who}</p>
      {user ? (
        <>
          <p class="strong">{says.notYou(t().account.signedInAs(user.name, t().account.roles[user.role]))}</p>
          <p class="secondary">{says.ask}</p>
        </>
      ) : (
        <>
          <p>{says.signIn}</p>
          <button
            type="button"
            class="button primary"
            onClick={() => {
              accountDialog.value = 'sign-in'
            }}
          >
            {says.button}
          </button>
        </>
      )}
      <p>
        <a class="link" href="/">
          {says.home}
        </a>
      </p>
    </section>
  )
}

/** The parts of the desk by name, for those who may use more than one. */
function Parts() {
  const at = (part: Screen) => (screen.value === part ? 'page' : undefined)
  return (
    <nav class="desk-parts" aria-label={d().parts}>
      <a href="/desk" aria-current={at('imports')}>
        {d().imports}
      </a>
      <a href="/desk/accounts" aria-current={at('accounts')}>
        {d().accounts}
      </a>
    </nav>
  )
}

function Content() {
  if (!sessionKnown.value) return <Waiting text={d().gate.checking} />
  const imports = may('import')
  const accounts = may('accounts')
  if (!imports && !accounts) return <Gate />
  return (
    <>
      {accounts && <Parts />}
      {screen.value === 'accounts' ? (
        <Accounts />
      ) : imports ? (
        openId.value === null ? (
          <Start />
        ) : (
          <Import key={openId.value} />
        )
      ) : (
        <Gate />
      )}
    </>
  )
}

/** The desk: bringing files in, and the accounts. */
export function Desk() {
  useEffect(() => {
    window.addEventListener('popstate', readAddress)
    if (!begun) readAddress()
    begun = true
    return () => window.removeEventListener('popstate', readAddress)
  }, [])
  useEffect(() => {
    pageTitle.value = t().app.desk
    return () => {
      pageTitle.value = ''
    }
  }, [t().app.desk])
  return (
    <div class="desk" id="desk" tabIndex={-1}>
      <Content />
    </div>
  )
}
