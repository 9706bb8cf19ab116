import { paraglideVitePlugin } from '@inlang/paraglide-js'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { svelteTesting } from '@testing-library/svelte/vite'
import { defineConfig } from 'vitest/config'
import { texts } from './src/i18n/compile'

export default defineConfig({
  base: './',
  plugins: [paraglideVitePlugin(texts), svelte(), svelteTesting({ autoCleanup: false })],
  worker: { format: 'es' },
  build: {
    outDir: '../meetdesk/ui',
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
})
