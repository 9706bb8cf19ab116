/** How the page is held: as a window beside others, or in one hand. */

/** `desk`: a window. `tall`, `wide`: a phone upright and on its side. `tiny`: a window in a corner of the screen. */
export type Shape = 'desk' | 'tall' | 'wide' | 'tiny'

/** Below this width, in CSS pixels, a meeting is laid out for a thumb; the widest phones upright have 430 to 480. */
const NARROW = 600
/** The tallest phones on their side; without the browser's own bars. A low window of a mouse is no phone. */
const LOW = 430
/** On its side a phone is at least as wide as this, and upright with its keyboard open it is not. */
const SIDEWAYS = 480
/** Less height than this has room for one picture and one row of buttons. */
const TINY = 340

const touch = matchMedia('(pointer: coarse)')
const narrow = matchMedia(`(max-width: ${NARROW - 0.02}px)`)
const side = matchMedia(`(pointer: coarse) and (max-height: ${LOW}px) and (min-width: ${SIDEWAYS}px)`)
const low = matchMedia(`(max-height: ${TINY - 0.02}px)`)

class Thumbs {
  shape = $state<Shape>('desk')
  /** Whether fingers are what the page is used by: there are no keys to name, and nothing hovers. */
  touch = $state(touch.matches)

  constructor() {
    for (const query of [touch, narrow, side, low]) query.addEventListener('change', () => this.#look())
    this.#look()
  }

  /** Whether the meeting is laid out for one hand. */
  get on(): boolean {
    return this.shape !== 'desk'
  }

  #look(): void {
    this.touch = touch.matches
    this.shape = side.matches ? 'wide' : !narrow.matches ? 'desk' : low.matches ? 'tiny' : 'tall'
    // For the styles of what is nobody's own: menus and dialogs.
    document.documentElement.dataset.shape = this.shape
  }
}

export const thumbs = new Thumbs()
