/** Says when a page that is hidden should take a frame: its own timers are held back then, those of workers are not. */

import type { Milli } from '../api'

/** 30 a second, as a camera gives. */
const EVERY: Milli = 33

/** Never more than one tick unanswered: a page that is held up is not flooded afterwards. */
export class Ticks {
  #timer: ReturnType<typeof setInterval> | undefined
  #awaited = false

  constructor(private readonly tick: () => void) {}

  /** Begins anew if it runs. */
  start(): void {
    this.stop()
    this.#awaited = false
    this.#timer = setInterval(() => {
      // A page that is held up is not asked again meanwhile.
      if (this.#awaited) return
      this.#awaited = true
      this.tick()
    }, EVERY)
  }

  /** The page took a frame, or had none. */
  answered(): void {
    this.#awaited = false
  }

  /** Also while a tick is unanswered. */
  stop(): void {
    clearInterval(this.#timer)
  }
}
