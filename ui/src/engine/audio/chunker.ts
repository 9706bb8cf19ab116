/** Cuts captured sound into frames of 20 ms and gives each its capture time by the own clock. */

import type { Milli } from '../api'
import { Freshness } from '../freshness'

const FRAMES_PER_SECOND = 50
/** Capture times run on by counting samples; this far off, sound was lost, and they are taken anew. */
const RESYNC: Milli = 30

/** For one capture at one sample rate; another capture needs another one. */
export class FrameChunker {
  readonly frameLength: number
  readonly #frame: Float32Array
  readonly #freshness = new Freshness()
  #filled = 0
  #capturedMs: Milli | null = null

  /** `emit` gets a frame (reused by the next one) and the capture time of its first sample in ms by the own clock. */
  constructor(
    readonly sampleRate: number,
    private readonly emit: (frame: Float32Array, capturedMs: Milli) => void,
    private readonly channels: 1 | 2 = 1,
  ) {
    this.frameLength = Math.round(sampleRate / FRAMES_PER_SECOND) * channels
    this.#frame = new Float32Array(this.frameLength)
  }

  /** Samples, those of two channels alternating; `timestampMs` of the first by the capturing clock, `now` by the own clock. */
  push(samples: Float32Array, timestampMs: Milli, now: Milli): void {
    const perSecond = this.sampleRate * this.channels
    const duration = (samples.length / perSecond) * 1000
    this.#freshness.arrived(timestampMs + duration, now)
    const captured = timestampMs + this.#freshness.baseline
    const expected = this.#capturedMs === null ? null : this.#capturedMs + (this.#filled / perSecond) * 1000
    if (this.#capturedMs === null || expected === null || Math.abs(captured - expected) > RESYNC) {
      this.#filled = 0
      this.#capturedMs = captured
    }
    let taken = 0
    while (taken < samples.length) {
      const count = Math.min(samples.length - taken, this.frameLength - this.#filled)
      this.#frame.set(samples.subarray(taken, taken + count), this.#filled)
      taken += count
      this.#filled += count
      if (this.#filled < this.frameLength) return
      const at: Milli = this.#capturedMs
      this.#filled = 0
      // A clock that only drifts is followed in steps too small to be a gap.
      const drift = expected === null ? 0 : captured - expected
      this.#capturedMs = at + 1000 / FRAMES_PER_SECOND + Math.max(-0.1, Math.min(0.1, drift))
      this.emit(this.#frame, at)
    }
  }
}
