/** Whether what is shared is rather read or rather watched, by how much of it moves. Pure. */

import type { Manner, Milli } from '../api'

/** Of a picture that differs in less than this part of it, something small moves beside what is read. */
const MOVES = 0.1
/** So long is looked back. */
const SPAN: Milli = 2_000
/** Changes nearer to the one before count as one: sixty a second say no more than twelve. */
const APART: Milli = 80
/** As many large changes within `SPAN`, of 25 at most, are a film, of which a busy computer captures a part. Whoever scrolls
 *  stops to read before. */
const FILM = 16
/** After so long without a large change nothing is watched any more: a film that was stopped is read at once. */
const RESTS: Milli = 400

/** Of one capture. Times are the caller's, in milliseconds. */
export class Motion {
  #large: Milli[] = []
  #last: Milli = Number.NEGATIVE_INFINITY
  #manner: Manner = 'sharp'

  /** A picture that differs from the one before in that part of it (0 to 1). */
  changed(share: number, now: Milli): void {
    if (share < MOVES) return
    this.#last = now
    const before = this.#large.at(-1)
    if (before === undefined || now - before >= APART) this.#large.push(now)
  }

  /** How it is best shown now. */
  manner(now: Milli): Manner {
    this.#large = this.#large.filter((at) => now - at < SPAN)
    if (now - this.#last >= RESTS) this.#manner = 'sharp'
    else if (this.#large.length >= FILM) this.#manner = 'smooth'
    return this.#manner
  }
}
