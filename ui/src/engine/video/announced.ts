/** How large the pictures of a track may be, by what its sender announced. Pure. */

import type { Milli } from '../api'
import { ANNOUNCED_KEPT } from './decode_limits'

/** Sides are rounded to even numbers, so that another shape of the same area may come out a little larger. */
export const ROUNDING = 1.03

/** In pixels, as in `track_published`. */
export interface AnnouncedLayer {
  layer: number
  width: number
  height: number
}

/** Of one track. What was announced before holds a little longer: frames and announcements go different ways. */
export class Announced {
  #layers: readonly AnnouncedLayer[] = []
  /** Larger ones that were announced before, by layer: the largest first, which ends first. */
  readonly #before = new Map<number, { pixels: number; until: Milli }[]>()

  /** Returns whether it is anything new. */
  describe(layers: readonly AnnouncedLayer[], now: Milli): boolean {
    if (areSame(layers, this.#layers)) return false
    for (const { layer, width, height } of this.#layers) {
      const pixels = width * height
      if (pixels <= this.#now(layers, layer)) continue
      const before = (this.#before.get(layer) ?? []).filter((one) => one.until > now && one.pixels > pixels)
      this.#before.set(layer, [...before, { pixels, until: now + ANNOUNCED_KEPT }])
    }
    this.#layers = layers
    return true
  }

  /**
   * Pixels of the largest picture that may be decoded. It is the area that counts: a phone that is turned sends the same one
   * in another shape.
   */
  most(layer: number, now: Milli): number {
    const kept = this.#before.get(layer)?.find((one) => one.until > now)?.pixels ?? 0
    return ROUNDING * Math.max(kept, this.#now(this.#layers, layer))
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
