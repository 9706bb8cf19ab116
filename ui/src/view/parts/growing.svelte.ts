/** Long lists that come bit by bit, so that none of their parts holds the page up. */

/** More than is seen of a list in a window of usual height. */
const AT_FIRST = 14
/** In one go. Measured in Firefox on a busy computer: 50 people take 0.3 s, six of them a tenth of that. */
const STEP = 6

/**
 * How many entries of a list are there already: some at first, and more in each turn of the page's loop. In Firefox what a
 * worker's WebSocket receives, voices too, waits for the page's main thread meanwhile. To be made as a component is.
 */
export class Growing {
  count = $state(AT_FIRST)

  /** `wanted`: how many there are in all. */
  constructor(wanted: () => number) {
    $effect(() => {
      if (this.count >= wanted()) return
      const timer = setTimeout(() => {
        this.count += STEP
      })
      return () => clearTimeout(timer)
    })
  }
}
