/**
 * Decoders that keep the size of their first picture. Pure.
 *
 * WebKitGTK 2.50 scales all that comes later to the size of what a VP8 decoder was given first, and loses pictures when it
 * is configured anew; only another decoder helps. Others follow the stream, so the fault is looked for.
 */

import type { Milli } from '../api'
import type { Micro } from '../units'
import type { Size } from './upright'

/** Making a decoder costs more than a picture: not more often than this because of a size. */
const RENEWED_EVERY: Milli = 250

/** What one decoder was given, and whether it follows. */
export class KeptSize {
  /** Whether a decoder of this engine was seen keeping its first size. */
  static seen = false
  #first: Size | null = null
  #latest: Size | null = null
  #latestUs: Micro = 0

  constructor(private readonly made: Milli) {}

  /** Whether a key frame of that size is to be given to a new decoder. */
  calls(size: Size, now: Milli): boolean {
    return KeptSize.seen && this.#first !== null && !same(size, this.#first) && this.#mayEnd(now)
  }

  /** A key frame of that size goes into it. */
  given(size: Size, timestampUs: Micro): void {
    this.#first ??= size
    if (this.#latest && same(size, this.#latest)) return
    this.#latest = size
    this.#latestUs = timestampUs
  }

  /** A picture of that size came out. Whether the decoder is to be ended, as it kept the size of another. */
  isKept(size: Size, timestampUs: Micro, now: Milli): boolean {
    const [first, latest] = [this.#first, this.#latest]
    if (!first || !latest || same(first, latest) || !same(size, first) || timestampUs < this.#latestUs) return false
    KeptSize.seen = true
    return this.#mayEnd(now)
  }

  #mayEnd(now: Milli): boolean {
    return now - this.made >= RENEWED_EVERY
  }
}

function same(one: Size, other: Size): boolean {
  return one.width === other.width && one.height === other.height
}
