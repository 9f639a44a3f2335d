import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

if (!process.env.SOTAY_DATA) throw new Error('Set SOTAY_DATA to the data folder of the server under test.')

export const run = promisify(execFile)

/** The command line beside the running server, on its data folder. */
export const sotay = (...args: string[]) => run('../../bin/sotay', args)

/** Undoes the last import. */
export async function undo(): Promise<void> {
  const { stdout } = await sotay('imports', 'list', '--json')
  const [last] = JSON.parse(stdout) as { id: number }[]
  await sotay('imports', 'undo', String(last?.id))
}
