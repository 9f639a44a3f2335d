import { signal } from '@preact/signals'
import { Failure, get, send } from '../api/client'
import type { Token, User } from '../api/types'
import { lang } from '../state/store'

export const ROLES: readonly User['role'][] = [
  'citizen',
  'land_officer',
  'environment',
  'ioc',
  'agency',
  'administrator',
]
export const SCOPES = [
  'import',
  'staff',
  'accounts',
  'monitoring',
  'readings',
  'stations',
  'open311',
  'cameras',
  'indicators',
  'operations',
] as const
export type Scope = (typeof SCOPES)[number]

/** What an account is to be. */
export interface Wanted {
  readonly login: string
  readonly name: string
  readonly role: User['role']
  /** Codes; none for the whole province. */
  readonly communes: readonly string[]
  /** Code of the agency whose reports the person answers. */
  readonly agency: string
}

export const users = signal<readonly User[] | null>(null)
export const tokens = signal<readonly Token[] | null>(null)
export const trouble = signal<Failure | null>(null)

/** A secret that is shown once: whose it is, what it is, and until when it holds. */
export interface Secret {
  readonly kind: 'link' | 'token'
  /** The login that the link is for, or the id of the token. */
  readonly about: string
  readonly of: string
  readonly text: string
  readonly until: string | null
}
export const secret = signal<Secret | null>(null)

const failureIn = (cause: unknown): Failure => (cause instanceof Failure ? cause : new Failure('garbled'))

/** Reads who there is and which programs may ask. */
export async function readPeople(): Promise<void> {
  trouble.value = null
  try {
    const [people, machines] = await Promise.all([
      get<{ users: readonly User[] }>('/api/users', lang.peek()),
      get<{ tokens: readonly Token[] }>('/api/tokens', lang.peek()),
    ])
    users.value = people.users
    tokens.value = machines.tokens
  } catch (cause) {
    trouble.value = failureIn(cause)
  }
}

/** Does something to the accounts and reads them anew. The failure is thrown to whoever can show it best. */
async function change(ask: () => Promise<unknown>): Promise<void> {
  await ask()
  await readPeople()
}

const pathOf = (login: string): string => `/api/users/${encodeURIComponent(login)}`

/** A land officer alone is limited to communes. */
export const bodyOf = ({ login, name, role, communes, agency }: Wanted) => ({
  login,
  name,
  role,
  communes: role === 'land_officer' && communes.length ? communes : null,
  ...(role === 'agency' && { agency }),
})

export const addUser = (wanted: Wanted): Promise<void> =>
  change(() => send('POST', '/api/users', lang.peek(), bodyOf(wanted)))

export const saveUser = ({ login, name, role, communes, agency }: Wanted): Promise<void> =>
  change(() =>
    send('PATCH', pathOf(login), lang.peek(), {
      name,
      role,
      ...(role === 'land_officer' && communes.length ? { communes } : { whole_province: true }),
      ...(role === 'agency' && { agency }),
    }),
  )

export const disableUser = (login: string, disabled: boolean): Promise<void> =>
  change(() => send('PATCH', pathOf(login), lang.peek(), { disabled }))

export async function makeLink({ login, name }: User): Promise<void> {
  const made = await send<{ url: string; expires_at: string }>('POST', `${pathOf(login)}/reset-link`, lang.peek())
  secret.value = { kind: 'link', about: login, of: name, text: made.url, until: made.expires_at }
}

/** Makes a token; one that sends readings may be for the stations of one operator alone. */
export async function makeToken(name: string, scopes: readonly Scope[], operator = ''): Promise<void> {
  await change(async () => {
    const made = await send<Token>('POST', '/api/tokens', lang.peek(), { name, scopes, ...(operator && { operator }) })
    secret.value = { kind: 'token', about: made.id, of: name, text: made.token ?? '', until: made.expires_at }
  })
}

export const revokeToken = (id: string): Promise<void> =>
  change(() => send('DELETE', `/api/tokens/${encodeURIComponent(id)}`, lang.peek()))

/** Whether a token no longer opens anything. */
export const over = ({ revoked, expires_at }: Token, now = Date.now()): boolean =>
  revoked || (expires_at !== null && Date.parse(expires_at) <= now)

/** The codes in a text that a person typed. */
export const codesIn = (text: string): readonly string[] => text.split(/[\s,;]+/).filter(Boolean)
