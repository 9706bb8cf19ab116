/** The background alone, blurred so strongly that nothing in it can be read or recognised. Pure. */

import { Thumbnail } from './planes'

/** What is left of the background before it is blurred: each of its pixels is a fiftieth of the picture wide. */
const WIDTH = 48
const HEIGHT = 27
/** A pixel is mixed with so many on each side of it, twice. */
const RADIUS = 2
const ROUNDS = 2

/** What is behind the person: the person hardly counts in its means, so that no halo is seen around them. */
export class BlurredBackground extends Thumbnail {
  readonly #weights = new Float32Array(WIDTH * HEIGHT)
  readonly #plane = new Float32Array(WIDTH * HEIGHT)
  readonly #spare = new Float32Array(WIDTH * HEIGHT)

  constructor() {
    super(WIDTH, HEIGHT)
  }

  /** `alpha`: 255 where there is only the person, whose colours shall not run into the background; null: nobody. */
  blur(picture: Thumbnail, alpha: Uint8ClampedArray | null): void {
    this.#gather(null, picture, alpha, this.#weights)
    smooth(this.#weights, this.#spare)
    for (const plane of ['y', 'u', 'v'] as const) {
      this.#gather(picture[plane], picture, alpha, this.#plane)
      smooth(this.#plane, this.#spare)
      for (let at = 0; at < this.#plane.length; at++) this[plane][at] = this.#plane[at]! / this.#weights[at]! + 0.5
    }
  }

  /** Sums, over the pixels that become one here, of their values times how much they are background. */
  #gather(
    values: Uint8Array | null,
    { width, height }: Thumbnail,
    alpha: Uint8ClampedArray | null,
    into: Float32Array,
  ): void {
    into.fill(0)
    for (let row = 0, at = 0; row < height; row++) {
      const line = Math.floor((row * HEIGHT) / height) * WIDTH
      for (let column = 0; column < width; column++, at++) {
        // A little of everything, so that a picture full of a person has a background, too.
        const weight = 1 + (alpha === null ? 255 : 255 - alpha[at]!) ** 2
        into[line + Math.floor((column * WIDTH) / width)]! += values === null ? weight : weight * values[at]!
      }
    }
  }
}

function smooth(plane: Float32Array, spare: Float32Array): void {
  for (let round = 0; round < ROUNDS; round++) {
    box(plane, spare, WIDTH, HEIGHT, 1, WIDTH)
    box(spare, plane, HEIGHT, WIDTH, WIDTH, 1)
  }
}

/** The sum over `2 * RADIUS + 1` neighbours along lines; beyond the edge stands what is at the edge. */
function box(from: Float32Array, to: Float32Array, length: number, lines: number, step: number, next: number): void {
  for (let line = 0; line < lines; line++) {
    const first = line * next
    const value = (at: number) => from[first + Math.min(length - 1, Math.max(0, at)) * step]!
    let sum = 0
    for (let at = -RADIUS; at <= RADIUS; at++) sum += value(at)
    for (let at = 0; at < length; at++) {
      to[first + at * step] = sum
      sum += value(at + RADIUS + 1) - value(at - RADIUS)
    }
  }
}
