/** Whether this browser engine can do what a meeting needs of it: tried, not asked. */

import { makeMediaReady } from './media_ready'
import { CODEC } from './video/encoder'

export type CodecCheck = { missing: string } | { ms: number }

const WIDTH = 640
const HEIGHT = 360
const PICTURES = 12
const SAMPLE_RATE = 48_000
const PACKETS = 5
/** Longer than any engine takes that is of use, in milliseconds. */
const PATIENCE = 5_000

/** Encodes and decodes some pictures and sound; `ms` is the median time for a picture, there and back. */
export async function checkCodecs(): Promise<CodecCheck> {
  if (!('VideoEncoder' in globalThis) || !('AudioEncoder' in globalThis)) return { missing: 'WebCodecs' }
  makeMediaReady()
  const times = await within(tryVideo()).catch(() => null)
  if (!times) return { missing: 'VP8' }
  if (!(await within(tryAudio()).catch(() => false))) return { missing: 'Opus' }
  return { ms: times.sort((one, other) => one - other)[Math.floor(times.length / 2)] ?? 0 }
}

async function tryVideo(): Promise<number[]> {
  const canvas = new OffscreenCanvas(WIDTH, HEIGHT)
  const context = canvas.getContext('2d')
  let done: () => void = () => undefined
  let failed: (error: DOMException) => void = () => undefined
  const decoder = new VideoDecoder({
    output: (frame) => {
      frame.close()
      done()
    },
    error: (error) => failed(error),
  })
  const encoder = new VideoEncoder({ output: (chunk) => decoder.decode(chunk), error: (error) => failed(error) })
  try {
    decoder.configure({ codec: CODEC, optimizeForLatency: true })
    encoder.configure({
      codec: CODEC,
      width: WIDTH,
      height: HEIGHT,
      bitrate: 500_000,
      framerate: 30,
      latencyMode: 'realtime',
      scalabilityMode: 'L1T3',
    })
    const times: number[] = []
    for (let number = 0; number < PICTURES; number++) {
      if (context) {
        context.fillStyle = `hsl(${number * 30} 60% 50%)`
        context.fillRect((number * 50) % WIDTH, 40, 200, 200)
      }
      const frame = new VideoFrame(canvas, { timestamp: number * 33_000 })
      const shown = new Promise<void>((resolve, reject) => {
        done = resolve
        failed = reject
      })
      const begun = performance.now()
      encoder.encode(frame, { keyFrame: number === 0 })
      frame.close()
      await shown
      times.push(performance.now() - begun)
    }
    // The first one pays for the start.
    return times.slice(1)
  } finally {
    if (encoder.state !== 'closed') encoder.close()
    if (decoder.state !== 'closed') decoder.close()
  }
}

async function tryAudio(): Promise<boolean> {
  let heard = 0
  let failure: DOMException | null = null
  const decoder = new AudioDecoder({
    output: (data) => {
      data.close()
      heard++
    },
    error: (error) => {
      failure = error
    },
  })
  const encoder = new AudioEncoder({
    output: (chunk) => decoder.decode(chunk),
    error: (error) => {
      failure = error
    },
  })
  try {
    decoder.configure({ codec: 'opus', sampleRate: SAMPLE_RATE, numberOfChannels: 1 })
    encoder.configure({ codec: 'opus', sampleRate: SAMPLE_RATE, numberOfChannels: 1, bitrate: 24_000 })
    const samples = SAMPLE_RATE / 50
    for (let number = 0; number < PACKETS; number++) {
      const data = Float32Array.from({ length: samples }, (_, at) => Math.sin(at / 10) / 2)
      const packet = new AudioData({
        format: 'f32-planar',
        sampleRate: SAMPLE_RATE,
        numberOfFrames: samples,
        numberOfChannels: 1,
        timestamp: number * 20_000,
        data,
      })
      encoder.encode(packet)
      packet.close()
    }
    await encoder.flush()
    await decoder.flush()
    return heard > 0 && failure === null
  } finally {
    if (encoder.state !== 'closed') encoder.close()
    if (decoder.state !== 'closed') decoder.close()
  }
}

function within<Value>(work: Promise<Value>): Promise<Value> {
  return Promise.race([
    work,
    new Promise<never>((_, reject) => setTimeout(() => reject(new Error('too slow')), PATIENCE)),
  ])
}
