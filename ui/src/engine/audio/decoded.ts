/** Decoded sound as the playout takes it: one channel at 48 kHz, whatever came out of the decoder. */

import { mixDown } from './mix'
import { SAMPLE_RATE } from './splice'

type Sound = Pick<AudioData, 'sampleRate' | 'numberOfChannels' | 'numberOfFrames' | 'copyTo'>

/** Reuses its samples: one for each decoder. */
export class DecodedSound {
  #samples = new Float32Array(960)

  /** Valid until the next one is taken. */
  take(data: Sound): Float32Array {
    if (this.#samples.length !== data.numberOfFrames) this.#samples = new Float32Array(data.numberOfFrames)
    mixDown(data, this.#samples)
    return data.sampleRate === SAMPLE_RATE ? this.#samples : stretched(this.#samples, SAMPLE_RATE / data.sampleRate)
  }
}

/** By straight lines between the samples. It is rarely needed: a decoder that gives another rate than it was asked for. */
function stretched(samples: Float32Array, factor: number): Float32Array {
  const last = samples.length - 1
  const result = new Float32Array(Math.round(samples.length * factor))
  for (let at = 0; at < result.length; at++) {
    const place = Math.min(last, at / factor)
    const left = Math.floor(place)
    const one = samples[left]!
    result[at] = one + (samples[Math.min(last, left + 1)]! - one) * (place - left)
  }
  return result
}
