import { afterEach, expect, test, vi } from 'vitest'
import { checkCodecs } from './check'

afterEach(() => vi.unstubAllGlobals())

test('the media library is loaded before the first codec', async () => {
  const used: string[] = []
  class Codec {
    constructor() {
      used.push('codec')
      throw new Error('not here')
    }
  }
  for (const name of ['VideoEncoder', 'VideoDecoder', 'AudioEncoder', 'AudioDecoder']) vi.stubGlobal(name, Codec)
  vi.stubGlobal(
    'OffscreenCanvas',
    class {
      getContext = (): null => null
    },
  )
  vi.stubGlobal('document', { createElement: () => ({ canPlayType: () => used.push('media') }) })
  expect(await checkCodecs()).toEqual({ missing: 'VP8' })
  expect(used).toEqual(['media', 'codec'])
})
