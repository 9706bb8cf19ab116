/** Puts a person in front of another background. Pure. */

import { Planes, type Thumbnail } from './planes'

/** How a line of pixels is stretched: each of the new ones lies between pixel `left` and the next, `part` / 256 away. */
interface Stretch {
  left: Uint16Array
  part: Uint16Array
  /** By pixel of the short line: the first of the long one that is at or beyond it; and the end. */
  starts: Uint16Array
}

/** Lines of a small background are alike: so many neighbours are given the same one. */
const SAME_LINES = 4

/** Keeps what it worked out for a size of pictures, so there is one for each camera. */
export class Composition {
  readonly #stretches = new Map<string, Stretch>()
  readonly #alpha: Uint8Array
  readonly #behind: Uint8Array
  readonly #small: Uint8Array

  /** `width`, `height`: size of the mask. */
  constructor(
    readonly width: number,
    readonly height: number,
  ) {
    this.#alpha = new Uint8Array(width)
    this.#behind = new Uint8Array(8_192)
    this.#small = new Uint8Array(8_192)
  }

  /**
   * Changes `picture` where `alpha` (the mask's size, 255: person) says background. `back`: of the same size as the
   * picture, or a small one that is stretched over it.
   */
  compose(picture: Planes, alpha: Uint8ClampedArray, back: Planes | Thumbnail): void {
    const { width, height } = picture
    const half = back instanceof Planes ? 2 : 1
    this.#plane(picture.y, width, height, alpha, back.y, back.width, back.height)
    const colours = [width / 2, height / 2] as const
    this.#plane(picture.u, ...colours, alpha, back.u, back.width / half, back.height / half)
    this.#plane(picture.v, ...colours, alpha, back.v, back.width / half, back.height / half)
  }

  #plane(
    plane: Uint8Array,
    width: number,
    height: number,
    mask: Uint8ClampedArray,
    back: Uint8Array,
    backWidth: number,
    backHeight: number,
  ): void {
    const across = this.#stretch(this.width, width)
    const down = this.#stretch(this.height, height)
    const backDown = this.#stretch(backHeight, height)
    const isWhole = backWidth === width && backHeight === height
    const backAcross = this.#stretch(backWidth, width)
    const behind = this.#behind
    for (let row = 0; row < height; row++) {
      between(mask, this.width, this.height, down, row, this.#alpha)
      if (isWhole) mix(plane, row * width, back, row * width, this.#alpha, across)
      else {
        if (row % SAME_LINES === 0) {
          between(back, backWidth, backHeight, backDown, row, this.#small)
          widen(this.#small, backWidth, backAcross, width, behind)
        }
        mix(plane, row * width, behind, 0, this.#alpha, across)
      }
    }
  }

  #stretch(from: number, to: number): Stretch {
    const key = `${from}:${to}`
    let found = this.#stretches.get(key)
    if (!found) {
      found = { left: new Uint16Array(to), part: new Uint16Array(to), starts: new Uint16Array(from + 1).fill(to) }
      for (let at = 0; at < to; at++) {
        const place = Math.min(from - 1, Math.max(0, ((at + 0.5) * from) / to - 0.5))
        found.left[at] = Math.floor(place)
        found.part[at] = (place - Math.floor(place)) * 256
        for (let short = Math.floor(place); short >= 0 && found.starts[short]! > at; short--) found.starts[short] = at
      }
      this.#stretches.set(key, found)
    }
    return found
  }
}

/** The line that belongs to line `row` of the stretched picture. */
function between(
  from: Uint8Array | Uint8ClampedArray,
  width: number,
  height: number,
  { left, part }: Stretch,
  row: number,
  into: Uint8Array,
): void {
  const first = left[row]! * width
  const second = Math.min(height - 1, left[row]! + 1) * width
  const share = part[row]!
  for (let at = 0; at < width; at++) {
    const one = from[first + at]!
    into[at] = one + (((from[second + at]! - one) * share) >> 8)
  }
}

function widen(from: Uint8Array, width: number, { left, part }: Stretch, to: number, into: Uint8Array): void {
  from[width] = from[width - 1]!
  for (let at = 0; at < to; at++) {
    const place = left[at]!
    const one = from[place]!
    into[at] = one + (((from[place + 1]! - one) * part[at]!) >> 8)
  }
}

/** One line: the person stays, the background is copied in one piece, and only at edges is there arithmetic. */
function mix(
  plane: Uint8Array,
  line: number,
  behind: Uint8Array,
  back: number,
  alpha: Uint8Array,
  { part, starts }: Stretch,
): void {
  const last = alpha.length - 1
  /** Where the background began that is still to be copied; -1: there is none. */
  let copy = -1
  for (let place = 0; place <= last; place++) {
    const one = alpha[place]!
    const other = alpha[place === last ? last : place + 1]!
    const from = starts[place]!
    if (one === 0 && other === 0) {
      if (copy < 0) copy = from
      continue
    }
    if (copy >= 0) plane.set(behind.subarray(back + copy, back + from), line + copy)
    copy = -1
    if (one === 255 && other === 255) continue
    const to = starts[place + 1]!
    for (let at = from; at < to; at++) {
      const value = behind[back + at]!
      const share = one + (((other - one) * part[at]!) >> 8)
      plane[line + at] = value + (((plane[line + at]! - value) * share) >> 8)
    }
  }
  if (copy >= 0) plane.set(behind.subarray(back + copy, back + starts[last + 1]!), line + copy)
}
