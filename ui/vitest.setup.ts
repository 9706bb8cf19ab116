import { afterAll, vi } from 'vitest'

// Files of tests share a process: what one changed of the world, and did not put back, is put back after it.
afterAll(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})
