/** How large the pictures of a track may be, by what its sender announced. Pure. */

import type { Milli } from '../api'
import { ANNOUNCED_KEPT, PICTURE_PIXELS } from './decode_limits'

/** Sides are rounded to even numbers, so that another shape of the same area may come out a little larger. */
const ROUNDING = 1.03

export interface AnnouncedLayer {
  layer: number
  width: number
  height: number
}

export class Announced {
  #layers: readonly AnnouncedLayer[] = []
  /** Larger ones that were announced before, by layer. */
  readonly #before = new Map<number, { pixels: number; until: Milli }>()

  /** Returns whether it is anything new. */
  describe(layers: readonly AnnouncedLayer[], now: Milli): boolean {
    if (areSame(layers, this.#layers)) return false
    for (const { layer, width, height } of this.#layers) {
      const pixels = width * height
      const before = this.#before.get(layer)
      if (before && before.until > now && before.pixels >= pixels) continue
      if (pixels > this.#now(layers, layer)) this.#before.set(layer, { pixels, until: now + ANNOUNCED_KEPT })
    }
    this.#layers = layers
    return true
  }

  /**
   * Pixels of the largest picture that may be decoded. It is the area that counts: a phone that is turned sends the same one
   * in another shape.
   */
  most(layer: number, now: Milli): number {
    const before = this.#before.get(layer)
    const kept = before && before.until > now ? before.pixels : 0
    return Math.min(PICTURE_PIXELS, ROUNDING * Math.max(kept, this.#now(this.#layers, layer)))
  }

  #now(layers: readonly AnnouncedLayer[], layer: number): number {
    const found = layers.find((one) => one.layer === layer)
    return found ? found.width * found.height : 0
  }
}

function areSame(one: readonly AnnouncedLayer[], other: readonly AnnouncedLayer[]): boolean {
  return (
    one.length === other.length &&
    one.every(({ layer, width, height }, at) => {
      const like = other[at]
      return like?.layer === layer && like.width === width && like.height === height
    })
  )
}
