/** When a picture is due so that it goes with the sound of the same participant. Pure. */

import type { Milli } from '../api'
import { type Micro, toMilli } from '../units'

/** A picture never waits longer than this for its sound. */
export const LONGEST_WAIT: Milli = 150
/**
 * How far a picture may be ahead of its sound. People notice late sound from about 125 ms on (Recommendation ITU-R
 * BT.1359), so this costs nothing and spares the picture the wait; a fifth is left for what a device's delay is
 * misjudged by. Measured where the output device takes 50 ms: with 60 ms every picture waited 18 ms.
 */
export const LEAD: Milli = 100
/** Sound of which nothing was heard for this long is no clock. */
const OLD: Milli = 300

export class SoundClock {
  #capturedUs: Micro = 0
  #heardUs: Micro = Number.NEGATIVE_INFINITY

  /** The sound captured then (sender's clock) is heard at that time (own clock). */
  heard(capturedUs: Micro, heardUs: Micro): void {
    this.#capturedUs = capturedUs
    this.#heardUs = heardUs
  }

  /** How much later than now the sound captured with this picture is heard; null if nothing is heard. */
  ahead(capturedUs: Micro, nowUs: Micro): Milli | null {
    if (toMilli(nowUs - this.#heardUs) > OLD) return null
    return toMilli(capturedUs - this.#capturedUs - (nowUs - this.#heardUs))
  }

  /** How long this picture should wait now, 0 to 150 ms, so as to be no more than 100 ms ahead of its sound. */
  wait(capturedUs: Micro, nowUs: Micro): Milli {
    return Math.min(LONGEST_WAIT, Math.max(0, (this.ahead(capturedUs, nowUs) ?? 0) - LEAD))
  }
}
