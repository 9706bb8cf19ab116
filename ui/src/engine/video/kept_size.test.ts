import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { KIND_VIDEO } from '../../wire/header'
import { nowUs } from '../units'
import { KeptSize } from './kept_size'
import { Picture } from './picture'
import { vp8 } from './testing/headers'
import type { Size } from './upright'

const SMALL = { width: 320, height: 180 }
const LARGE = { width: 1280, height: 720 }
const OTHER = { width: 640, height: 480 }

interface Chunk {
  type: 'key' | 'delta'
  timestamp: number
  data: Uint8Array
}

/** As WebKitGTK 2.50 does with `keeps`: all pictures have the size of the first. */
class Decoder {
  static keeps = true
  static made = 0
  state = 'unconfigured'
  #size: Size | null = null

  constructor(private readonly callbacks: { output(frame: unknown): void }) {
    Decoder.made++
  }

  configure(): void {
    this.state = 'configured'
  }

  decode({ type, timestamp, data }: Chunk): void {
    const view = new DataView(data.buffer, data.byteOffset)
    const size = type === 'key' ? { width: view.getUint16(6, true), height: view.getUint16(8, true) } : null
    if (size && !(Decoder.keeps && this.#size)) this.#size = size
    const { width, height } = this.#size!
    const frame = { timestamp, displayWidth: width, displayHeight: height, close: () => undefined }
    queueMicrotask(() => this.callbacks.output({ ...frame, visibleRect: { x: 0, y: 0, width, height } }))
  }

  close(): void {
    this.state = 'closed'
  }
}

class Sender {
  readonly shown: string[] = []
  asked = 0
  #sequence = 0
  readonly #picture = new Picture({ track: 1, emit: () => undefined, requestKeyFrame: () => this.asked++ })

  constructor() {
    this.#picture.describe({ codec: 'vp8', screen: false, layers: [{ layer: 1, ...LARGE }] })
    const draw = ({ displayWidth, displayHeight }: VideoFrame) => this.shown.push(`${displayWidth}×${displayHeight}`)
    this.#picture.screens.set(1, { resize: () => undefined, close: () => undefined, draw })
  }

  /** Sends a key frame of that size, or one that needs what went before, and lets `pause` ms pass. */
  async send(size: Size | null, pause = 40): Promise<void> {
    const key = size !== null
    const number = ++this.#sequence
    const header = { kind: KIND_VIDEO, keyFrame: key, temporal: 0, layer: 1, level: 0, track: 1 } as const
    const rest = { sequence: number, t0: number, duration100us: 333, captureUs: nowUs() }
    this.#picture.receive({ ...header, ...rest }, vp8({ key, ...size }))
    await vi.advanceTimersByTimeAsync(pause)
  }
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] })
  Object.assign(Decoder, { keeps: true, made: 0 })
  KeptSize.seen = false
  vi.stubGlobal('VideoDecoder', Decoder)
  vi.stubGlobal(
    'EncodedVideoChunk',
    class {
      constructor(chunk: Chunk) {
        Object.assign(this, chunk)
      }
    },
  )
})

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('a decoder that keeps its first size', () => {
  it('is replaced: once it was seen doing so, by the key frame that has another size', async () => {
    const sender = new Sender()
    await sender.send(SMALL, 300)
    await sender.send(null)
    await sender.send(LARGE)
    expect([sender.shown, sender.asked]).toEqual([['320×180', '320×180', '320×180'], 1])
    await sender.send(LARGE, 300)
    await sender.send(null)
    await sender.send(OTHER)
    await sender.send(null)
    expect(sender.shown.slice(3)).toEqual(['1280×720', '1280×720', '640×480', '640×480'])
    expect([sender.asked, Decoder.made]).toEqual([1, 3])
  })

  it('costs no more than four decoders a second, and shows all pictures meanwhile', async () => {
    const sender = new Sender()
    for (let number = 0; number < 100; number++) await sender.send(number % 2 ? LARGE : SMALL, 20)
    expect(Decoder.made).toBeLessThan(10)
    expect(sender.shown).toHaveLength(100)
  })

  it('is kept while the size stays, and where decoders follow', async () => {
    const sender = new Sender()
    for (let number = 0; number < 5; number++) await sender.send(SMALL, 300)
    expect(Decoder.made).toBe(1)
    Decoder.keeps = false
    await sender.send(LARGE, 300)
    await sender.send(OTHER, 300)
    expect(sender.shown.slice(-2)).toEqual(['1280×720', '640×480'])
    expect([Decoder.made, sender.asked]).toEqual([1, 0])
  })
})
