/** What is given up when a computer cannot keep up with hiding the background. Pure. */

import type { Milli } from '../api'

/** New masks a second, from best to cheapest. */
export const RATES = [15, 10, 6] as const
/** Share of a core that the work may take. A core that is never done leaves frames out. */
const BUSY = 0.6
/** Share below which the next better rate is tried, after some time. */
const COMFORTABLE = 0.3
/** A busy computer is given so long before something is given up. */
const PATIENCE: Milli = 5_000
const FIRST_CALM: Milli = 20_000
const LONGEST_CALM: Milli = 320_000

/** For one camera, from when its background is hidden. All times are the caller's, in milliseconds. */
export class KeepUp {
  #step = 0
  #given = false
  #busySince: Milli | null = null
  #calmSince: Milli | null = null
  /** Doubled with every step down: what failed is tried again less often. */
  #calm: Milli = FIRST_CALM / 2

  /** Masks a second; 0: it cannot be done on this computer, now or later. */
  get rate(): number {
    return this.#given ? 0 : RATES[this.#step]!
  }

  /** Takes note of the last second, in which the work took this `share` of the time. */
  update(share: number, now: Milli): void {
    if (this.#given) return
    this.#busySince = share > BUSY ? (this.#busySince ?? now) : null
    this.#calmSince = share < COMFORTABLE ? (this.#calmSince ?? now) : null
    if (this.#busySince !== null && now - this.#busySince >= PATIENCE) this.#down()
    else if (this.#step > 0 && this.#calmSince !== null && now - this.#calmSince >= this.#calm) this.#up()
  }

  #down(): void {
    this.#busySince = null
    if (this.#step === RATES.length - 1) this.#given = true
    else this.#step++
    this.#calm = Math.min(LONGEST_CALM, this.#calm * 2)
  }

  #up(): void {
    this.#calmSince = null
    this.#step--
  }
}
