/**
 * How many large pictures a window has decoded at a time. Each costs more than its pixels: an engine keeps some of every
 * track, those that the next ones build on, those that wait, and the one shown. Pure.
 */

import type { Milli } from '../api'

/** Smaller ones are not counted: what cameras send, and a screen of 1920×1080. */
const PLAIN_PIXELS = 1920 * 1080
/** In narrower places, in device pixels, nothing large is shown: a window asks for the small layer there, and who sends one
 *  that is large has no small one. */
export const SMALL_PLACE = 400
/** Pixels of all large pictures together that go on being decoded: one of 3840×2160. A window has room for one on its stage,
 *  and each takes more memory than all else that it shows. */
export const STANDING_PIXELS = 8_294_400
/** Places change one after the other: for so long there may be more. */
const PATIENCE: Milli = 1_000

/** Of all tracks of a window. Times are the caller's, in milliseconds. */
export class Standing {
  /** Pixels of the large ones, by track. */
  readonly #large = new Map<number, number>()
  #overSince: Milli | null = null

  /** Whether a picture of so many pixels is decoded, of this layer, for a place so wide (device pixels). */
  takes(track: number, picture: { pixels: number; layer: number; width: number }): boolean {
    const { pixels, layer, width } = picture
    const small = layer === 0 && width < SMALL_PLACE
    if (pixels <= PLAIN_PIXELS || small) this.#large.delete(track)
    else this.#large.set(track, pixels)
    return pixels <= PLAIN_PIXELS || !small
  }

  /** Nothing of it is decoded any more. */
  gone(track: number): void {
    this.#large.delete(track)
  }

  /** To be asked several times a second: the track that has to give way, if all together have been too much for a while;
   *  of those in the smallest place, the latest. It counts no more then. */
  givesWay(widthOf: (track: number) => number, now: Milli): number | null {
    const all = [...this.#large.values()].reduce((sum, pixels) => sum + pixels, 0)
    if (all <= STANDING_PIXELS) {
      this.#overSince = null
      return null
    }
    this.#overSince ??= now
    if (now - this.#overSince < PATIENCE) return null
    const tracks = [...this.#large.keys()]
    const track = tracks.reduce((least, one) => (widthOf(one) <= widthOf(least) ? one : least))
    this.#large.delete(track)
    return track
  }
}
