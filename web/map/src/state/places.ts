import { api, Failure } from '../api/client'
import { follow } from './resource'
import { accountDialog, session, sessionEnded } from './session'
import { lang } from './store'

/** The code points of a password that the server takes at least and at most. */
export const LEAST_PASSWORD = 15
export const MOST_PASSWORD = 200

/** Whether a password is as long as it must be. Counted as the server does, by characters as they are read. */
export function longEnough(password: string): boolean {
  const n = [...password].length
  return n >= LEAST_PASSWORD && n <= MOST_PASSWORD
}

/** Takes notice where the session itself has ended. */
function told(cause: unknown): never {
  if (cause instanceof Failure && cause.status === 401 && cause.code === '') sessionEnded()
  throw cause
}

/** Where the person is signed in, while they look at it. */
export const places = follow(
  () =>
    accountDialog.value === 'me' && session.value.user ? { lang: lang.value, login: session.value.user.login } : null,
  ({ lang }, ended) => api.sessions(lang, ended).catch(told),
)

/** Ends sessions one by one; one that has ended by itself is as good. Throws the Failure that stopped it. */
export async function endPlaces(ids: readonly string[]): Promise<void> {
  try {
    for (const id of ids) {
      await api.endSession(id, lang.peek()).catch((cause) => {
        if (!(cause instanceof Failure && cause.kind === 'missing')) told(cause)
      })
    }
  } finally {
    places.again()
  }
}

/** Gives the account another password, which signs out everywhere else. Throws the Failure that says why not. */
export async function changePassword(old: string, fresh: string): Promise<void> {
  await api.changePassword(old, fresh, lang.peek()).catch(told)
  places.again()
}
