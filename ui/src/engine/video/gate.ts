/** Which received video frames can be decoded; section 4.1 of the protocol. */

import type { Header } from '../../wire/header'

/** `decode`; `skip`: of no use, nothing to do; `key-frame`: of no use, and nothing will be until a key frame comes. */
export type Verdict = 'decode' | 'skip' | 'key-frame'

/** Judges the frames of one track. Every frame judged `decode` must then be decoded. */
export class DecodeGate {
  #layer: number | null = null
  #t0 = 0
  #sequence = 0

  /** Layer of the frames decoded now; null while waiting for a key frame. */
  get layer(): number | null {
    return this.#layer
  }

  /** To be called with each frame as it comes, in order. */
  judge(header: Pick<Header, 'keyFrame' | 'temporal' | 'layer' | 'sequence' | 't0'>): Verdict {
    if (header.keyFrame) {
      this.#layer = header.layer
      this.#t0 = header.t0
      this.#sequence = header.sequence
      return 'decode'
    }
    if (this.#layer === null) return 'key-frame'
    if (header.layer !== this.#layer) return 'skip'
    if (header.temporal === 0) {
      if (header.t0 !== ((this.#t0 + 1) & 0xffff)) {
        this.reset()
        return 'key-frame'
      }
      this.#t0 = header.t0
    } else if (header.t0 !== this.#t0) {
      return 'skip'
    } else if (header.temporal === 2 && header.sequence !== (this.#sequence + 1) >>> 0) {
      return 'skip'
    }
    this.#sequence = header.sequence
    return 'decode'
  }

  /** The decoder lost its state: only a key frame helps. */
  reset(): void {
    this.#layer = null
  }
}
