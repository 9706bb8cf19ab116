/** Which carriage the next attempt takes. Pure. */

import type { Carriage } from './channel'

/** A socket that is not open by then will hardly be: requests are tried beside it. */
export const PATIENCE = 1_500
/** A socket that has worked in this page is given up only after so many failures: a cut of the network is far likelier. */
const TRUST = 4

export class Choice {
  #now: Carriage = 'socket'
  #worked = false
  #failures = 0

  /** `possible`: whether the host takes requests at all. */
  constructor(private readonly possible: boolean) {}

  get now(): Carriage {
    return this.#now
  }

  /** Whether a socket that does not open in `PATIENCE` is to be given up. */
  get hasty(): boolean {
    return this.possible && this.#now === 'socket' && !this.#worked
  }

  /** The host has said something over it. */
  worked(): void {
    this.#failures = 0
    if (this.#now === 'socket') this.#worked = true
  }

  /** The attempt came to nothing. Returns whether the other carriage is to be tried at once. */
  failed(): boolean {
    if (!this.possible) return false
    this.#failures++
    if (this.#now === 'requests') {
      this.#now = 'socket'
      return false
    }
    if (this.#worked && this.#failures < TRUST) return false
    this.#now = 'requests'
    return true
  }

  /** A socket opens, as was tried beside: the next attempt takes it. */
  socketWorks(): void {
    this.#now = 'socket'
    this.#failures = 0
    this.#worked = true
  }
}
