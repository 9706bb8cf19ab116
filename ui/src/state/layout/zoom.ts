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
