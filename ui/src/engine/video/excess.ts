/** Whether a track goes on exceeding what it may send. Pure. */

import type { Milli } from '../api'
import { PATIENCE, STOPPED } from './decode_limits'

/** Seen once more after longer than this, it has begun anew. */
const APART: Milli = 2_000

/** A short excess is forgiven, as announcements and frames may cross. Times are the caller's, in milliseconds. */
export class Excess {
  #since: Milli | null = null
  #last: Milli = Number.NEGATIVE_INFINITY
  #stoppedUntil: Milli = Number.NEGATIVE_INFINITY

  /** Nothing of it is decoded. */
  isStopped(now: Milli): boolean {
    return now < this.#stoppedUntil
  }

  /** It exceeds now; returns whether it has for too long, and so is stopped. */
  seen(now: Milli): boolean {
    if (now - this.#last > APART) this.#since = null
    this.#last = now
    this.#since ??= now
    if (now - this.#since < PATIENCE) return false
    this.stop(now)
    return true
  }

  /** It does not exceed now. */
  ended(): void {
    this.#since = null
  }

  /** Nothing of it is decoded for `STOPPED` from `now` on. */
  stop(now: Milli): void {
    this.#since = null
    this.#stoppedUntil = now + STOPPED
  }

  /** It may try again. */
  lift(): void {
    this.#since = null
    this.#stoppedUntil = Number.NEGATIVE_INFINITY
  }
}
