/** Sound that the browser encoded by itself, as samples again. */

import { SAMPLE_RATE } from './splice'

/** What an encoded transform gives of a sender of sound. */
export type OpusPacket = Pick<RTCEncodedAudioFrame, 'data' | 'getMetadata'>

/** Packets in the decoder (0.5 s) above which new ones are dropped. */
const DECODING_LIMIT = 25
/** The clock of Opus over RTP (RFC 7587, 4.1), in ticks per millisecond. It has 32 bits. */
const RTP_TICKS = 48

/**
 * The packets, decoded; timestamps in µs from the first one. It errors as the decoder does, ends when the packets do, and
 * cancelling it gives both back.
 */
export function soundOf(packets: ReadableStream<OpusPacket>): ReadableStream<AudioData> {
  const reader = packets.getReader()
  let decoder: AudioDecoder
  const closeDecoder = (): void => {
    if (decoder.state !== 'closed') decoder.close()
  }
  return new ReadableStream<AudioData>({
    start(controller) {
      decoder = new AudioDecoder({
        output: (data) => controller.enqueue(data),
        error: (error) => controller.error(error),
      })
      decoder.configure({ codec: 'opus', sampleRate: SAMPLE_RATE, numberOfChannels: 1 })
      void decode(reader, decoder).then(
        () => {
          if (decoder.state === 'closed') return
          closeDecoder()
          controller.close()
        },
        (error: unknown) => {
          closeDecoder()
          controller.error(error)
        },
      )
    },
    cancel(why) {
      closeDecoder()
      return reader.cancel(why)
    },
  })
}

async function decode(reader: ReadableStreamDefaultReader<OpusPacket>, decoder: AudioDecoder): Promise<void> {
  let last: number | null = null
  let ticks = 0
  for (;;) {
    const { value, done } = await reader.read()
    if (done || decoder.state === 'closed') return
    const { rtpTimestamp } = value.getMetadata()
    // As a difference of 32 bits, so that the clock may begin anew.
    if (rtpTimestamp !== undefined) {
      if (last !== null) ticks += (rtpTimestamp - last) | 0
      last = rtpTimestamp
    }
    if (decoder.decodeQueueSize >= DECODING_LIMIT) continue
    const timestamp = Math.round((ticks / RTP_TICKS) * 1_000)
    decoder.decode(new EncodedAudioChunk({ type: 'key', timestamp, data: value.data }))
  }
}
