/** Decoded pictures of one track, in their order, until each is due. Pure. */

import type { Milli } from '../api'

/** A wait this short is none: a timer is no more exact. */
const SHORT: Milli = 4

/** What is held open as long as it waits. */
interface Closable {
  close(): void
}

/** What `take` found. */
export interface Due<Picture> {
  /** To be drawn now, if any; whoever takes it closes it. */
  picture: Picture | null
  /** How long it has waited. */
  waited: Milli
  /** Those that became due with it, and were closed. */
  skipped: number
  /** Milliseconds until the next is due; null: there is none. */
  next: Milli | null
}

/** Owns the pictures: each is closed here, or by whoever takes it. Bounded, since decoders stop when too many are
 * held. */
export class DuePictures<Picture extends Closable> {
  #waiting: { picture: Picture; since: Milli }[] = []
  #limit = Number.POSITIVE_INFINITY

  /** How many wait. */
  get size(): number {
    return this.#waiting.length
  }

  /** At most `limit` go on waiting; those before them are due, however early: a picture that moves is worth more. */
  put(picture: Picture, limit: number, now: Milli): void {
    this.#waiting.push({ picture, since: now })
    this.#limit = limit
  }

  /** The latest that is due. `wait`: how long this one should still wait. */
  take(wait: (picture: Picture) => Milli, now: Milli): Due<Picture> {
    let due: { picture: Picture; since: Milli } | undefined
    let skipped = 0
    let next: Milli | null = null
    while (this.#waiting.length > 0) {
      const first = this.#waiting[0]!
      const left = wait(first.picture)
      if (left >= SHORT && this.#waiting.length <= this.#limit) {
        next = left
        break
      }
      if (due) {
        due.picture.close()
        skipped++
      }
      due = first
      this.#waiting.shift()
    }
    return { picture: due?.picture ?? null, waited: due ? Math.max(0, now - due.since) : 0, skipped, next }
  }

  /** Closes them unseen. */
  clear(): void {
    for (const { picture } of this.#waiting) picture.close()
    this.#waiting = []
  }
}
