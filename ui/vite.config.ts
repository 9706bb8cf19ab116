import { resolve } from 'node:path'
import { paraglideVitePlugin } from '@inlang/paraglide-js'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { svelteTesting } from '@testing-library/svelte/vite'
import sbom from 'rollup-plugin-sbom'
import { defineConfig } from 'vitest/config'

// Which packages went into the bundle: packaging/bundle makes the licences and the bill of materials of it.
let workers = 0
const bill = (name: string) =>
  sbom({ outDir: 'cyclonedx', outFilename: name, includeWellKnown: false, saveTimestamp: false })

export default defineConfig(({ mode }) => ({
  base: './',
  plugins: [
    paraglideVitePlugin({
      // The same as `npm run texts` does for the type checker.
      // Not relative to the root: tests build pages of their own with these settings.
      project: resolve(import.meta.dirname, 'project.inlang'),
      outdir: resolve(import.meta.dirname, 'src/i18n/generated'),
      emitTsDeclarations: true,
      outputStructure: 'message-modules',
      strategy: ['globalVariable', 'baseLocale'],
    }),
    svelte(),
    svelteTesting({ autoCleanup: false }),
    bill('page'),
  ],
  worker: { format: 'es', plugins: () => [bill(`worker-${++workers}`)] },
  build: {
    // `--mode gallery`: every screen with invented people, for tests/screens; no part of the product.
    ...(mode === 'gallery'
      ? { outDir: '../tests/output/gallery', rolldownOptions: { input: 'gallery.html' } }
      : mode === 'harness'
        ? {} // a test's own page, with its own index.html
        : {
            outDir: '../meetdesk/ui',
            rolldownOptions: { input: ['index.html', 'guest.html', 'report.html', 'selftest.html'] },
          }),
    emptyOutDir: true,
    target: 'chrome120',
    // Every asset is a file of its own: the Content-Security-Policy allows no data: scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  test: {
    include: ['src/**/*.test.ts'],
    environment: 'node',
    // Files share a process and what it has imported: a third of the processor's time. The order of files is not fixed, so
    // that no file may leave the world changed behind it.
    isolate: false,
    setupFiles: ['vitest.setup.ts'],
    // A limit against hanging, not on speed.
    testTimeout: 60_000,
  },
}))
