import { useRef, useState } from 'preact/hooks'
import type { SignedIn } from '../api/types'
import { words as inLanguage, t } from '../i18n'
import { time } from '../i18n/format'
import { deviceOf } from '../state/device'
import { say } from '../state/notice'
import { endPlaces, places } from '../state/places'
import { accountDialog, session, signOut } from '../state/session'
import { Failed } from '../ui/Failed'
import { sentence } from '../ui/Form'
import { Waiting } from '../ui/Waiting'
import { PasswordChange } from './PasswordChange'

const nameOf = (agent: string): string => {
  const { browser, system } = deviceOf(agent)
  return t().me.device(browser, system)
}

/** One place where the person is signed in. */
function Place({ of, end }: { of: SignedIn; end: () => void }) {
  const words = t().me
  const name = nameOf(of.agent)
  return (
    <li class="place" data-current={of.current}>
      <div class="grow">
        <p>
          <span class="strong">{name}</span>
          {of.current && <span class="mark-here">{words.thisOne}</span>}
        </p>
        <p class="secondary figures">
          <span class="block">{of.address}</span>
          {of.current ? words.begun(time(of.created_at)) : words.seen(time(of.seen_at))}
        </p>
      </div>
      {!of.current && (
        <button type="button" class="button" aria-label={words.endThis(name, of.address)} onClick={end}>
          {words.end}
        </button>
      )}
    </li>
  )
}

/** Where the person is signed in, with a way to end the other sessions. */
function Places() {
  const { value, failure } = places.resource.value
  const [told, setTold] = useState<{ text: string; wrong: boolean } | null>(null)
  const title = useRef<HTMLHeadingElement>(null)
  const words = t().me
  const others = value?.filter(({ current }) => !current) ?? []
  const end = (list: readonly SignedIn[], done: string): void => {
    title.current?.focus() // the button goes with its place
    setTold(null)
    endPlaces(list.map(({ id }) => id)).then(
      () => setTold({ text: done, wrong: false }),
      (cause) => setTold({ text: sentence(cause), wrong: true }),
    )
  }
  return (
    <section aria-labelledby="places-title">
      <h2 id="places-title" ref={title} tabIndex={-1}>
        {words.places}
      </h2>
      {failure && <Failed failure={failure} again={places.again} />}
      {!value && !failure && <Waiting />}
      {value && (
        <>
          <ul class="places">
            {[...value.filter(({ current }) => current), ...others].map((one) => (
              <Place key={one.id} of={one} end={() => end([one], words.endedOne(nameOf(one.agent)))} />
            ))}
          </ul>
          {told && (
            <p class={told.wrong ? 'hint wrong' : 'done'} role={told.wrong ? 'alert' : 'status'}>
              {told.text}
            </p>
          )}
          <p class="secondary">{others.length > 0 ? words.unknown : words.onlyHere}</p>
          {others.length > 1 && (
            <button type="button" class="button" onClick={() => end(others, words.endedOthers)}>
              {words.endOthers}
            </button>
          )}
        </>
      )}
    </section>
  )
}

/** The password of the account, or where it is looked after. */
function Password() {
  const words = t().me
  const place = session.value.elsewhere
  return (
    <section aria-labelledby="password-title">
      <h2 id="password-title">{words.password}</h2>
      {session.value.user?.has_password ? (
        <PasswordChange />
      ) : (
        <p class="secondary">{place ? words.passwordElsewhere(inLanguage(place)) : words.noPassword}</p>
      )}
    </section>
  )
}

/** Who is signed in, the way out, the own sessions and the own password. */
export function Me() {
  const { user } = session.value
  const words = t().account
  if (!user) return null
  const out = () =>
    signOut().then(
      () => {
        accountDialog.value = null
        say(t().account.signedOut)
      },
      () => say(t().errors.offline),
    )
  return (
    <>
      <p>{words.signedInAs(user.name, words.roles[user.role])}</p>
      {user.communes && <p class="secondary">{words.communes(user.communes.join(', '))}</p>}
      <button type="button" class="button primary" onClick={out}>
        {words.signOut}
      </button>
      <Places />
      <Password />
    </>
  )
}
