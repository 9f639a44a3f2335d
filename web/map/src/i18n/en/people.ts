import type { people as vi } from '../vi/people'

/** The sentences of accounts and what staff see, in English. */
export const people = {
  account: {
    signIn: 'Sign in',
    title: 'Account',
    signOut: 'Sign out',
    signedInAs: (name: string, role: string) => `${name}, ${role}`,
    communes: (codes: string) => `Communes: ${codes}`,
    signedOut: 'Signed out.',
    login: 'Login',
    password: 'Password',
    elsewhere: (place) => `Sign in with ${place}`,
    or: 'or with an account of the handbook:',
    failures: {
      ticket: 'That sign-in was too long ago or begun in another browser. Please try again.',
      denied: 'The sign-in provider did not confirm who you are. Try again, or ask the administrator.',
      disabled: 'The account is disabled; ask the administrator.',
      unavailable: 'The sign-in provider could not be asked. Try again in a few minutes.',
    },
    forgotten: 'Forgotten? Ask an administrator for a link that sets a new one.',
    setPassword: 'Set a password',
    newPassword: 'New password',
    passwordRule: 'At least 15 characters; a sentence that is easy to remember is best.',
    passwordSet: 'The password is set. Sign in with it.',
    roles: {
      citizen: 'citizen',
      land_officer: 'land officer',
      environment: 'environment staff',
      ioc: 'IOC operator',
      agency: 'agency',
      administrator: 'administrator',
    },
  },
  staff: {
    title: 'For staff',
    showOwner: 'Show who uses the land',
    showFormer: 'Show who used the land before',
    noFormer: 'The handbook holds no land user of this parcel.',
    period: (from: string, to: string) =>
      `${from ? `From ${from}` : 'Since before the history began'}${to ? ` until ${to}` : ' until now'}`,
    purpose: 'Purpose',
    purposeExample: 'Handling file no. …',
    recorded: 'Your name, the time and the purpose are written to the audit log before anything is shown.',
    show: 'Record and show',
    looked: (n: number) => `The land user was looked up ${n} ${n === 1 ? 'time' : 'times'}`,
    nobodyLooked: 'Nobody has looked up who uses this parcel.',
  },
} satisfies typeof vi
