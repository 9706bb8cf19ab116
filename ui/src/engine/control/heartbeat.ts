/** When to ping and when the link counts as lost; section 3.3 of the protocol. Pure: the caller says the time. */

import { LIMITS } from '../../wire/rules'
import type { Milli } from '../api'

export const PING_EVERY: Milli = LIMITS.beat_seconds * 1_000
export const SILENCE_LIMIT: Milli = LIMITS.silence_seconds * 1_000
/** How often `tick` should be called. */
export const TICK: Milli = 250

/** Of one connection that is up. A pause of this page itself is not held against the host. */
export class Heartbeat {
  #heard: Milli
  #pinged = Number.NEGATIVE_INFINITY
  #ticked: Milli

  constructor(now: Milli) {
    this.#heard = now
    this.#ticked = now
  }

  /** Anything came from the host, whatever it was. */
  heard(now: Milli): void {
    this.#heard = now
  }

  /** What is due now. */
  tick(now: Milli): 'nothing' | 'ping' | 'lost' {
    // If this process itself was held up, what came meanwhile is still unread: allow a moment to read it.
    if (now - this.#ticked > 4 * TICK) this.#heard = Math.max(this.#heard, now - SILENCE_LIMIT + 2 * TICK)
    this.#ticked = now
    if (now - this.#heard > SILENCE_LIMIT) return 'lost'
    if (now - this.#pinged < PING_EVERY) return 'nothing'
    this.#pinged = now
    return 'ping'
  }
}
