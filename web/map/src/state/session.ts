import { effect, signal } from '@preact/signals'
import { api } from '../api/client'
import type { Session } from '../api/types'
import { lang } from './store'

const nobody: Session = { user: null, permissions: [], elsewhere: null }

/** Who is signed in here; nobody until the server has said. */
export const session = signal<Session>(nobody)

/** Whether the server has said who is signed in. */
export const sessionKnown = signal(false)

/** Whether the person may do something; what they may not is not shown. */
export const may = (permission: Session['permissions'][number]): boolean =>
  session.value.permissions.includes(permission)

/** Whether the person works on reports: the duty desk, or an agency on its own. */
export const mayAnswer = (): boolean => may('reports') || may('answering')

/** The one-time secret that the address was opened with, to set a password; '' for none. */
export const resetLink = signal('')

/** Why nobody is signed in: what failed elsewhere, as the server codes it, or `ended`; '' for nothing to tell. */
export const signInFailure = signal('')

/** What the dialog about the account is for; null while it is closed. */
export const accountDialog = signal<'sign-in' | 'reset' | 'me' | null>(null)

/** Asks who is signed in, and takes a one-time secret out of the address. */
export async function openSession(): Promise<void> {
  const secret = /^#reset=([\w-]{20,})$/.exec(window.location.hash)?.[1]
  if (secret) {
    history.replaceState(history.state, '', window.location.pathname + window.location.search)
    resetLink.value = secret
    accountDialog.value = 'reset'
  }
  const failure = /^#sign-in=(\w+)$/.exec(window.location.hash)?.[1]
  if (failure) {
    history.replaceState(history.state, '', window.location.pathname + window.location.search)
    signInFailure.value = failure
    accountDialog.value = 'sign-in'
  }
  session.value = await api.session(lang.peek()).catch(() => nobody)
  sessionKnown.value = true
}

/** Waits until the server has said who is signed in. */
export const sessionOpened = (): Promise<void> =>
  new Promise((resolve) => {
    const end = effect(() => {
      if (!sessionKnown.value) return
      resolve()
      queueMicrotask(() => end())
    })
  })

/** Signs in; throws the Failure that says why not. */
export async function signIn(login: string, password: string): Promise<void> {
  session.value = await api.signIn(login, password, lang.peek())
  signInFailure.value = ''
  accountDialog.value = null
}

/** The address that leads to the other place, and back to what is shown now. */
export const elsewhere = (): string =>
  `/api/session/elsewhere?return=${encodeURIComponent(window.location.pathname + window.location.search)}`

/** Signs out; what only staff may see goes from the page at once. */
export async function signOut(): Promise<void> {
  session.value = await api.signOut(lang.peek())
}

/** The session was ended from another place: what only staff may see goes, and the way in is shown. */
export function sessionEnded(): void {
  session.value = { ...nobody, elsewhere: session.peek().elsewhere }
  signInFailure.value = 'ended'
  accountDialog.value = 'sign-in'
}

/** Sets a password with the one-time secret, and asks to sign in with it. */
export async function setPassword(password: string): Promise<void> {
  await api.resetPassword(resetLink.peek(), password, lang.peek())
  resetLink.value = ''
  accountDialog.value = 'sign-in'
}
