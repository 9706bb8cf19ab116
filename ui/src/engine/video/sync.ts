/** When a picture is due so that it goes with the sound of the same participant. Pure. */

import type { Milli } from '../api'
import { type Micro, toMilli } from '../units'

/**
 * A picture is never shown later than this after the quickest way that pictures came lately, however late its sound is:
 * then it goes on late, and moving. Bluetooth headphones take 100 to 300 ms, the jitter buffer some more.
 */
export const LONGEST_WAIT: Milli = 400
/**
 * How far a picture may be ahead of its sound. People notice late sound from about 125 ms on (Recommendation ITU-R
 * BT.1359), so this costs nothing and spares the picture the wait; a fifth is left for what a device's delay is
 * misjudged by. Measured where the output device takes 50 ms: with 60 ms every picture waited 18 ms.
 */
export const LEAD: Milli = 100
/** Sound of which nothing was heard for this long is no clock. */
const OLD: Milli = 300

/** Of one voice: what of it is heard when. Only differences of the sender's times are used. */
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

  /**
   * How late this picture should be shown, 0 to 400 ms after the quickest way, so as to be no more than 100 ms ahead of its
   * sound. `late`: how late it is now.
   */
  delay(capturedUs: Micro, nowUs: Micro, late: Milli): Milli {
    const ahead = this.ahead(capturedUs, nowUs)
    return ahead === null ? 0 : Math.min(LONGEST_WAIT, Math.max(0, late + ahead - LEAD))
  }
}

/** By how much of the time between two pictures the delay may change: they go on at 75 to 125 % of their pace, none stands. */
const PACE = 0.25

/** The delay of one track's pictures, which follows their sound step by step: voices begin, end and are paced. */
export class PictureDelay {
  #delay: Milli = 0
  #capturedUs: Micro | null = null

  /** The delay for this picture if `wanted` is what its sound asks for. */
  towards(wanted: Milli, capturedUs: Micro): Milli {
    const step = this.#capturedUs === null ? 0 : PACE * toMilli(Math.abs(capturedUs - this.#capturedUs))
    return Math.min(this.#delay + step, Math.max(this.#delay - step, wanted))
  }

  /** This one was shown with that delay. */
  shown(delay: Milli, capturedUs: Micro): void {
    this.#delay = delay
    this.#capturedUs = capturedUs
  }
}
