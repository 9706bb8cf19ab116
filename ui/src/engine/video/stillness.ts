/** When the last picture of something that stands still is encoded once more. Pure. */

import type { Milli } from '../api'

/**
 * After a change the picture is encoded again so often: the first one after it is only as good as its bits allow, and
 * each further one adds what is missing. Measured on a page of text: from 36 dB to 48 dB.
 */
export const SHARPENINGS = 10
export const SHARPEN_EVERY: Milli = 100
/** Section 4.2 of the protocol: so that a picture that stands still can be told from a link that does. */
export const ALIVE_EVERY: Milli = 1_000

/** Of one layer. Times are the caller's, in milliseconds. */
export class Stillness {
  #latest = true
  #at: Milli = Number.NEGATIVE_INFINITY
  #repeats = 0

  /** A picture that differs from the one before; `encoded`: it is on its way, and not skipped under pressure. */
  changed(encoded: boolean, now: Milli): void {
    this.#latest = encoded
    this.#repeats = 0
    if (encoded) this.#at = now
  }

  /** Whether the last picture should be encoded now. `wanted`: somebody waits for a key frame. */
  isDue(wanted: boolean, now: Milli): boolean {
    if (wanted || !this.#latest) return true
    return now - this.#at >= (this.#repeats < SHARPENINGS ? SHARPEN_EVERY : ALIVE_EVERY)
  }

  /** The last picture was encoded (again). `afresh`: as a key frame, which is not yet as sharp as what it replaces. */
  repeated(afresh: boolean, now: Milli): void {
    this.#latest = true
    this.#at = now
    this.#repeats = afresh ? 0 : this.#repeats + 1
  }
}
