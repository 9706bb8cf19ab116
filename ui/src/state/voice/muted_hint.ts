import { Store } from '../store'

/** Speaking for this long without being heard is no cough (milliseconds). */
const SPOKEN = 700
/** A pause up to this long is still part of it. */
const PAUSE = 400
/** The hint stays for this long after the last word, and does not come again for a while: one may mean to be muted. */
const SHOWN = 4_000
const QUIET = 30_000

/** Whether to say "you are muted" to somebody who speaks and is not heard. */
export class MutedHint {
  readonly shown = new Store(false)
  #since = 0
  #spokenAt = Number.NEGATIVE_INFINITY
  #quietUntil = Number.NEGATIVE_INFINITY

  /** `speaking`: as the engine hears the own microphone, several times a second. `now`: milliseconds. */
  observe(speaking: boolean, muted: boolean, now: number): void {
    if (!muted) {
      this.#spokenAt = Number.NEGATIVE_INFINITY
      this.shown.set(false)
      return
    }
    if (speaking) {
      if (now - this.#spokenAt > PAUSE) this.#since = now
      this.#spokenAt = now
    }
    if (this.shown.get()) {
      if (now - this.#spokenAt > SHOWN) this.#hide(now)
    } else if (speaking && now - this.#since >= SPOKEN && now >= this.#quietUntil) this.shown.set(true)
  }

  #hide(now: number): void {
    this.shown.set(false)
    this.#quietUntil = now + QUIET
  }
}
