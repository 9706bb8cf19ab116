/** Where to scroll so that one place of a picture stays where it is on the screen while the picture changes its size. */

/** One direction, in CSS pixels. `place`: from the edge of the room through which the picture is seen. */
export interface Seen {
  scrolled: number
  place: number
  /** Of the picture, as it was. */
  before: number
  /** Of the picture, as it is now. */
  after: number
}

export function keptInPlace({ scrolled, place, before, after }: Seen): number {
  if (before <= 0) return 0
  return ((scrolled + place) / before) * after - place
}

/** `WheelEvent.deltaY` of one step: half of a notch, in pixels. A touchpad tells many small ones. */
const STEP = 50
/** Pixels of a line and a page, where the engine counts in those; Firefox has three lines a notch. */
const LINE = 20
const PAGE = 800

/** Counts turns of a wheel, and what a touchpad tells in their place, as steps. */
export class WheelSteps {
  #turned = 0

  /** Steps towards larger; negative: smaller. */
  turn({ deltaY, deltaMode }: Pick<WheelEvent, 'deltaY' | 'deltaMode'>): number {
    const pixels = deltaY * (deltaMode === 0 ? 1 : deltaMode === 1 ? LINE : PAGE)
    // Whoever turns back means it at once.
    if (Math.sign(pixels) !== Math.sign(this.#turned)) this.#turned = 0
    this.#turned += pixels
    if (Math.abs(this.#turned) < STEP) return 0
    const larger = this.#turned < 0
    this.#turned = 0
    return larger ? 1 : -1
  }
}
