/** End-to-end latency of a track by both participants' clocks. */

import type { Milli } from './api'
import { type Micro, toMilli } from './units'
import { SlidingWindow } from './window'

/** Host clock minus own clock and minus each participant's; null or missing while unknown. */
export interface Offsets {
  own: Micro | null
  others: Record<string, Micro>
}

/** Of one track. While a clock's offset is unknown nothing is counted. */
export class LatencyMeter {
  readonly #window = new SlidingWindow(2_000)

  /** Something captured by that participant's clock is shown or heard at that time of the own clock. */
  add(offsets: Offsets, participant: number | undefined, capturedUs: Micro, shownUs: Micro): void {
    const other = participant === undefined ? undefined : offsets.others[participant]
    if (offsets.own === null || other === undefined) return
    this.#window.add(toMilli(shownUs), toMilli(shownUs + offsets.own - capturedUs - other))
  }

  /** Of the last 2 s before `now`; null if nothing was shown in them. */
  percentiles(now: Milli): { latencyP50: Milli | null; latencyP95: Milli | null } {
    this.#window.forget(now)
    return { latencyP50: this.#window.percentile(0.5), latencyP95: this.#window.percentile(0.95) }
  }
}
