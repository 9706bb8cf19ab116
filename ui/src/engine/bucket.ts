/** So much at once, and then so much a second (a token bucket). Pure. */

import type { Milli } from './api'

/** In whatever unit is spent: pixels, frames, milliseconds of sound. */
export interface Rate {
  atOnce: number
  perSecond: number
}

/** Full when it is made. Times are the caller's, in milliseconds. */
export class Bucket {
  #room: number
  #lookedAt: Milli | null = null

  constructor(private readonly rate: Rate) {
    this.#room = rate.atOnce
  }

  /** Whether there is room for this much; then it is taken. */
  spend(amount: number, now: Milli): boolean {
    const { atOnce, perSecond } = this.rate
    // A clock that was set back gives nothing.
    const passed = Math.max(0, now - (this.#lookedAt ?? now))
    this.#lookedAt = now
    this.#room = Math.min(atOnce, this.#room + (passed / 1000) * perSecond)
    if (this.#room < amount) return false
    this.#room -= amount
    return true
  }
}
