import { Store } from '../store'
import type { TileKey } from './tiles'

export interface Size {
  width: number
  height: number
}

/** In CSS pixels from the middle of the place where the screen is shown. */
export interface Point {
  x: number
  y: number
}

/** What of it is seen: how many times as large as when all of it is, and where its middle is. */
export interface ZoomView extends Point {
  scale: number
}

/** A 4K screen in a window of 800 pixels is as large as the original then, and twice over. */
export const LARGEST = 8
/** One press of a button or key; what browsers do by theirs is about as much. */
const STEP = 1.25
/** One press of an arrow key moves by this share of the place. */
const SHIFT = 0.15
const WHOLE: ZoomView = { scale: 1, x: 0, y: 0 }

/** How large the screen on the stage is looked at, and which part of it. */
export class Zoom {
  readonly view = new Store<ZoomView>(WHOLE)
  #shown: TileKey | null = null
  #place: Size = { width: 0, height: 0 }
  #picture: Size = { width: 0, height: 0 }

  /** The screen that is on the stage now; another one than before is seen whole. Null: there is none. */
  show(key: TileKey | null): void {
    if (key === this.#shown) return
    this.#shown = key
    this.reset()
  }

  /** The place, and the picture in its own pixels, of which only the shape counts. */
  resize(place: Size, picture: Size): void {
    this.#place = place
    this.#picture = picture
    this.#set(this.view.get())
  }

  /** What is at this point stays there. */
  by(factor: number, at: Point = WHOLE): void {
    if (this.#shown === null) return
    const { scale, x, y } = this.view.get()
    const next = Math.min(LARGEST, Math.max(1, scale * factor))
    const grown = next / scale
    this.#set({ scale: next, x: at.x - (at.x - x) * grown, y: at.y - (at.y - y) * grown })
  }

  step(direction: 1 | -1): void {
    this.by(STEP ** direction)
  }

  /** Moves the picture by so many CSS pixels. */
  pan(by: Point): void {
    const { scale, x, y } = this.view.get()
    this.#set({ scale, x: x + by.x, y: y + by.y })
  }

  /** Looks further to that side: -1, 0 or 1 each. */
  look(across: number, down: number): void {
    const { width, height } = this.#place
    this.pan({ x: -across * SHIFT * width, y: -down * SHIFT * height })
  }

  reset(): void {
    this.#set(WHOLE)
  }

  /** Nothing is moved so far that there is a gap at an edge which the picture could fill. */
  #set({ scale, x, y }: ZoomView): void {
    const { width, height } = this.#place
    const fit = Math.min(width / this.#picture.width, height / this.#picture.height) || 0
    const most = (place: number, picture: number): number => Math.max(0, (picture * fit * scale - place) / 2)
    const next = {
      scale,
      x: clamp(x, most(width, this.#picture.width)),
      y: clamp(y, most(height, this.#picture.height)),
    }
    const before = this.view.get()
    if (next.scale !== before.scale || next.x !== before.x || next.y !== before.y) this.view.set(next)
  }
}

function clamp(value: number, most: number): number {
  // Adding zero makes zero of minus zero.
  return Math.min(most, Math.max(-most, value)) + 0
}

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

  /** How many hold it. */
  get fingers(): number {
    return this.#pointers.size
  }

  /** The pointer is there now, and pulls nothing. */
  rest(pointer: number, at: Point): void {
    if (this.#pointers.has(pointer)) this.#pointers.set(pointer, at)
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
