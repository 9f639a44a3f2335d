import { type BrowserContextOptions, request } from 'playwright-core'
import { base } from './browser'
import { run } from './program'

const password = 'một câu dễ nhớ của cán bộ'

/** Makes an account and gives what a browser keeps that is signed in with it. The way through the pages is in account.e2e.ts. */
export async function signedIn(
  login: string,
  role: string,
  name = `${login} (hư cấu)`,
): Promise<BrowserContextOptions['storageState']> {
  const added = run('../../bin/sotay', ['user', 'add', login, '--name', name, '--role', role, '--password-stdin'])
  added.child.stdin?.end(password)
  await added
  const client = await request.newContext({ baseURL: base })
  const answer = await client.post('/api/session', { data: { login, password } })
  if (!answer.ok()) throw new Error(`${login} cannot sign in: ${answer.status()} ${await answer.text()}`)
  const state = await client.storageState()
  await client.dispose()
  return state
}
