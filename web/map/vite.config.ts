import subsetFont from 'subset-font'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'

/** On a slow line every round trip counts: the page names at once what it will need, the engine and two fonts. */
function nameEarly(): Plugin {
  const wanted = /(?:engine|maplibre)-(?!gl-)[\w-]+\.js$|be-vietnam-pro-(?:latin|vietnamese)-400-normal-[\w-]+\.woff2$/
  return {
    name: 'name-early',
    transformIndexHtml: (_, { bundle }) =>
      Object.keys(bundle ?? {})
        .filter((file) => wanted.test(file))
        .map((file) => ({
          tag: 'link',
          attrs: file.endsWith('.js')
            ? { rel: 'modulepreload', crossorigin: true, href: `/${file}` }
            : { rel: 'preload', as: 'font', type: 'font/woff2', crossorigin: true, href: `/${file}` },
          injectTo: 'head' as const,
        })),
  }
}

/** Of Inter the page takes figures and signs alone (see fonts.css): the others would weigh twenty times as much. */
function figuresOnly(): Plugin {
  return {
    name: 'figures-only',
    async generateBundle(_, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type !== 'asset' || !/inter-latin-[\w-]+\.woff2$/.test(file.fileName)) continue
        file.source = await subsetFont(Buffer.from(file.source), ' +,-.0123456789±', { targetFormat: 'woff2' })
      }
    },
  }
}

export default defineConfig({
  plugins: [nameEarly(), figuresOnly()],
  build: {
    target: 'es2022',
    cssTarget: ['chrome100', 'safari15.4', 'firefox100'],
    chunkSizeWarningLimit: 1500,
    rolldownOptions: {
      // The server's own pages, those of the guide, have a style sheet and no script.
      input: ['index.html', 'src/css/guide.css'],
      output: {
        // MapLibre changes rarely: a file of its own stays in the caches when ours change.
        codeSplitting: {
          groups: [{ name: 'maplibre', test: /node_modules[\\/](maplibre-gl|@maplibre|@mapbox)[\\/]/ }],
        },
      },
    },
  },
  // The worker is a file beside the library and must be found there.
  optimizeDeps: { exclude: ['maplibre-gl'] },
  worker: { format: 'es' },
  server: { proxy: { '/api': 'http://127.0.0.1:8080', '/tiles': 'http://127.0.0.1:8080' } },
  test: {
    setupFiles: ['src/testing/english.ts'],
    include: ['src/**/*.test.ts', 'e2e/*.test.ts', 'scripts/*.test.mjs'],
  },
})
