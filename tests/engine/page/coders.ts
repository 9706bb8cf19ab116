/** Frames of the engine's real encoders, and what its real decoders make of chunks. */

import { asRead, type FrameReading, readFrame } from '../../../ui/src/engine/video/frame_size'

export interface Encoded {
  key: boolean
  bytes: number[]
  read: FrameReading | null
}

/** A moving picture in this size, and then, through the same encoder, in the next; null: the codec is not there. */
export async function encoded(
  codec: string,
  sizes: { width: number; height: number }[],
  more: Partial<VideoEncoderConfig> = {},
): Promise<Encoded[] | null> {
  const chunks: Encoded[] = []
  const failed: DOMException[] = []
  const encoder = new VideoEncoder({
    output: (chunk) => {
      const bytes = new Uint8Array(chunk.byteLength)
      chunk.copyTo(bytes)
      chunks.push({ key: chunk.type === 'key', bytes: [...bytes], read: readFrame(codec, bytes) })
    },
    error: (error) => failed.push(error),
  })
  let at = 0
  for (const { width, height } of sizes) {
    const config = { codec, width, height, bitrate: 1_000_000, framerate: 30, latencyMode: 'realtime' as const, ...more }
    if (!(await VideoEncoder.isConfigSupported(config)).supported) return null
    encoder.configure(config)
    const canvas = new OffscreenCanvas(width, height)
    const context = canvas.getContext('2d')!
    for (let frame = 0; frame < 9; frame++, at++) {
      context.fillStyle = `hsl(${at * 40} 80% 50%)`
      context.fillRect((at * 7) % width, 0, width / 2, height)
      const picture = new VideoFrame(canvas, { timestamp: at * 33_333 })
      encoder.encode(picture, { keyFrame: frame === 0 })
      picture.close()
      while (encoder.encodeQueueSize > 1) await new Promise((done) => setTimeout(done, 1))
    }
  }
  await encoder.flush()
  encoder.close()
  if (failed[0]) throw failed[0]
  return chunks
}

/** Sizes of what comes out of a decoder for these chunks; the last one says if it failed. `closed`: given as the engine does. */
export async function outputs(codec: string, chunks: Pick<Encoded, 'key' | 'bytes'>[], closed = true): Promise<string[]> {
  const found: string[] = []
  const decoder = new VideoDecoder({
    output: (frame) => {
      found.push(`${frame.visibleRect!.width}×${frame.visibleRect!.height}`)
      frame.close()
    },
    error: (error) => found.push(error.name),
  })
  decoder.configure({ codec, optimizeForLatency: true })
  try {
    for (const [at, { key, bytes }] of chunks.entries()) {
      const data = Uint8Array.from(bytes)
      const type = key ? 'key' : 'delta'
      decoder.decode(new EncodedVideoChunk({ type, timestamp: at * 33_333, data: closed ? asRead(codec, data) : data }))
    }
    await decoder.flush()
    decoder.close()
  } catch (error) {
    if (!(error instanceof DOMException)) throw error
  }
  return found
}
