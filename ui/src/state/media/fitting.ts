import type { Want } from '../../wire/messages'

/**
 * How much less is asked for than places would show, where this window cannot decode all of it. Pure.
 *
 * A picture that is too much is asked for in its small layer, then, where it has temporal layers, with fewer frames, and at
 * last not at all. After a while without any that are too much, one after the other is asked for as before.
 */

/** Milliseconds without anything that is too much, after which one picture is asked for in full again. */
export const CALM = 20_000
/** It doubles each time that this was too much again, up to this. */
const LONGEST_CALM = 320_000
/** What is too much within this time after it was asked for in full again is so for that reason. */
const RELAPSE = 15_000
/** Pictures that were on their way come for so long. */
const LATE = 2_000

/** `small`: the small layer; `rare`: a quarter of its frames; `none`: it is not asked for. */
export type Less = 'small' | 'rare' | 'none'

interface Lowered {
  less: Less
  since: number
}

export class Fitting {
  readonly #lowered = new Map<number, Lowered>()
  #calm = CALM
  /** When anything changed last. */
  #changedAt = Number.NEGATIVE_INFINITY
  #raisedAt = Number.NEGATIVE_INFINITY

  /** What is less than it would be, by track. */
  get lowered(): ReadonlyMap<number, Less> {
    return new Map([...this.#lowered].map(([track, { less }]) => [track, less]))
  }

  /** This layer was too much. `thins`: its frames can be thinned out. Returns whether less of it is asked for now. */
  tooMuch(track: number, layer: number, thins: boolean, now: number): boolean {
    const before = this.#lowered.get(track)
    const late = before !== undefined && (layer > 0 || now - before.since < LATE)
    if (late || before?.less === 'none') return false
    this.#calm = now - this.#raisedAt < RELAPSE ? Math.min(LONGEST_CALM, this.#calm * 2) : CALM
    const less = layer > 0 ? 'small' : thins && before?.less !== 'rare' ? 'rare' : 'none'
    this.#lowered.set(track, { less, since: now })
    this.#changedAt = now
    return true
  }

  /** To be called about once a second; returns whether one is asked for in full again. */
  secondPassed(now: number): boolean {
    if (this.#lowered.size === 0 || now - this.#changedAt < this.#calm) return false
    // The one that was taken away last is missed most.
    const [[track]] = [...this.#lowered].sort(([, one], [, other]) => other.since - one.since) as [[number, Lowered]]
    this.#lowered.delete(track)
    this.#changedAt = this.#raisedAt = now
    return true
  }

  /** Nobody looks at it any more: it is seen anew what it costs. */
  forget(track: number): void {
    this.#lowered.delete(track)
  }

  /** What is asked for, where a place would show this layer; null: nothing. */
  want(track: number, layer: 0 | 1): Want | null {
    const less = this.#lowered.get(track)?.less
    if (less === 'none') return null
    return { track, layer: less ? 0 : layer, temporal: less === 'rare' ? 0 : 2 }
  }
}

/** From this tile width (device pixels) on, the large layer is worth its bits. */
export const LARGE_FROM = 480
/** A tile must shrink this far below before it goes back, so that resizing does not flap between layers. */
const LARGE_UNTIL = 430

/** The simulcast layer a tile of this width needs; `current` is what it shows now, if anything. */
export function layerFor(deviceWidth: number, current: number | null): 0 | 1 {
  return deviceWidth >= (current === 1 ? LARGE_UNTIL : LARGE_FROM) ? 1 : 0
}
