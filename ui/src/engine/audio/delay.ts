/** How much delay playout needs, from how late packets came in the last seconds. */

import type { Milli } from '../api'
import { Freshness, STALE } from '../freshness'

export const TARGET_MIN: Milli = 20
export const TARGET_MAX: Milli = 250
const SHARE = 0.95
const BUCKET: Milli = 5
/** On top of the percentile: the packets beyond it are then not far behind. */
const MARGIN: Milli = 10
/** Weight that a packet keeps when the next one comes: half of it is gone after 200 packets (4 s). */
const MEMORY = 0.9965

/** Exponentially forgetting histogram of lateness; the target is its 95th percentile with a margin, within 20 to 250 ms. */
export class PlayoutDelay {
  readonly freshness = new Freshness()
  readonly #weights = new Float64Array(STALE / BUCKET)
  #total = 0
  #target = TARGET_MIN

  /** From `TARGET_MIN`, before anything came, to `TARGET_MAX`. */
  get target(): Milli {
    return this.#target
  }

  /** A packet came; returns its lateness. Stale packets do not count: no delay would have saved them. */
  arrived(captured: Milli, now: Milli): Milli {
    const late = this.freshness.arrived(captured, now)
    if (late > STALE) return late
    for (let i = 0; i < this.#weights.length; i++) this.#weights[i]! *= MEMORY
    this.#total = this.#total * MEMORY + 1
    const bucket = Math.min(this.#weights.length - 1, Math.floor(late / BUCKET))
    this.#weights[bucket]! += 1
    let below = 0
    let index = -1
    do {
      index++
      below += this.#weights[index]!
    } while (below < SHARE * this.#total && index < this.#weights.length - 1)
    this.#target = Math.min(TARGET_MAX, Math.max(TARGET_MIN, (index + 1) * BUCKET + MARGIN))
    return late
  }
}
