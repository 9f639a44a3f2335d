import type { Server } from 'node:http'
import Provider from 'oidc-provider'

/** A real OpenID Connect provider on the port of its issuer, with one person in it. */
export async function startProvider(issuer: string, back: string, person: Record<string, unknown>): Promise<Server> {
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'sotay',
        client_secret: 'a secret of the tests alone',
        redirect_uris: [back],
        grant_types: ['authorization_code'],
      },
    ],
    claims: { profile: ['name'], email: ['email', 'email_verified'] },
    pkce: { required: () => true },
    cookies: { keys: ['a key of the tests alone'] },
    findAccount: (_context: unknown, id: string) => ({ accountId: id, claims: () => ({ sub: id, ...person }) }),
  })
  return new Promise((resolve) => {
    const server: Server = provider.listen(Number(new URL(issuer).port), '127.0.0.1', () => resolve(server))
  })
}
