/** Sound comes over two connections: the first copy of each frame counts; section 4.3 of the protocol. */

import { COPY_FRAMES } from '../../wire/rules'

/** Of one track. `COPY_FRAMES` behind the latest, a number is taken for a new beginning. */
export class FirstCopies {
  #latest: number | null = null

  /** Whether a frame of this number is the first copy and not overtaken by a later frame. Takes note of it. */
  isNew(sequence: number): boolean {
    if (this.#latest !== null && (this.#latest - sequence) >>> 0 < COPY_FRAMES) return false
    this.#latest = sequence
    return true
  }
}
