/** Fits size, frame rate and bit rate of one layer to what this computer can encode and the link can carry. Pure. */

import type { Milli, Reduced } from '../api'
import { bitrate, type Shape } from './layers'

/** From best to cheapest: share of width and height, and of the frame rate. */
const RUNGS: readonly { scale: number; rate: number }[] = [
  { scale: 1, rate: 1 },
  { scale: 1, rate: 2 / 3 },
  { scale: 0.75, rate: 2 / 3 },
  { scale: 0.5, rate: 2 / 3 },
  { scale: 0.5, rate: 0.4 },
]
/** Share of the time between two frames that encoding may take before a cheaper rung is taken. */
const BUSY = 0.6
/** Share that the next better rung may be expected to take. */
const COMFORTABLE = 0.4
const SKIPPED = 0.25
const FIRST_PATIENCE: Milli = 8_000
const LONGEST_PATIENCE: Milli = 120_000
const LEAST_SHARE = 0.25
/** Under this share of the full bit rate the picture is visibly coarser. */
const COARSE = 0.75

/** What was seen since the last update. */
export interface Load {
  /** Mean time to encode a frame; null if none was encoded. */
  encodeMs: Milli | null
  /** Frames that were due, and those skipped because encoding or sending was behind. */
  due: number
  skippedEncoding: number
  skippedSending: number
}

export class Adaptation {
  #rung = 0
  #share = 1
  #cause: Reduced = 'processor'
  #goodSince: Milli | null = null
  #patience: Milli = FIRST_PATIENCE

  /** `full`: the shape wanted if nothing stands against it. */
  constructor(readonly full: Shape) {}

  get shape(): Shape {
    return this.#at(this.#rung)
  }

  get bitrate(): number {
    return Math.round(bitrate(this.shape) * this.#share)
  }

  /** What keeps the picture from being as good as was wanted; null: nothing does. */
  get reduced(): Reduced | null {
    if (this.#share < COARSE) return 'network'
    return this.#rung > 0 ? this.#cause : null
  }

  /** Takes note of the last second; returns whether shape or bit rate changed. */
  update(load: Load, now: Milli): boolean {
    if (load.due < 5) return false
    const before = this.bitrate
    const rung = this.#rung
    if (load.skippedSending > 0) this.#share = Math.max(LEAST_SHARE, this.#share * 0.7)
    else if (this.#share < 1) this.#share = Math.min(1, this.#share * 1.1)
    const starving = load.skippedSending > load.due * SKIPPED && this.#share === LEAST_SHARE
    const overloaded = this.#busy(load) || load.skippedEncoding > load.due * SKIPPED
    if (overloaded || starving) {
      this.#cause = overloaded ? 'processor' : 'network'
      this.#down(load)
    } else this.#up(load, now)
    return this.#rung !== rung || this.bitrate !== before
  }

  /** Whether encoding at the present rung takes too long, if it took that long at `measured`. */
  #busy({ encodeMs }: Load, measured: Shape = this.shape): boolean {
    const { width, height, framesPerSecond } = this.shape
    const expected = (encodeMs ?? 0) * ((width * height) / (measured.width * measured.height))
    return expected > (BUSY * 1000) / framesPerSecond
  }

  #down(load: Load): void {
    const measured = this.shape
    do this.#rung = Math.min(this.#rung + 1, RUNGS.length - 1)
    while (this.#rung < RUNGS.length - 1 && this.#busy(load, measured))
    // What failed soon after a step up is tried less often.
    this.#patience = Math.min(LONGEST_PATIENCE, this.#patience * 2)
    this.#goodSince = null
  }

  #up(load: Load, now: Milli): void {
    this.#goodSince ??= now
    if (this.#rung === 0 || load.encodeMs === null || now - this.#goodSince < this.#patience) return
    const current = this.shape
    const better = this.#at(this.#rung - 1)
    const expected = load.encodeMs * ((better.width * better.height) / (current.width * current.height))
    if (expected > (COMFORTABLE * 1000) / better.framesPerSecond) return
    this.#rung--
    this.#goodSince = null
  }

  #at(rung: number): Shape {
    const { scale, rate } = RUNGS[rung]!
    const even = (value: number): number => Math.max(2, Math.round((value * scale) / 2) * 2)
    return {
      width: even(this.full.width),
      height: even(this.full.height),
      framesPerSecond: Math.round(this.full.framesPerSecond * rate),
    }
  }
}
