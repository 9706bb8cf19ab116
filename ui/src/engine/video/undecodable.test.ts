import { afterEach, expect, it, vi } from 'vitest'
import { KIND_VIDEO } from '../../wire/header'
import type { EngineEvent } from '../api'
import { nowUs } from '../units'
import { Picture } from './picture'
import { vp8 } from './testing/headers'

const SIZE = { width: 640, height: 360 }
const VP9 = 'vp09.00.40.08'
const HEADER = { kind: KIND_VIDEO, keyFrame: true, temporal: 0, layer: 1, level: 0, track: 1 } as const

/** Of an engine that has no decoder for the codec: it says so only after it was configured. */
class Decoder {
  static made = 0
  state = 'unconfigured'

  constructor(private readonly callbacks: { error(error: DOMException): void }) {
    Decoder.made++
  }

  configure(): void {
    this.state = 'configured'
    queueMicrotask(() => {
      this.state = 'closed'
      this.callbacks.error(new DOMException('not here', 'NotSupportedError'))
    })
  }

  decode(): void {}

  close(): void {}
}

const numbered = (sequence: number) => ({ sequence, t0: sequence, duration100us: 333, captureUs: nowUs() })

afterEach(() => vi.unstubAllGlobals())

it('is said of what this engine has no decoder for, and no key frame is asked for then', async () => {
  vi.stubGlobal('VideoDecoder', Decoder)
  vi.stubGlobal('EncodedVideoChunk', class {})
  const told: EngineEvent[] = []
  const asked = vi.fn()
  const picture = new Picture({ track: 1, emit: (event) => told.push(event), requestKeyFrame: asked })
  picture.describe({ codec: 'vp8', screen: true, layers: [{ layer: 1, ...SIZE }] })
  picture.screens.set(1, { resize: () => undefined, close: () => undefined, draw: () => undefined })
  picture.setWanted(true)
  for (let sequence = 0; sequence < 5; sequence++) {
    picture.receive({ ...HEADER, ...numbered(sequence + 1) }, vp8({ key: true, ...SIZE }))
    await Promise.resolve()
  }
  expect(told).toEqual([{ type: 'undecodable', track: 1, codec: 'vp8', undecodable: true }])
  expect([Decoder.made, asked.mock.calls.length]).toEqual([1, 0])
  picture.describe({ codec: VP9, screen: true, layers: [{ layer: 1, ...SIZE }] })
  expect(told.at(-1)).toEqual({ type: 'undecodable', track: 1, codec: VP9, undecodable: false })
})
