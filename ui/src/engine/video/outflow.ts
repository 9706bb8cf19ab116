/** Notices that pictures are wanted and none leaves, and says what to try. Pure. */

import type { Milli } from '../api'

/** Pictures that are wanted and do not leave for this long do not come by themselves. */
export const PATIENCE: Milli = 2_000
/** After everything was tried once it is tried again this often. */
export const TRY_EVERY: Milli = 10_000
/** What nothing comes from is opened anew half as often each time, down to this: it may only be slow to begin. */
export const REOPEN_AT_LEAST_EVERY: Milli = 80_000

/** A new encoder; a new capture with everything after it; opening the device anew; telling the person; and that it is well
 *  again. */
export type Remedy = 'encoder' | 'capture' | 'reopen' | 'tell' | 'well'

/** Of one source, over all its layers. Times are the caller's, in milliseconds. */
export class Outflow {
  /** By layer: when a picture left, or since when one is wanted. */
  readonly #left = new Map<number, Milli>()
  #lookedAt: Milli | null = null
  #tried = 0
  #triedAt: Milli = Number.NEGATIVE_INFINITY
  #told = false
  /** Until it is tried once more, after that was told. */
  #pause: Milli = TRY_EVERY
  /** Whether any picture left since that was told. */
  #leftSince = false

  /** A picture of this layer left, or could not for no fault of what makes it: the link is behind. */
  left(layer: number, now: Milli): void {
    if (!this.#left.has(layer)) return
    this.#left.set(layer, now)
    this.#leftSince = true
  }

  /**
   * To be called about twice a second. `wanted`: the layers of which pictures should leave. `came`: whether any picture
   * was captured lately; without one no encoder is to blame.
   */
  check(wanted: readonly number[], came: boolean, now: Milli): Remedy | null {
    // Who was asleep or held up had no chance to send.
    const slept = this.#lookedAt !== null && now - this.#lookedAt > PATIENCE
    this.#lookedAt = now
    for (const layer of this.#left.keys()) if (slept || !wanted.includes(layer)) this.#left.delete(layer)
    for (const layer of wanted) if (!this.#left.has(layer)) this.#left.set(layer, now)
    if (now - Math.min(now, ...this.#left.values()) < PATIENCE) return this.#well(wanted)
    if (now - this.#triedAt < (this.#told ? this.#pause : PATIENCE)) return null
    this.#triedAt = now
    this.#tried++
    if (this.#tried === 1 && came) return 'encoder'
    if (this.#tried <= 2) {
      this.#tried = 2
      return 'capture'
    }
    if (this.#told) return this.#again(came)
    this.#told = true
    this.#leftSince = false
    return 'tell'
  }

  /** A new capture of what gives nothing gives nothing, either. */
  #again(came: boolean): Remedy {
    this.#pause = came ? TRY_EVERY : Math.min(2 * this.#pause, REOPEN_AT_LEAST_EVERY)
    return came ? 'capture' : 'reopen'
  }

  #well(wanted: readonly number[]): Remedy | null {
    // That another layer is wanted now makes nothing better.
    if (this.#told && wanted.length > 0 && !this.#leftSince) return null
    this.#tried = 0
    this.#pause = TRY_EVERY
    this.#triedAt = Number.NEGATIVE_INFINITY
    const told = this.#told
    this.#told = false
    return told ? 'well' : null
  }
}
