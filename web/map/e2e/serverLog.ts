import { readFileSync } from 'node:fs'
import type { Reporter } from 'vitest/node'

/** More lines than this nobody reads. */
const MOST = 40

/** Whether a line of the log tells of nothing but a request that went well. */
function isQuiet(line: string): boolean {
  try {
    const { level, msg, status } = JSON.parse(line)
    return level === 'INFO' && msg === 'request' && status < 400
  } catch {
    return false
  }
}

/** The lines of a server's log that may tell why a test failed: the last forty beside requests that went well. */
export const telling = (log: string): readonly string[] =>
  log
    .split('\n')
    .filter((line) => line !== '' && !isQuiet(line))
    .slice(-MOST)

/**
 * Prints what the server under test had to say, when tests failed. Listed before the other reporters, so that theirs is
 * the last word: the tests that failed, and why.
 */
export const serverLog = (path: string | undefined): Reporter => ({
  onTestRunEnd(_modules, _errors, reason) {
    if (reason === 'passed' || !path) return
    const lines = telling(readFileSync(path, 'utf8'))
    console.error(['', `What the server said, ${lines.length} lines:`, ...lines, ''].join('\n'))
  },
})
