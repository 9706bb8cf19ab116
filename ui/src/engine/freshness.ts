/**
 * How late media is, relative to the quickest way it came lately.
 *
 * Sender and receiver clocks have an unknown offset, so lateness is the transit time (arrival minus capture) above the
 * smallest transit time of the last 10 to 20 seconds. If everything is too late for a while, the way itself has become
 * longer (another network, a clock that was set), and that becomes the new smallest.
 */

import type { Milli } from './api'

/** Media later than this is never shown or played; section 4.2 of the protocol. */
export const STALE: Milli = 300
const WINDOW: Milli = 10_000
/** Nothing but stale media for this long: start over. */
const ALL_STALE: Milli = 1_000

/** Of one way of one sender. Capture times are by its clock, `now` by the own one; only their difference is used. */
export class Freshness {
  #windowStart: Milli = Number.NEGATIVE_INFINITY
  #previous = Number.POSITIVE_INFINITY
  #current = Number.POSITIVE_INFINITY
  #staleSince: Milli | null = null
  #staleBest = Number.POSITIVE_INFINITY

  /** Smallest transit time known; infinite before the first arrival. */
  get baseline(): Milli {
    return Math.min(this.#previous, this.#current)
  }

  /** Takes note of an arrival and returns its lateness (0 or more). Clocks may have any offset, but must not jump. */
  arrived(captured: Milli, now: Milli): Milli {
    const transit = now - captured
    if (now - this.#windowStart > WINDOW) {
      if (Number.isFinite(this.#current)) this.#previous = this.#current
      this.#current = Number.POSITIVE_INFINITY
      this.#windowStart = now
    }
    const baseline = this.baseline
    if (transit - baseline > STALE && Number.isFinite(baseline)) {
      this.#staleSince ??= now
      this.#staleBest = Math.min(this.#staleBest, transit)
      if (now - this.#staleSince < ALL_STALE) return transit - baseline
      this.#previous = Number.POSITIVE_INFINITY
      this.#current = this.#staleBest
    }
    this.#staleSince = null
    this.#staleBest = Number.POSITIVE_INFINITY
    this.#current = Math.min(this.#current, transit)
    return transit - this.baseline
  }

  /** Lateness of media captured then, if it were shown now. */
  lateness(captured: Milli, now: Milli): Milli {
    return Number.isFinite(this.baseline) ? now - captured - this.baseline : 0
  }
}
