import { type BrowserContextOptions, request } from 'playwright-core'
import { base } from './browser'
import { run } from './program'

const password = 'một câu dễ nhớ của cán bộ'

/** Makes an account, limited to communes or not (`more` is as the command takes it), and gives what a browser keeps that is signed in with it. The way through the pages is in account.e2e.ts. */
export async function signedIn(
  login: string,
  role: string,
  name = `${login} (hư cấu)`,
  communes: readonly string[] = [],
  more: readonly string[] = [],
): Promise<BrowserContextOptions['storageState']> {
  const limited = communes.length > 0 ? ['--communes', communes.join(',')] : []
  const about = ['--name', name, '--role', role, ...limited, ...more, '--password-stdin']
  const added = run('../../bin/sotay', ['user', 'add', login, ...about])
  added.child.stdin?.end(password)
  await added
  const client = await request.newContext({ baseURL: base })
  const answer = await client.post('/api/session', { data: { login, password } })
  if (!answer.ok()) throw new Error(`${login} cannot sign in: ${answer.status()} ${await answer.text()}`)
  const state = await client.storageState()
  await client.dispose()
  return state
}
