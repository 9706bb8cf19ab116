/** Two taps of one finger at one place. Safari tells of none where it may not enlarge the page itself. */

/** Between the end of one tap and of the next, in milliseconds; between their places, in CSS pixels. */
const [SOON, NEAR] = [350, 30]

interface Place {
  pointerId: number
  clientX: number
  clientY: number
}

export class DoubleTap {
  readonly #fingers = new Map<number, Place>()
  /** More than one finger: no tap until all are lifted. */
  #more = false
  #before: { x: number; y: number; at: number } | null = null

  down(finger: Place): void {
    this.#fingers.set(finger.pointerId, finger)
    if (this.#fingers.size > 1) this.#more = true
  }

  /** Whether this was the second of two taps. `at`: of the event, in milliseconds. */
  up({ pointerId, clientX: x, clientY: y }: Place, at: number): boolean {
    const began = this.#fingers.get(pointerId)
    this.#fingers.delete(pointerId)
    const tap = !this.#more && began !== undefined && Math.hypot(x - began.clientX, y - began.clientY) < NEAR
    if (this.#fingers.size === 0) this.#more = false
    const before = this.#before
    this.#before = tap ? { x, y, at } : null
    const second = tap && before !== null && at - before.at < SOON && Math.hypot(x - before.x, y - before.y) < NEAR
    if (second) this.#before = null
    return second
  }
}
