import type { Package } from '../../wire/messages'

// Read when the page is built. A pattern must stand there in full; a test compares them with package.json.
const licences = import.meta.glob<string>(
  [
    '/node_modules/@lucide/svelte/package.json',
    '/node_modules/@noble/hashes/package.json',
    '/node_modules/@twilio/video-processors/package.json',
    '/node_modules/bits-ui/package.json',
    '/node_modules/perfect-freehand/package.json',
    '/node_modules/ringbuf.js/package.json',
    '/node_modules/svelte/package.json',
    '/node_modules/virtua/package.json',
    '/node_modules/yjs/package.json',
  ],
  { eager: true, import: 'license' },
)
const versions = import.meta.glob<string>(
  [
    '/node_modules/@jitsi/rnnoise-wasm/package.json',
    '/node_modules/@lucide/svelte/package.json',
    '/node_modules/@noble/hashes/package.json',
    '/node_modules/@twilio/video-processors/package.json',
    '/node_modules/bits-ui/package.json',
    '/node_modules/perfect-freehand/package.json',
    '/node_modules/ringbuf.js/package.json',
    '/node_modules/svelte/package.json',
    '/node_modules/virtua/package.json',
    '/node_modules/yjs/package.json',
  ],
  { eager: true, import: 'version' },
)

/** Where the licence is not in the field in which it belongs; RNNoise itself, which is compiled into it, is BSD. */
const elsewhere: Record<string, string> = { '@jitsi/rnnoise-wasm': 'Apache-2.0' }

/** The packages that are built into the page. */
export const pagePackages: readonly Package[] = Object.entries(versions).map(([path, version]) => {
  const name = path.replace('/node_modules/', '').replace('/package.json', '')
  return { name, version, licence: licences[path] ?? elsewhere[name] ?? '' }
})
