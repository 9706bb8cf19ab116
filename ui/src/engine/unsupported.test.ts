import { describe, expect, it } from 'vitest'
import { unsupported } from './unsupported'

const full = (): Record<string, unknown> => ({
  isSecureContext: true,
  VideoEncoder: class {},
  VideoDecoder: class {},
  AudioEncoder: class {},
  AudioDecoder: class {},
  AudioWorkletNode: class {},
  OffscreenCanvas: class {},
  HTMLCanvasElement: class {
    transferControlToOffscreen(): void {}
  },
  navigator: { mediaDevices: { getUserMedia: () => undefined } },
})

describe('unsupported', () => {
  it('finds nothing missing in a full engine', () => {
    expect(unsupported(full())).toEqual([])
  })

  it.each([
    ['AudioEncoder', 'webcodecs'],
    ['VideoDecoder', 'webcodecs'],
    ['AudioWorkletNode', 'worklet'],
    ['OffscreenCanvas', 'offscreen_canvas'],
    ['isSecureContext', 'secure_context'],
    ['navigator', 'camera_api'],
  ])('without %s: %s', (name, reason) => {
    const scope = full()
    delete scope[name]
    expect(unsupported(scope)).toEqual([reason])
  })
})
