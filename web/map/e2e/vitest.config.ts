import { defineConfig } from 'vitest/config'
import { serverLog } from './serverLog.ts'

/** The journeys in a browser, against the address in SOTAY_URL. One after the other: they share a machine. */
export default defineConfig({
  test: {
    include: ['e2e/**/*.e2e.ts'],
    reporters: [
      serverLog(process.env.E2E_SERVER_LOG),
      'default',
      ...(process.env.GITHUB_ACTIONS ? ['github-actions'] : []),
    ],
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
