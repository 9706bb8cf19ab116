/** What was handed to an encoder or decoder and has not come out. Pure; there is one for each, which dies with it. */

import type { Milli } from './api'
import type { Micro } from './units'

export class InFlight {
  /** When they were handed over, by their timestamp, in this order. */
  readonly #since = new Map<Micro, Milli>()

  get size(): number {
    return this.#since.size
  }

  /** When the oldest was handed over; null: there is none. */
  get oldest(): Milli | null {
    for (const since of this.#since.values()) return since
    return null
  }

  put(timestamp: Micro, now: Milli): void {
    this.#since.set(timestamp, now)
  }

  /**
   * One came out; returns when it was handed over. All come out in order, so those before it were left out, as an encoder
   * does to keep to its bit rate. One of which nothing is known stands for the oldest.
   */
  took(timestamp: Micro): Milli | undefined {
    const since = this.#since.get(timestamp)
    for (const one of this.#since.keys()) {
      this.#since.delete(one)
      if (since === undefined || one === timestamp) break
    }
    return since
  }
}
