import { fileURLToPath } from 'node:url'
import { paraglideVitePlugin } from '@inlang/paraglide-js'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { svelteTesting } from '@testing-library/svelte/vite'
import { defineConfig } from 'vitest/config'

/** Paths from this file: it also builds pages of tests that lie elsewhere. */
const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig(({ mode }) => ({
  base: './',
  plugins: [
    paraglideVitePlugin({
      // The same as `npm run texts` does for the type checker.
      project: here('./project.inlang'),
      outdir: here('./src/i18n/generated'),
      emitTsDeclarations: true,
      outputStructure: 'message-modules',
      strategy: ['globalVariable', 'baseLocale'],
    }),
    svelte(),
    svelteTesting({ autoCleanup: false }),
  ],
  worker: { format: 'es' },
  build: {
    // `--mode gallery`: every screen with invented people, for tests/screens; no part of the product.
    ...(mode === 'gallery'
      ? { outDir: '../tests/output/gallery', rolldownOptions: { input: 'gallery.html' } }
      : { outDir: '../meetdesk/ui' }),
    emptyOutDir: true,
    target: 'chrome120',
    // Every asset is a file of its own: the Content-Security-Policy allows no data: scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  test: {
    include: ['src/**/*.test.ts'],
    environment: 'node',
    // A limit against hanging, not on speed.
    testTimeout: 60_000,
  },
}))
