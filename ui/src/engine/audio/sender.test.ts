import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { HEADER_BYTES, parse } from '../../wire/header'
import { AUDIO_FRAME_BYTES } from '../../wire/rules'
import { nowMs } from '../units'
import type { DoubleSocket } from './double-socket'
import { AudioSender } from './sender'

const RATE = 48_000
/** Bytes of the largest frame of a tone in "music": Firefox 153 takes 163 kbit/s where it was asked for 128. */
const LARGEST = 636

/** As Firefox 153 with times in microseconds since 1970: all chunks are of one time. */
class Encoder {
  state = 'unconfigured'

  constructor(private readonly callbacks: { output(chunk: unknown): void }) {}

  configure(): void {
    this.state = 'configured'
  }

  encode(): void {
    const chunk = { timestamp: 1_700_000_000_000_000, duration: 20_000, byteLength: LARGEST, copyTo: () => undefined }
    queueMicrotask(() => this.callbacks.output(chunk))
  }

  close(): void {
    this.state = 'closed'
  }
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] })
  vi.stubGlobal('AudioEncoder', Encoder)
  vi.stubGlobal(
    'AudioData',
    class {
      close(): void {}
    },
  )
})

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

it('sends sound under the times and numbers at which it was captured, whatever the encoder says', async () => {
  const frames: ArrayBuffer[] = []
  const socket: Partial<DoubleSocket> = { isOpen: true, isFree: true, send: (frame) => frames.push(frame) }
  const sender = new AudioSender('microphone', socket as DoubleSocket, () => undefined)
  sender.setTrack(1)
  sender.setSound('music')
  const { port1, port2 } = new MessageChannel()
  sender.captureFrom(port2, RATE)
  const started = nowMs()
  for (let number = 1; number <= 20; number++) {
    await vi.advanceTimersByTimeAsync(10)
    const samples = new Float32Array(RATE / 100).fill(0.1)
    port2.onmessage?.({ data: { samples, timestampUs: number * 10_000 } } as MessageEvent)
  }
  await vi.advanceTimersByTimeAsync(1)
  for (const port of [port1, port2]) port.close()
  const headers = frames.map((frame) => parse(frame))
  expect(headers).toHaveLength(10)
  for (const [index, { captureUs, sequence, duration100us }] of headers.entries()) {
    expect(captureUs / 1_000 - started).toBeCloseTo(index * 20, 0)
    expect([sequence - headers[0]!.sequence, duration100us]).toEqual([index, 200])
  }
  expect(LARGEST + HEADER_BYTES).toBeLessThan(AUDIO_FRAME_BYTES / 4)
})
