/** One received video track: what can be decoded is decoded, and the latest frame that is due is drawn. */

import type { Header } from '../../wire/header'
import type { EngineEvent, Milli, TrackStats } from '../api'
import { Freshness, STALE } from '../freshness'
import { LatencyMeter, type Offsets } from '../latency'
import { nowMs, nowUs, toMilli } from '../units'
import { SlidingWindow } from '../window'
import { DecodeGate } from './gate'
import type { Screen } from './screen'
import type { SoundClock } from './sync'

/** Frames in the decoder above which it counts as overloaded, and starts again at a key frame. */
const DECODING_LIMIT = 12
/** Decoded frames that wait for their sound. */
const WAITING_LIMIT = 6
/** A wait this short is none: a timer is no more exact. */
const SHORT: Milli = 4
const KEY_FRAME_EVERY: Milli = 500
const FROZEN_AFTER: Milli = 2_000
/** The same for a screen, whose pictures take their time over a slow link. */
const SCREEN_FROZEN_AFTER: Milli = 6_000

export interface PictureOptions {
  track: number
  emit(event: EngineEvent): void
  requestKeyFrame(track: number, layer: number): void
}

export interface PictureInfo {
  /** WebCodecs codec string. */
  codec: string
  /** Somebody's screen: true until it changes, and so shown however late it comes. */
  screen: boolean
}

export class Picture {
  readonly screens = new Map<number, Screen>()
  #about: PictureInfo = { codec: 'vp8', screen: false }
  /** Of a shared screen: the picture shown, which may have to be drawn again. */
  #shown: VideoFrame | null = null
  sound: SoundClock | null = null
  readonly #options: PictureOptions
  readonly #gate = new DecodeGate()
  readonly #freshness = new Freshness()
  #decoder: VideoDecoder | null = null
  #decoding = 0
  #waiting: VideoFrame[] = []
  #timer: ReturnType<typeof setTimeout> | undefined
  #askedAt: Milli = Number.NEGATIVE_INFINITY
  #drawnAt: Milli | null = null
  #frozen = false
  #width = 0
  #height = 0
  #layer = 0
  #dropped = 0
  readonly #bytes = new SlidingWindow(2_000)
  readonly #drawn = new SlidingWindow(2_000)
  readonly #lipSync = new SlidingWindow(2_000)
  readonly #latency = new LatencyMeter()

  constructor(options: PictureOptions) {
    this.#options = options
  }

  /** What is known of the track. */
  describe(about: PictureInfo): void {
    const changed = about.codec !== this.#about.codec
    this.#about = about
    if (!changed) return
    this.#closeDecoder()
    this.#gate.reset()
  }

  /** A canvas is new or has another size. */
  redraw(screen: Screen): void {
    if (this.#shown) screen.draw(this.#shown, true)
  }

  receive(header: Header, payload: Uint8Array): void {
    const now = nowMs()
    this.#bytes.add(now, payload.byteLength)
    this.#freshness.arrived(toMilli(header.captureUs), now)
    if (this.screens.size === 0) {
      this.#gate.reset()
      return
    }
    if (this.#decoding >= DECODING_LIMIT && !header.keyFrame) this.#gate.reset()
    const verdict = this.#gate.judge(header)
    if (verdict !== 'decode') {
      this.#dropped++
      if (verdict === 'key-frame' && header.temporal === 0) this.#ask(header.layer)
      return
    }
    this.#layer = header.layer
    this.#decoding++
    this.#ready().decode(
      new EncodedVideoChunk({
        type: header.keyFrame ? 'key' : 'delta',
        timestamp: header.captureUs,
        data: payload,
      }),
    )
  }

  /** Draws what is due and says if nothing new came for long. Called about twice a second, too. */
  check(): void {
    const now = nowMs()
    if (this.#drawnAt === null || this.screens.size === 0) return
    const after = this.#about.screen ? SCREEN_FROZEN_AFTER : FROZEN_AFTER
    if (!this.#frozen && now - this.#drawnAt > after) this.#sayFrozen(true)
  }

  stats(): TrackStats {
    const now = nowMs()
    for (const window of [this.#bytes, this.#drawn, this.#lipSync]) window.forget(now)
    const dropped = this.#dropped
    this.#dropped = 0
    return {
      track: this.#options.track,
      direction: 'receive',
      kind: 'video',
      codec: this.#about.codec,
      ...this.#latency.percentiles(now),
      bitsPerSecond: (this.#bytes.sum * 8) / 2,
      framesPerSecond: this.#drawn.count / 2,
      width: this.#width,
      height: this.#height,
      layer: this.#layer,
      dropped,
      jitterTarget: null,
      concealed: 0,
      lipSync: this.#lipSync.percentile(0.5),
      encodeMs: null,
      reduced: null,
    }
  }

  /** The last screen went: the picture is a new one when it is shown again. */
  hide(): void {
    this.#clear()
    this.#gate.reset()
    this.#shown?.close()
    this.#shown = null
    this.#drawnAt = null
    this.#width = 0
    this.#height = 0
    if (this.#frozen) this.#sayFrozen(false)
  }

  close(): void {
    this.hide()
    this.#closeDecoder()
  }

  /** What the latency is measured with; set by the receiver whenever it changes. */
  participant: number | undefined
  offsets: Offsets = { own: null, others: {} }

  #ask(layer: number): void {
    const now = nowMs()
    if (now - this.#askedAt < KEY_FRAME_EVERY) return
    this.#askedAt = now
    this.#options.requestKeyFrame(this.#options.track, layer)
  }

  #ready(): VideoDecoder {
    if (this.#decoder?.state === 'configured') return this.#decoder
    this.#decoding = 1
    const decoder: VideoDecoder = new VideoDecoder({
      output: (frame) => {
        if (decoder === this.#decoder) this.#decoded(frame)
        else frame.close()
      },
      error: () => {
        // It closed itself; the next key frame makes a new one.
        if (decoder !== this.#decoder) return
        this.#decoder = null
        this.#decoding = 0
        this.#gate.reset()
        this.#dropped++
      },
    })
    decoder.configure({ codec: this.#about.codec, optimizeForLatency: true })
    this.#decoder = decoder
    return decoder
  }

  #decoded(frame: VideoFrame): void {
    this.#decoding = Math.max(0, this.#decoding - 1)
    if (this.screens.size === 0 || this.#isStale(frame)) {
      this.#dropped++
      frame.close()
      return
    }
    this.#waiting.push(frame)
    if (this.#waiting.length > WAITING_LIMIT) {
      this.#waiting.shift()?.close()
      this.#dropped++
    }
    this.#drawDue()
  }

  #isStale(frame: VideoFrame): boolean {
    return !this.#about.screen && this.#freshness.lateness(toMilli(frame.timestamp), nowMs()) > STALE
  }

  /** Draws the latest of the waiting frames that is due, and sets the timer for the next. */
  #drawDue(): void {
    clearTimeout(this.#timer)
    const now = nowUs()
    let due: VideoFrame | undefined
    while (this.#waiting.length > 0 && this.#wait(this.#waiting[0]!, now) < SHORT) {
      if (due) {
        due.close()
        this.#dropped++
      }
      due = this.#waiting.shift()
    }
    if (due) this.#draw(due)
    if (this.#waiting.length > 0) {
      this.#timer = setTimeout(() => this.#drawDue(), this.#wait(this.#waiting[0]!, now))
    }
  }

  #wait(frame: VideoFrame, now: number): Milli {
    return this.sound?.wait(frame.timestamp, now) ?? 0
  }

  #draw(frame: VideoFrame): void {
    for (const screen of this.screens.values()) screen.draw(frame, this.#about.screen)
    const shown = nowUs()
    const { timestamp, displayWidth, displayHeight } = frame
    this.#shown?.close()
    this.#shown = this.#about.screen ? frame : null
    if (!this.#shown) frame.close()
    this.#drawnAt = toMilli(shown)
    this.#drawn.add(this.#drawnAt, 1)
    this.#latency.add(this.offsets, this.participant, timestamp, shown)
    const ahead = this.sound?.ahead(timestamp, shown)
    if (ahead !== null && ahead !== undefined) this.#lipSync.add(this.#drawnAt, ahead)
    if (displayWidth !== this.#width || displayHeight !== this.#height) {
      this.#width = displayWidth
      this.#height = displayHeight
      const { track, emit } = this.#options
      emit({ type: 'picture', track, width: displayWidth, height: displayHeight })
    }
    if (this.#frozen) this.#sayFrozen(false)
  }

  #sayFrozen(frozen: boolean): void {
    this.#frozen = frozen
    this.#options.emit({ type: 'frozen', track: this.#options.track, frozen })
  }

  #closeDecoder(): void {
    if (this.#decoder && this.#decoder.state !== 'closed') this.#decoder.close()
    this.#decoder = null
    this.#decoding = 0
  }

  #clear(): void {
    clearTimeout(this.#timer)
    for (const frame of this.#waiting) frame.close()
    this.#waiting = []
  }
}
