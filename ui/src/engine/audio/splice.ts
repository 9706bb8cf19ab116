/**
 * Shortening, lengthening and continuing speech by whole pitch periods, in place in a ring of samples.
 *
 * The method is time-domain overlap-add: a pitch period is found by normalised correlation (coarsely on every fourth
 * sample, then exactly), and two pieces that lie one period apart are cross-faded, so that the wave goes on smoothly.
 */

export const SAMPLE_RATE = 48_000
export const PER_MS = SAMPLE_RATE / 1000

/** Samples of one or two channels at absolute positions; the last `size` written of each are kept. `size` is a power of two. */
export class SampleRing {
  readonly #samples: Float32Array
  readonly #mask: number

  constructor(
    readonly size: number,
    readonly channels: 1 | 2 = 1,
  ) {
    this.#samples = new Float32Array(size * channels)
    this.#mask = size - 1
  }

  /** What is heard of all channels together. `position`: counted since the beginning; what is older than `size` samples has
   *  been written over. */
  get(position: number): number {
    if (this.channels === 1) return this.#samples[position & this.#mask]!
    const at = (position & this.#mask) * 2
    return (this.#samples[at]! + this.#samples[at + 1]!) / 2
  }

  /** Of one channel. */
  of(position: number, channel: number): number {
    return this.#samples[(position & this.#mask) * this.channels + channel]!
  }

  /** Forgets what stood `size` samples before. */
  set(position: number, value: number, channel = 0): void {
    this.#samples[(position & this.#mask) * this.channels + channel] = value
  }
}

/** Periods looked for, in samples: 2.5 ms (400 Hz) to 15 ms (67 Hz). */
export const SHORTEST_PERIOD = 2.5 * PER_MS
export const LONGEST_PERIOD = 15 * PER_MS
/** Samples compared, in samples. */
const COMPARED = 7.5 * PER_MS
/** Samples needed from a position on to look for a period there. */
export const LOOK_AHEAD = LONGEST_PERIOD + COMPARED
const STEP = 4

/** How long the wave is that repeats, in samples; 0: not found yet. */
export interface Period {
  length: number
  /** Normalised correlation −1..1: how well the wave repeats. */
  likeness: number
}

function likeness(ring: SampleRing, a: number, b: number, step: number): number {
  let product = 0
  let energyA = 1e-9
  let energyB = 1e-9
  for (let i = 0; i < COMPARED; i += step) {
    const x = ring.get(a + i)
    const y = ring.get(b + i)
    product += x * y
    energyA += x * x
    energyB += y * y
  }
  return product / Math.sqrt(energyA * energyB)
}

/** The period at which the wave from `position` on repeats best. Needs `LOOK_AHEAD` samples from there on. */
export function findPeriod(ring: SampleRing, position: number, found: Period): void {
  let coarse = SHORTEST_PERIOD
  let best = -2
  for (let length = SHORTEST_PERIOD; length <= LONGEST_PERIOD; length += STEP) {
    const value = likeness(ring, position, position + length, STEP)
    if (value > best) {
      best = value
      coarse = length
    }
  }
  found.likeness = -2
  const last = Math.min(LONGEST_PERIOD, coarse + STEP - 1)
  for (let length = Math.max(SHORTEST_PERIOD, coarse - STEP + 1); length <= last; length++) {
    const value = likeness(ring, position, position + length, 1)
    if (value > found.likeness) {
      found.likeness = value
      found.length = length
    }
  }
}

/** Mean square from `position` on over `count` samples. */
export function power(ring: SampleRing, position: number, count: number): number {
  let sum = 0
  for (let i = 0; i < count; i++) {
    const x = ring.get(position + i)
    sum += x * x
  }
  return sum / count
}

/**
 * Makes the wave that has been read up to `position` continue at `position + length`, and returns that position.
 * The `fade` samples after it are changed.
 */
export function shorten(ring: SampleRing, position: number, length: number, fade: number): number {
  for (let i = 0; i < fade; i++) {
    const weight = (i + 1) / (fade + 1)
    const target = position + length + i
    for (let channel = 0; channel < ring.channels; channel++) {
      const mixed = ring.of(position + i, channel) * (1 - weight) + ring.of(target, channel) * weight
      ring.set(target, mixed, channel)
    }
  }
  return position + length
}

/** Repeats the period before `position`; returns the position, `length` earlier, from which to read on. */
export function lengthen(ring: SampleRing, position: number, length: number): number {
  const start = position - length
  for (let i = 0; i < length; i++) {
    const weight = (i + 1) / (length + 1)
    for (let channel = 0; channel < ring.channels; channel++) {
      const mixed = ring.of(position + i, channel) * (1 - weight) + ring.of(start + i, channel) * weight
      ring.set(start + i, mixed, channel)
    }
  }
  return start
}
