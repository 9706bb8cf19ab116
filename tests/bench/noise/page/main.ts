/** What the audio worker does with a microphone before it encodes, with and without the removal of noise. */

import { FrameChunker } from '../../../../ui/src/engine/audio/chunker'
import { Denoiser } from '../../../../ui/src/engine/audio/denoiser'
import { measureLevel } from '../../../../ui/src/engine/audio/level'
import { change, delayOf, noisySpeech, RATE } from '../../../../ui/src/engine/audio/testing/noisy'

/** As browsers deliver it. */
const PIECE = RATE / 100
const SEED = 7

async function prepare(seconds: number) {
  const { clean, noisy } = noisySpeech(seconds, SEED)
  const denoiser = await Denoiser.load()

  /** Milliseconds of work; `out` gets what would be encoded. */
  function run(remove: boolean, out: Float32Array): number {
    let at = 0
    const chunker = new FrameChunker(RATE, (frame) => {
      if (remove) denoiser.process(frame)
      measureLevel(frame)
      out.set(frame, at)
      at += frame.length
    })
    const began = performance.now()
    for (let from = 0; from < noisy.length; from += PIECE) {
      const ms = (from / RATE) * 1000
      chunker.push(noisy.subarray(from, from + PIECE), ms, ms)
    }
    return performance.now() - began
  }

  const out = new Float32Array(noisy.length)
  return {
    /** Shares of a core, as a microphone that is open all the time takes them. */
    turn: () => [false, true].map((remove) => run(remove, out) / (seconds * 1000)),
    result: () => {
      run(true, out)
      const delay = delayOf(clean, out)
      return { delay: (delay / RATE) * 1000, ...change(noisy, out, delay) }
    },
  }
}

Object.assign(window, { prepare })
