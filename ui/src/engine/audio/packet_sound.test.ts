import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { type OpusPacket, soundOf } from './packet_sound'

let state: string

beforeEach(() => {
  state = 'unconfigured'
  vi.stubGlobal(
    'EncodedAudioChunk',
    class {
      constructor(init: object) {
        Object.assign(this, init)
      }
    },
  )
  vi.stubGlobal(
    'AudioDecoder',
    class {
      decodeQueueSize = 0
      constructor(private readonly callbacks: { output(data: unknown): void }) {}
      get state(): string {
        return state
      }
      configure(): void {
        state = 'configured'
      }
      decode(chunk: unknown): void {
        this.callbacks.output(chunk)
      }
      close(): void {
        state = 'closed'
      }
    },
  )
})

afterEach(() => vi.unstubAllGlobals())

function packets(...times: number[]): ReadableStream<OpusPacket> {
  return new ReadableStream({
    start(controller) {
      for (const rtpTimestamp of times) {
        controller.enqueue({ data: new ArrayBuffer(1), getMetadata: () => ({ rtpTimestamp }) })
      }
    },
  })
}

it('counts the time from the first packet, over the end of its 32 bits and over one that was lost', async () => {
  const reader = soundOf(packets(2 ** 32 - 960, 0, 960, 2_880)).getReader()
  const times = []
  for (let number = 0; number < 4; number++) times.push((await reader.read()).value?.timestamp)
  expect(times).toEqual([0, 20_000, 40_000, 80_000])
})

it('gives the decoder and the packets back', async () => {
  let cancelled = false
  const given = new ReadableStream<OpusPacket>({
    cancel() {
      cancelled = true
    },
  })
  const reader = soundOf(given).getReader()
  const read = reader.read()
  await reader.cancel()
  expect([(await read).done, state, cancelled]).toEqual([true, 'closed', true])
})
