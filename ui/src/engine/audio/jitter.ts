/**
 * Adaptive jitter buffer for one voice: packets in (in order), samples out at a steady pace.
 *
 * Everything is appended to one ring of samples. Marks remember the capture time at which each piece starts, so the
 * delay of what is played is always known: now − capture − quickest transit. Playout is held near the target delay by
 * removing or repeating whole pitch periods, or pieces of silence. Gaps are continued for at most 80 ms, fading out.
 * Pure: the caller says what time it is, in milliseconds of the clock that paces `pull`.
 */

import type { Milli } from '../api'
import { STALE } from '../freshness'
import { PlayoutDelay } from './delay'
import {
  findPeriod,
  LONGEST_PERIOD,
  LOOK_AHEAD,
  lengthen,
  PER_MS,
  type Period,
  power,
  SampleRing,
  shorten,
} from './splice'

const CONCEAL = 80 * PER_MS
const JOIN = 5 * PER_MS
const FADE_IN = 2.5 * PER_MS
/** A capture time that is off by less is rounding, not a gap. */
const GAP: Milli = 10
/** Mean square below which a piece counts as silence: −55 dBov. */
const SILENCE = 10 ** -5.5
const SILENT_PIECE = 10 * PER_MS
const RING = 2 ** 16

interface Mark {
  position: number
  captured: Milli
  /** A new talk spurt: it starts when it is due, not right after what went before. */
  hold: boolean
}

/** Since the buffer was made. */
export interface JitterCounters {
  /** Samples played, samples of them made up, and packets that came too late to be played. */
  played: number
  concealed: number
  late: number
}

/** Samples are at 48 kHz, those of two channels alternate. `push` and `pull` may be called in any order, from one thread. */
export class JitterBuffer {
  readonly counters: JitterCounters = { played: 0, concealed: 0, late: 0 }
  readonly #ring: SampleRing
  readonly #delay = new PlayoutDelay()
  readonly #marks: Mark[] = []
  /** Period at which playout is shortened or lengthened, and the one at which a gap is continued. */
  readonly #pace: Period = { length: 0, likeness: 0 }
  readonly #gap: Period = { length: 0, likeness: 0 }
  #mark: Mark | null = null
  #read = LONGEST_PERIOD * 4
  #written = this.#read
  #playing = false
  #expected: Milli = Number.NEGATIVE_INFINITY
  /** Samples made up since the last packet. */
  #made = 0
  #fadeIn = 0
  #sinceSplice = 0

  constructor(readonly channels: 1 | 2 = 1) {
    this.#ring = new SampleRing(RING, channels)
  }

  /** Delay aimed at, above the quickest transit. */
  get target(): Milli {
    return this.#delay.target
  }

  /** False before the first packet is due, and in silence between talk. */
  get playing(): boolean {
    return this.#playing
  }

  /** What would still be played if no packet came any more. */
  get buffered(): Milli {
    return (this.#written - this.#read) / PER_MS
  }

  /** Capture time of the next sample to be played; null while nothing is. */
  get position(): Milli | null {
    if (!this.#playing || this.#mark === null) return null
    return this.#mark.captured + (this.#read - this.#mark.position) / PER_MS
  }

  /** Delay of what is played now, above the quickest transit; null while nothing is. */
  delay(now: Milli): Milli | null {
    const position = this.position
    return position === null ? null : this.#delay.freshness.lateness(position, now)
  }

  /** A decoded packet, captured at its first sample, arrived now. Packets come in the order they were sent. */
  push(samples: Float32Array, captured: Milli, now: Milli): void {
    const { channels } = this
    const length = samples.length / channels
    if (this.#delay.arrived(captured, now) > STALE || this.#written - this.#read + length > RING / 2) {
      this.counters.late++
      return
    }
    const gap = captured - this.#expected
    const spurt = gap > CONCEAL / PER_MS || gap < -GAP
    if (!spurt && gap > GAP) {
      const missing = Math.round(gap * PER_MS) - this.#made
      if (missing > 0) this.#continue(missing)
    }
    if (spurt && this.#made === 0 && Number.isFinite(this.#expected)) this.#continue(CONCEAL)
    const start = this.#written
    const joined = !spurt && this.#made > 0 ? Math.min(JOIN, length) : 0
    if (joined > 0) {
      this.#continue(joined)
      this.#written = start
      this.counters.concealed -= joined
    }
    for (let i = 0; i < length; i++) {
      const weight = i < joined ? (i + 1) / (joined + 1) : 1
      for (let channel = 0; channel < channels; channel++) {
        const old = i < joined ? this.#ring.of(start + i, channel) * (1 - weight) : 0
        this.#ring.set(start + i, samples[i * channels + channel]! * weight + old, channel)
      }
    }
    this.#written = start + length
    this.#marks.push({ position: start, captured, hold: spurt })
    this.#expected = captured + length / PER_MS
    this.#made = 0
  }

  /** Fills `output` with the samples due now. */
  pull(output: Float32Array, now: Milli): void {
    const { channels } = this
    const wanted = output.length / channels
    let done = 0
    while (done < wanted) {
      if (!this.#playing && !this.#start(now)) {
        output.fill(0, done * channels)
        return
      }
      if (done === 0) this.#adapt(wanted, now)
      const next = this.#marks[0]
      const end = next ? next.position : this.#written
      if (this.#read >= end) {
        if (next) {
          if (next.hold && !this.#due(next, now)) this.#playing = false
          else this.#enter()
        } else if (this.#made < CONCEAL) this.#continue(Math.min(wanted - done, CONCEAL - this.#made))
        else this.#playing = false
        continue
      }
      const count = Math.min(end - this.#read, wanted - done)
      for (let i = 0; i < count; i++) {
        const gain = this.#fadeIn < FADE_IN ? this.#fadeIn++ / FADE_IN : 1
        for (let channel = 0; channel < channels; channel++)
          output[(done + i) * channels + channel] = this.#ring.of(this.#read + i, channel) * gain
      }
      this.#read += count
      this.#sinceSplice += count
      this.counters.played += count
      done += count
    }
  }

  #due(mark: Mark, now: Milli): boolean {
    return this.#delay.freshness.lateness(mark.captured, now) >= this.target
  }

  /** Makes the next piece the one that is read. */
  #enter(): void {
    this.#mark = this.#marks.shift() ?? this.#mark
  }

  #start(now: Milli): boolean {
    const next = this.#marks[0]
    if (!next || !this.#due(next, now)) return false
    this.#read = Math.max(this.#read, next.position)
    this.#enter()
    this.#playing = true
    this.#fadeIn = 0
    this.#sinceSplice = 0
    return true
  }

  /** Moves the delay towards the target. */
  #adapt(wanted: number, now: Milli): void {
    const delay = this.delay(now)
    if (delay === null) return
    const excess = delay - this.target
    const available = this.#contiguous()
    if (delay > STALE) {
      this.#skipTo(now)
    } else if (excess > 10 && available >= LOOK_AHEAD + wanted) {
      const hurried = excess > 30
      if (this.#sinceSplice < (hurried ? 10 : 40) * PER_MS) return
      if (power(this.#ring, this.#read, 2 * SILENT_PIECE) < SILENCE) {
        this.#jump(SILENT_PIECE, JOIN)
      } else {
        findPeriod(this.#ring, this.#read, this.#pace)
        if (this.#pace.likeness > 0.6 || hurried) this.#jump(this.#pace.length, this.#pace.length)
      }
    } else if (excess < -20 && available >= LOOK_AHEAD && this.#sinceSplice > 100 * PER_MS) {
      const silent = power(this.#ring, this.#read, SILENT_PIECE) < SILENCE
      if (!silent) findPeriod(this.#ring, this.#read, this.#pace)
      if (!silent && this.#pace.likeness < 0.6) return
      this.#read = lengthen(this.#ring, this.#read, silent ? SILENT_PIECE : this.#pace.length)
      this.#sinceSplice = 0
    }
  }

  /** Samples that can be read before something that must be waited for. */
  #contiguous(): number {
    for (const mark of this.#marks) if (mark.hold) return mark.position - this.#read
    return this.#written - this.#read
  }

  #jump(length: number, fade: number): void {
    this.#read = shorten(this.#ring, this.#read, length, fade)
    while (this.#marks[0] && this.#marks[0].position <= this.#read) this.#enter()
    this.#sinceSplice = 0
  }

  /** Too old to be played: on to what is due by the target, or to the newest there is. */
  #skipTo(now: Milli): void {
    const limit = this.#written - JOIN
    let position = limit
    for (const mark of this.#marks) {
      if (this.#delay.freshness.lateness(mark.captured, now) <= this.target) {
        position = Math.min(mark.position, limit)
        break
      }
    }
    if (position > this.#read) this.#jump(position - this.#read, JOIN)
  }

  /** Continues the wave after the last sample written by repeating its last period, fading out over 80 ms. */
  #continue(count: number): void {
    const from = this.#written
    if (this.#made === 0) {
      findPeriod(this.#ring, from - LOOK_AHEAD, this.#gap)
      if (this.#gap.likeness < 0.3) this.#gap.length = LONGEST_PERIOD
    }
    const length = Math.max(1, this.#gap.length)
    for (let i = 0; i < count; i++) {
      const before = Math.max(0, 1 - (this.#made + i) / CONCEAL)
      const previous = Math.max(1e-3, 1 - (this.#made + i - length) / CONCEAL)
      const gain = this.#made + i < length ? before : before / Math.min(1, previous)
      for (let channel = 0; channel < this.channels; channel++)
        this.#ring.set(from + i, this.#ring.of(from + i - length, channel) * gain, channel)
    }
    this.#made += count
    this.#written = from + count
    this.counters.concealed += count
  }
}
