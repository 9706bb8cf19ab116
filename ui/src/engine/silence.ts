/** Tells when a worker that ought to say something every second has stopped. */

import type { Milli } from './api'

/** Longer than any worker is held up on a machine that can hold a meeting at all. */
export const LONGEST_SILENCE: Milli = 10_000

/** Of one worker. While this thread itself was held up nothing counts as silence. */
export class SilenceWatch {
  #heard: Milli
  #looked: Milli

  constructor(now: Milli) {
    this.#heard = now
    this.#looked = now
  }

  /** The worker said something, whatever it was. */
  heard(now: Milli): void {
    this.#heard = now
  }

  /** To be called every second; whether the worker has stopped. */
  stopped(now: Milli): boolean {
    // The page itself was asleep (a lid that was closed): then nobody could be heard.
    if (now - this.#looked > LONGEST_SILENCE / 2) this.#heard = now
    this.#looked = now
    return now - this.#heard > LONGEST_SILENCE
  }
}
