import { defineConfig } from 'vitest/config'

/** The journeys in a browser, against the address in SOTAY_URL. One after the other: they share a machine. */
export default defineConfig({
  test: {
    include: ['e2e/**/*.e2e.ts'],
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
