import type { Point, Zoom } from './zoom'

/** Pixels that one line of a wheel stands for, as in Firefox. */
const LINE = 33
/** Growth per pixel of a wheel: a notch of 100 pixels is a fifth; of two fingers on a touch pad, which move less. */
const [WHEEL, PINCH] = [0.002, 0.01]

/** The parts of a WheelEvent that count. */
export type Turned = Pick<WheelEvent, 'deltaX' | 'deltaY' | 'deltaMode' | 'ctrlKey' | 'shiftKey'>

/** Wheel, mouse and fingers on a shared screen. Points are those of `Zoom`. */
export class Gesture {
  readonly #zoom: Zoom
  readonly #pointers = new Map<number, Point>()

  constructor(zoom: Zoom) {
    this.#zoom = zoom
  }

  /** Up and down enlarges and shrinks; sideways, or with Shift, moves. */
  wheel({ deltaX, deltaY, deltaMode, ctrlKey, shiftKey }: Turned, at: Point): void {
    const unit = deltaMode === 0 ? 1 : LINE
    // Browsers say Ctrl for two fingers on a touch pad.
    if (ctrlKey) this.#zoom.by(Math.exp(-deltaY * unit * PINCH), at)
    else if (shiftKey || Math.abs(deltaX) > Math.abs(deltaY)) this.#zoom.pan({ x: -(deltaX || deltaY) * unit, y: 0 })
    else this.#zoom.by(Math.exp(-deltaY * unit * WHEEL), at)
  }

  down(pointer: number, at: Point): void {
    this.#pointers.set(pointer, at)
  }

  /** One pointer pulls the picture; two hold it where they are. */
  move(pointer: number, at: Point): void {
    const from = this.#pointers.get(pointer)
    if (!from) return
    const other = [...this.#pointers].find(([id]) => id !== pointer)?.[1]
    this.#pointers.set(pointer, at)
    if (!other) {
      this.#zoom.pan({ x: at.x - from.x, y: at.y - from.y })
      return
    }
    const before = between(from, other)
    const now = between(at, other)
    const grown = distance(at, other) / Math.max(1, distance(from, other))
    this.#zoom.by(grown, before)
    this.#zoom.pan({ x: now.x - before.x, y: now.y - before.y })
  }

  up(pointer: number): void {
    this.#pointers.delete(pointer)
  }
}

function between(one: Point, other: Point): Point {
  return { x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 }
}

function distance(one: Point, other: Point): number {
  return Math.hypot(one.x - other.x, one.y - other.y)
}
