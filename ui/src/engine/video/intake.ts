/**
 * What of one received track goes to its decoder, and when. Pure.
 *
 * Every frame is looked at before: its own header says whether it is a key frame and how large its pictures are. One that
 * cannot be read, is no key frame although it is marked as one, or the other way round, is not decoded. One that is larger
 * than announced waits, as the announcement may still be on its way. All wait in one bounded queue.
 */

import type { Header } from '../../wire/header'
import type { Milli } from '../api'
import { Bucket } from '../bucket'
import { Announced, type AnnouncedLayer } from './announced'
import { DECODED_FRAMES, FALLS_BEHIND, insideLimit, PICTURE_PIXELS } from './decode_limits'
import { Excess } from './excess'
import { asRead, readFrame } from './frame_size'
import { DecodeGate } from './gate'
import { type WaitingFrame, WaitingFrames } from './waiting'

/** What the intake asks of those around it; called from inside `take`. */
export interface IntakeOptions {
  /** Nothing can be decoded before a key frame of this layer. */
  ask(layer: number): void
  /** It sent more or larger pictures than it may, for too long. */
  exceeded(): void
  /** What this window asked for, this layer, is more than it decodes, of this sender or at all. That is nobody's fault. */
  tooMuch(layer: number): void
  /** Whether a picture of so many pixels, of this layer, is decoded beside all else of this window. */
  takes?(pixels: number, layer: number): boolean
}

/** Times are the caller's, in milliseconds. Bounded by frames and bytes, whatever a sender sends. */
export class Intake {
  /** What the sender of this track may have decoded, over all its tracks. */
  budget: Bucket | null = null
  #codec = 'vp8'
  readonly #gate = new DecodeGate()
  readonly #waiting = new WaitingFrames()
  readonly #announced = new Announced()
  readonly #size = new Excess()
  readonly #rate = new Excess()
  readonly #frames = new Bucket(DECODED_FRAMES)
  /** How often the decoder may fall behind. */
  readonly #behind = new Bucket(FALLS_BEHIND)
  /** Pixels of the largest picture since the key frame: others may be as large. */
  #largest = 0
  #dropped = 0

  constructor(private readonly options: IntakeOptions) {}

  /** Returns whether it is another codec: the decoder is of no use then. */
  describe(codec: string, layers: readonly AnnouncedLayer[], now: Milli): boolean {
    // Whoever says something new of its sizes is heard out: a window that is being resized says so for as long as it lasts.
    if (this.#announced.describe(layers, now)) this.#size.lift()
    if (codec === this.#codec) return false
    this.#codec = codec
    this.reset()
    return true
  }

  /** One frame of the track: kept for the decoder, or dropped and counted. */
  take(header: Header, payload: Uint8Array, now: Milli): void {
    if (this.isStopped(now)) {
      this.#dropped++
      return
    }
    if (!this.#frames.spend(1, now)) {
      this.#dropped++
      this.#overspent(now)
      return
    }
    const read = readFrame(this.#codec, payload)
    if (read === null || read.key !== header.keyFrame) {
      this.#dropped++
      this.#gate.reset()
      this.options.ask(header.layer)
      return
    }
    const verdict = this.#gate.judge(header)
    if (verdict !== 'decode') {
      this.#dropped++
      if (verdict === 'key-frame' && header.temporal === 0) this.options.ask(header.layer)
      return
    }
    const { size, pictures } = read
    const area = size ? size.width * size.height : 0
    this.#largest = header.keyFrame ? area : Math.max(this.#largest, area)
    if (this.#largest > PICTURE_PIXELS) {
      this.#dropped++
      this.stop(now)
      return
    }
    const frame = { header, payload, size: header.keyFrame ? size : null, pixels: this.#largest, pictures }
    // Whatever waits is older than what can be shown now. If this cannot yet, it may be shown meanwhile.
    if (header.keyFrame && this.#isAnnounced(frame, now)) this.#dropped += this.#waiting.clear()
    if (this.#waiting.put(frame)) return
    if (header.keyFrame) {
      this.#dropped += this.#waiting.clear()
      if (this.#waiting.put(frame)) return
    }
    this.#dropped++
    this.reset()
    this.options.ask(header.layer)
    if (!this.#behind.spend(1, now)) this.options.tooMuch(header.layer)
  }

  /** What is to be decoded now, `inside` being the number of frames that the decoder has; null: nothing. */
  next(inside: number, now: Milli): WaitingFrame | null {
    this.#passOver(now)
    const first = this.#waiting.first
    if (!first) return null
    if (!this.#isAnnounced(first, now)) {
      if (this.#size.seen(now)) this.#stopped()
      return null
    }
    const { pixels, pictures } = first
    this.#size.ended()
    if (inside >= insideLimit(pixels)) return null
    const { layer } = first.header
    if (this.options.takes?.(pixels, layer) === false) {
      this.reset()
      this.options.tooMuch(layer)
      return null
    }
    if (this.budget?.spend(pixels * pictures, now) === false) {
      this.reset()
      this.options.tooMuch(layer)
      return null
    }
    this.#waiting.take()
    return { ...first, payload: asRead(this.#codec, first.payload) }
  }

  /** The news may have passed over a size that did not last. */
  #passOver(now: Milli): void {
    const { first } = this.#waiting
    if (!first || this.#isAnnounced(first, now)) return
    this.#dropped += this.#waiting.skipTo((frame) => frame.header.keyFrame && this.#isAnnounced(frame, now))
  }

  #isAnnounced({ pixels, header }: WaitingFrame, now: Milli): boolean {
    return pixels <= this.#announced.most(header.layer, now)
  }

  /** It is not decoded for a while. */
  stop(now: Milli): void {
    this.#size.stop(now)
    this.#stopped()
  }

  /** The decoder lost its state, or nobody looks: only a key frame helps. */
  reset(): void {
    this.#dropped += this.#waiting.clear()
    this.#gate.reset()
  }

  /** Whether its sender exceeded what it may, and nothing of it is decoded for a while. */
  isStopped(now: Milli): boolean {
    return this.#size.isStopped(now) || this.#rate.isStopped(now)
  }

  /** Frames that were not decoded, since it was asked last. */
  dropped(): number {
    const dropped = this.#dropped
    this.#dropped = 0
    return dropped
  }

  /** It sends too much: what follows cannot be decoded before a key frame, which nobody asks for yet. */
  #overspent(now: Milli): void {
    this.#gate.reset()
    if (this.#rate.seen(now)) this.#stopped()
  }

  #stopped(): void {
    this.reset()
    this.options.exceeded()
  }
}
