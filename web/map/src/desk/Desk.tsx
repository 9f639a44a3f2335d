import './desk.css'
import './reading.css'
import './review.css'
import './people.css'
import './phone.css'
import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { t } from '../i18n'
import { accountDialog, may, mayAnswer, session, sessionKnown } from '../state/session'
import { pageTitle } from '../state/store'
import { Waiting } from '../ui/Waiting'
import { lazyScreen } from '../views/lazyScreen'
import { Accounts } from './Accounts'
import type { WatchPart } from './cameras/Watch'
import { Import } from './Import'
import { d } from './i18n'
import type { MonitoringPart } from './monitoring/Monitoring'
import { Start } from './Start'
import { openId, openImport } from './state'

const Monitoring = lazyScreen(() => import('./monitoring/Monitoring').then(({ Monitoring }) => Monitoring))

const Reports = lazyScreen(() => import('./reports/Reports').then(({ Reports }) => Reports))
const Watch = lazyScreen(() => import('./cameras/Watch').then(({ Watch }) => Watch))
const Walls = lazyScreen(() => import('./walls/Walls').then(({ Walls }) => Walls))

type Screen = 'imports' | 'reports' | MonitoringPart | WatchPart | 'walls' | 'accounts'

/** The parts of the desk, each with its path and who may use it. */
const PARTS: readonly { readonly screen: Screen; readonly path: string; readonly allowed: () => boolean }[] = [
  { screen: 'imports', path: '/desk', allowed: () => may('import') },
  { screen: 'reports', path: '/desk/reports', allowed: mayAnswer },
  { screen: 'stations', path: '/desk/stations', allowed: () => may('stations') },
  { screen: 'quarantine', path: '/desk/quarantine', allowed: () => may('stations') || may('readings') },
  { screen: 'alarms', path: '/desk/alarms', allowed: () => may('stations') },
  { screen: 'cameras', path: '/desk/cameras', allowed: () => may('cameras') },
  { screen: 'indicators', path: '/desk/indicators', allowed: () => may('indicators') },
  { screen: 'walls', path: '/desk/walls', allowed: () => may('walls') },
  { screen: 'accounts', path: '/desk/accounts', allowed: () => may('accounts') },
]

const screen = signal<Screen>('imports')

/** Opens what the address names. */
function readAddress(): void {
  const path = window.location.pathname
  screen.value = PARTS.find((part) => part.path === path)?.screen ?? 'imports'
  const id = Number(/^\/desk\/imports\/(\d+)$/.exec(path)?.[1])
  const wanted = Number.isSafeInteger(id) && id > 0 ? id : null
  if (screen.value === 'imports' && wanted !== openId.peek()) openImport(wanted)
}

// To be fetched is to be open; what the address names is there from the first picture on.
readAddress()

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
  const mine = PARTS.filter(({ allowed }) => allowed())
  if (mine.length < 2) return null
  return (
    <nav class="desk-parts" aria-label={d().parts}>
      {mine.map(({ screen: part, path }) => (
        <a key={part} href={path} aria-current={screen.value === part ? 'page' : undefined}>
          {d()[part]}
        </a>
      ))}
    </nav>
  )
}

function Page({ part }: { part: Screen }) {
  if (part === 'accounts') return <Accounts />
  if (part === 'reports') return <Reports />
  if (part === 'cameras' || part === 'indicators') return <Watch part={part} />
  if (part === 'walls') return <Walls />
  if (part !== 'imports') return <Monitoring part={part} />
  return openId.value === null ? <Start /> : <Import key={openId.value} />
}

function Content() {
  if (!sessionKnown.value) return <Waiting text={d().gate.checking} />
  const mine = PARTS.filter(({ allowed }) => allowed())
  if (mine.length === 0) return <Gate />
  const open = mine.find((part) => part.screen === screen.value)
  return (
    <>
      <Parts />
      {open ? <Page part={open.screen} /> : <Gate />}
    </>
  )
}

/** The desk: bringing files in, monitoring, and the accounts. */
export function Desk() {
  useEffect(() => {
    window.addEventListener('popstate', readAddress)
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
