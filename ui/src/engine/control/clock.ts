/** Estimate of the host's clock from ping exchanges; section 3.3 of the protocol. */

import type { Micro } from '../units'

/** Exchanges looked at. */
const EXCHANGES = 16
/** A change of the estimate that is worth telling the host. */
const REPORT_US = 1_000
/** Two clocks drift apart by less than this within the exchanges looked at. */
const DRIFT_US = 20_000

interface Exchange {
  round: Micro
  offset: Micro
}

/** The exchange with the shortest round trip tells most: it is wrong by half of that at most. */
export class ClockEstimate {
  #exchanges: Exchange[] = []
  #reported: Micro | null = null

  /** One answered ping: own clock at sending and at receiving, host's clock between. */
  add(sentUs: Micro, hostUs: Micro, receivedUs: Micro): void {
    const round = receivedUs - sentUs
    if (round < 0) return // the own clock was set back meanwhile
    const latest = { round, offset: Math.round(hostUs - (sentUs + receivedUs) / 2) }
    // One of the two computers slept and its clock stood still: what was known before is wrong now.
    this.#exchanges = this.#exchanges.filter((before) => canBothBeTrue(before, latest))
    this.#exchanges.push(latest)
    if (this.#exchanges.length > EXCHANGES) this.#exchanges.shift()
  }

  /** Host clock minus own clock, of the exchange with the smallest round trip (the latest of equals); null: unknown. */
  get offset(): Micro | null {
    let best: Exchange | null = null
    for (const exchange of this.#exchanges) if (best === null || exchange.round <= best.round) best = exchange
    return best === null ? null : best.offset
  }

  /** The offset if it moved by more than 1 ms since it was last taken here, else null. */
  takeReport(): Micro | null {
    const offset = this.offset
    if (offset === null) return null
    if (this.#reported !== null && Math.abs(offset - this.#reported) <= REPORT_US) return null
    this.#reported = offset
    return offset
  }

  /** A new connection: the host knows no offset of ours, and it may be reached over another way. */
  reset(): void {
    this.#exchanges = []
    this.#reported = null
  }
}

/** The true offset is at most half a round trip from the one reckoned. */
function canBothBeTrue(one: Exchange, other: Exchange): boolean {
  return Math.abs(one.offset - other.offset) <= (one.round + other.round) / 2 + DRIFT_US
}
