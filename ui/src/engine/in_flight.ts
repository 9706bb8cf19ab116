/** What was handed to an encoder or decoder and has not come out. Pure; there is one for each, which dies with it. */

import type { Milli } from './api'
import type { Micro } from './units'

/** Tells a decoder that is slow from one that is stuck. */
export class InFlight {
  /** In the order in which they were handed over. A sender may give any timestamp to what it sends, the same one too. */
  readonly #inside: { timestamp: Micro; since: Milli }[] = []

  /** How many are inside. */
  get size(): number {
    return this.#inside.length
  }

  /** When the oldest was handed over; null: there is none. */
  get oldest(): Milli | null {
    return this.#inside[0]?.since ?? null
  }

  /** Handed over at `now`; it comes out again under this timestamp. */
  put(timestamp: Micro, now: Milli): void {
    this.#inside.push({ timestamp, since: now })
  }

  /**
   * One came out; returns when it was handed over. All come out in order, so those before it were left out, as an encoder
   * does to keep to its bit rate. One of which nothing is known stands for the oldest.
   */
  took(timestamp: Micro): Milli | undefined {
    const at = this.#inside.findIndex((one) => one.timestamp === timestamp)
    const out = this.#inside.splice(0, Math.max(0, at) + 1)
    return at < 0 ? undefined : out.at(-1)?.since
  }
}
