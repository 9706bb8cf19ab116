/** Decoded sound as the playout takes it: one or two channels at 48 kHz, whatever came out of the decoder. */

import { mixTo } from './mix'
import { SAMPLE_RATE } from './splice'

type Sound = Pick<AudioData, 'sampleRate' | 'numberOfChannels' | 'numberOfFrames' | 'copyTo'>

/** Reuses its samples: one for each decoder. */
export class DecodedSound {
  #samples = new Float32Array(960)

  constructor(private readonly channels: 1 | 2 = 1) {}

  /** Valid until the next one is taken. Those of two channels alternate. */
  take(data: Sound): Float32Array {
    const { channels } = this
    const length = data.numberOfFrames * channels
    if (this.#samples.length !== length) this.#samples = new Float32Array(length)
    mixTo(channels, data, this.#samples)
    if (data.sampleRate === SAMPLE_RATE) return this.#samples
    return stretched(this.#samples, channels, SAMPLE_RATE / data.sampleRate)
  }
}

/** By straight lines between the samples. It is rarely needed: a decoder that gives another rate than it was asked for. */
function stretched(samples: Float32Array, channels: number, factor: number): Float32Array {
  const frames = samples.length / channels
  const result = new Float32Array(Math.round(frames * factor) * channels)
  for (let at = 0; at < result.length; at++) {
    const channel = at % channels
    const place = Math.min(frames - 1, Math.floor(at / channels) / factor)
    const left = Math.floor(place)
    const one = samples[left * channels + channel]!
    const next = samples[Math.min(frames - 1, left + 1) * channels + channel]!
    result[at] = one + (next - one) * (place - left)
  }
  return result
}
