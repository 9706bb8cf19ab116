/** Fits size, frame rate and bit rate of one layer to what this computer can encode and the link can carry. Pure. */

import type { Milli, Reduced } from '../api'
import { bitrate, type Shape } from './layers'

/** Share of width and height, and of the frame rate. */
interface Rung {
  scale: number
  rate: number
}

/** What may be given up, and in which order. */
export interface Policy {
  /** From best to cheapest. */
  rungs: readonly Rung[]
  /** The bit rate is lowered to this share of what is wanted before frames are. */
  leastShare: number
  /** Bits per second wanted for a picture of that shape. */
  bitrate(shape: Shape): number
}

/** For what moves: rate and size in turn. */
const SHRINK: readonly Rung[] = [
  { scale: 1, rate: 1 },
  { scale: 1, rate: 2 / 3 },
  { scale: 0.75, rate: 2 / 3 },
  { scale: 0.5, rate: 2 / 3 },
  { scale: 0.5, rate: 0.4 },
]
/** For what is read: the size only at the very end. */
const SLOW_DOWN: readonly Rung[] = [
  { scale: 1, rate: 1 },
  { scale: 1, rate: 2 / 3 },
  { scale: 1, rate: 1 / 2 },
  { scale: 1, rate: 1 / 3 },
  { scale: 1, rate: 1 / 6 },
  { scale: 0.67, rate: 1 / 6 },
]
export const MOVING: Policy = { rungs: SHRINK, leastShare: 0.25, bitrate }
/** Fewer pictures rather than mush: neither size nor bits are taken away while it can be helped. */
export const READ: Omit<Policy, 'bitrate'> = { rungs: SLOW_DOWN, leastShare: 1 }

/** Share of the time between two frames that encoding may take before a cheaper rung is taken. */
const BUSY = 0.6
/** Share that the next better rung may be expected to take. */
const COMFORTABLE = 0.4
const SKIPPED = 0.25
/** Frames that must have been due in a second before anything is given up for what it took. */
const ENOUGH = 5
const FIRST_PATIENCE: Milli = 8_000
const LONGEST_PATIENCE: Milli = 120_000
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

/** Of one layer. Goes down at once, and up only after all went well for a while, which is longer after each failure. */
export class Adaptation {
  #rung = 0
  #share = 1
  #cause: Reduced = 'processor'
  #goodSince: Milli | null = null
  #patience: Milli = FIRST_PATIENCE

  /** `full`: the shape wanted if nothing stands against it. */
  constructor(
    readonly full: Shape,
    private readonly policy: Policy = MOVING,
  ) {}

  /** What the next frames should have. */
  get shape(): Shape {
    return this.#at(this.#rung)
  }

  /** Bits per second for that shape. */
  get bitrate(): number {
    return Math.round(this.policy.bitrate(this.shape) * this.#share)
  }

  /** What keeps the picture from being as good as was wanted; null: nothing does. */
  get reduced(): Reduced | null {
    if (this.#share < COARSE) return 'network'
    return this.#rung > 0 ? this.#cause : null
  }

  /** Takes note of the last second; returns whether shape or bit rate changed. */
  update(load: Load, now: Milli): boolean {
    if (load.due < Math.min(ENOUGH, Math.ceil(this.shape.framesPerSecond / 2))) return this.#whileStill(load)
    const before = this.bitrate
    const rung = this.#rung
    const { leastShare } = this.policy
    if (load.skippedSending > 0) this.#share = Math.max(leastShare, this.#share * 0.7)
    else if (this.#share < 1) this.#share = Math.min(1, this.#share * 1.1)
    const starving = load.skippedSending > load.due * SKIPPED && this.#share === leastShare
    const overloaded = this.#busy(load) || load.skippedEncoding > load.due * SKIPPED
    if (!overloaded && !starving) this.#up(load, now)
    else if (load.due >= ENOUGH) {
      this.#cause = overloaded ? 'processor' : 'network'
      this.#down(load)
    }
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
    const before = this.#rung
    const last = this.policy.rungs.length - 1
    do this.#rung = Math.min(this.#rung + 1, last)
    while (this.#rung < last && this.#busy(load, measured))
    // What failed soon after a step up is tried less often; one load that lasts is one failure.
    if (this.#rung > before) this.#patience = Math.min(LONGEST_PATIENCE, this.#patience * 2)
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

  /** What stands still costs next to nothing at its full size, and nothing else will make it legible again. */
  #whileStill({ encodeMs, due }: Load): boolean {
    const { scale } = this.policy.rungs[this.#rung]!
    if (scale === 1 || encodeMs === null) return false
    if ((encodeMs / scale ** 2) * due > COMFORTABLE * 1000) return false
    while (this.policy.rungs[this.#rung]!.scale < 1) this.#rung--
    this.#goodSince = null
    return true
  }

  #at(rung: number): Shape {
    const { scale, rate } = this.policy.rungs[rung]!
    const even = (value: number): number => Math.max(2, Math.round((value * scale) / 2) * 2)
    return {
      width: even(this.full.width),
      height: even(this.full.height),
      framesPerSecond: Math.max(1, Math.round(this.full.framesPerSecond * rate)),
    }
  }
}
