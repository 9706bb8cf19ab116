/** One received video track: what can be decoded is decoded, and the latest frame that is due is drawn. */

import type { Header } from '../../wire/header'
import type { EngineEvent, Milli, TrackStats } from '../api'
import type { Bucket } from '../bucket'
import { Freshness, STALE } from '../freshness'
import { InFlight } from '../in_flight'
import { LatencyMeter, type Offsets } from '../latency'
import { type Micro, nowMs, nowUs, toMilli } from '../units'
import { SlidingWindow } from '../window'
import type { AnnouncedLayer } from './announced'
import { insideLimit } from './decode_limits'
import { DuePictures } from './due'
import { Intake } from './intake'
import { KeptSize } from './kept_size'
import type { Screen } from './screen'
import { LONGEST_WAIT, PictureDelay, type SoundClock } from './sync'
import { seenSize } from './upright'

const KEY_FRAME_EVERY: Milli = 500
const FROZEN_AFTER: Milli = 2_000
/** The same for a screen, whose pictures take their time over a slow link, and for a first picture. */
const SCREEN_FROZEN_AFTER: Milli = 6_000
const MISSING_AFTER: Milli = 6_000
/** A decoder with frames in it of which none comes out for this long is stuck. */
const STUCK_AFTER: Milli = 3_000

/** What one received track needs of those around it. */
export interface PictureOptions {
  track: number
  /** For the page. */
  emit(event: EngineEvent): void
  /** For the host: nothing of this layer can be decoded. */
  requestKeyFrame(track: number, layer: number): void
  /** Whether a picture of so many pixels, of this layer, is decoded beside all others. */
  takes?(pixels: number, layer: number): boolean
}

/** What its sender has told of a track. */
export interface PictureInfo {
  /** WebCodecs codec string. */
  codec: string
  /** Somebody's screen: true until it changes, and so shown however late it comes. */
  screen: boolean
  /** Its pictures are no larger, by what their sender says. */
  layers: readonly AnnouncedLayer[]
}

/** A decoder and what is in it, which dies with it. */
interface Running {
  readonly decoder: VideoDecoder
  readonly inside: InFlight
  readonly kept: KeptSize
  /** Pixels of the largest picture that it was given. */
  largest: number
}

/** In the video worker, one for each track that is or was shown. Decodes only while it is. */
export class Picture {
  readonly screens = new Map<number, Screen>()
  #about: PictureInfo = { codec: 'vp8', screen: false, layers: [] }
  /** Of a shared screen: the picture shown, which may have to be drawn again. */
  #shown: VideoFrame | null = null
  sound: SoundClock | null = null
  readonly #options: PictureOptions
  readonly #intake: Intake
  readonly #freshness = new Freshness()
  #running: Running | null = null
  readonly #due = new DuePictures<VideoFrame>()
  #delay = new PictureDelay()
  #timer: ReturnType<typeof setTimeout> | undefined
  #askedAt: Milli = Number.NEGATIVE_INFINITY
  #drawnAt: Milli | null = null
  #frozen = false
  #missing = false
  #excess = false
  #undecodable = false
  #wantedAt: Milli | null = null
  /** Since when it is shown somewhere, and looked after. */
  #missedAt: Milli | null = null
  #decodedAt: Milli = 0
  #width = 0
  #height = 0
  #layer = 0
  #dropped = 0
  readonly #bytes = new SlidingWindow(2_000)
  readonly #drawn = new SlidingWindow(2_000)
  readonly #lipSync = new SlidingWindow(2_000)
  readonly #waited = new SlidingWindow(2_000)
  readonly #latency = new LatencyMeter()

  constructor(options: PictureOptions) {
    this.#options = options
    this.#intake = new Intake({
      ask: (layer) => this.#ask(layer),
      exceeded: () => this.#stop(),
      tooMuch: (layer) => options.emit({ type: 'too-much', track: options.track, layer }),
      takes: (pixels, layer) => {
        const taken = options.takes?.(pixels, layer) ?? true
        // A decoder keeps the pictures that others build on.
        if (!taken) this.#closeDecoder()
        return taken
      },
    })
  }

  /** What of its sender's pictures may be decoded. */
  set budget(budget: Bucket) {
    this.#intake.budget = budget
  }

  /** What is known of the track. */
  describe(about: PictureInfo): void {
    this.#about = about
    if (this.#intake.describe(about.codec, about.layers, nowMs())) {
      this.#closeDecoder()
      this.#sayUndecodable(false)
    }
    this.#decode()
  }

  /** A canvas is new or has another size. */
  redraw(screen: Screen): void {
    if (this.#shown) screen.draw(this.#shown, true)
  }

  /** `payload`: one encoded frame, without the header before it. */
  receive(header: Header, payload: Uint8Array): void {
    const now = nowMs()
    this.#bytes.add(now, payload.byteLength)
    this.#freshness.arrived(toMilli(header.captureUs), now)
    // Of what cannot be decoded, no key frame is asked for either.
    if (this.screens.size === 0 || this.#undecodable) {
      this.#intake.reset()
      return
    }
    this.#intake.take(header, payload, now)
    this.#decode()
  }

  /** Hands the decoder what it has room for. */
  #decode(): void {
    const now = nowMs()
    while (true) {
      const next = this.#intake.next(this.#running?.inside.size ?? 0, now)
      if (next === null) return
      const { header, payload, size, pixels } = next
      this.#layer = header.layer
      if (size && this.#running?.kept.calls(size, now)) this.#closeDecoder()
      const running = this.#ready()
      if (size) running.kept.given(size, header.captureUs)
      running.largest = Math.max(running.largest, pixels)
      running.inside.put(header.captureUs, now)
      running.decoder.decode(
        new EncodedVideoChunk({
          type: header.keyFrame ? 'key' : 'delta',
          timestamp: header.captureUs,
          data: payload,
        }),
      )
    }
  }

  /** Whether the host was asked for it: only then is it missed. */
  setWanted(wanted: boolean): void {
    if (wanted) this.#wantedAt ??= nowMs()
    else {
      this.#wantedAt = null
      this.#sayFrozen(false)
      this.#sayMissing(false)
    }
  }

  /** Says if nothing new came for long. Called about twice a second. */
  check(): void {
    const now = nowMs()
    this.#renewDecoder(now)
    this.#decode()
    if (this.screens.size === 0 || this.#wantedAt === null || this.#intake.isStopped(now)) return
    this.#missedAt ??= now
    const since = now - Math.max(this.#missedAt, this.#wantedAt, this.#drawnAt ?? 0)
    if (this.#drawnAt === null) this.#sayMissing(since > MISSING_AFTER)
    else if (since > (this.#about.screen ? SCREEN_FROZEN_AFTER : FROZEN_AFTER)) this.#sayFrozen(true)
  }

  /** One that takes frames and gives none back never will. */
  #renewDecoder(now: Milli): void {
    const oldest = this.#running?.inside.oldest ?? null
    if (oldest !== null && now - Math.max(oldest, this.#decodedAt) >= STUCK_AFTER) this.#beginAnew()
  }

  /** With another decoder, from the next key frame on. */
  #beginAnew(): void {
    this.#closeDecoder()
    this.#intake.reset()
    this.#ask(this.#layer)
  }

  /** Counts what was dropped since the last call. */
  stats(): TrackStats {
    const now = nowMs()
    for (const window of [this.#bytes, this.#drawn, this.#lipSync, this.#waited]) window.forget(now)
    const dropped = this.#dropped + this.#intake.dropped()
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
      waited: this.#waited.percentile(0.5),
      speakerDelay: null,
      encodeMs: null,
      reduced: null,
    }
  }

  /** It is too large to be decoded beside all others, which is nobody's fault. */
  giveWay(): void {
    this.#clear()
    this.#closeDecoder()
    this.#intake.reset()
    this.#options.emit({ type: 'too-much', track: this.#options.track, layer: this.#layer })
  }

  /** The last screen went: the picture is a new one when it is shown again. */
  hide(): void {
    this.#clear()
    this.#intake.reset()
    this.#shown?.close()
    this.#shown = null
    this.#drawnAt = null
    this.#missedAt = null
    this.#delay = new PictureDelay()
    this.#width = 0
    this.#height = 0
    this.#sayFrozen(false)
    this.#sayMissing(false)
    this.#sayExcess(false)
    this.#sayUndecodable(false)
  }

  /** Its screens are empty, and its decoder is gone. */
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

  #ready(): Running {
    if (this.#running?.decoder.state === 'configured') return this.#running
    const running: Running = {
      decoder: new VideoDecoder({
        output: (frame) => {
          if (running === this.#running) this.#decoded(running, frame)
          else frame.close()
        },
        error: (error) => {
          // It closed itself; the next key frame makes a new one, which an engine without this codec is not helped by.
          if (running !== this.#running) return
          this.#running = null
          this.#intake.reset()
          this.#dropped++
          if (error.name === 'NotSupportedError') this.#sayUndecodable(true)
        },
      }),
      inside: new InFlight(),
      kept: new KeptSize(nowMs()),
      largest: 0,
    }
    running.decoder.configure({ codec: this.#about.codec, optimizeForLatency: true })
    this.#running = running
    return running
  }

  #decoded({ inside, kept, largest }: Running, frame: VideoFrame): void {
    this.#decodedAt = nowMs()
    inside.took(frame.timestamp)
    const isKept = kept.isKept(seenSize(frame), frame.timestamp, this.#decodedAt)
    this.#keep(frame, largest)
    if (isKept) this.#beginAnew()
    // Not before: whatever the next one does, this one is drawn, kept or closed.
    this.#decode()
  }

  /** Draws it, keeps it until it is due, or closes it. */
  #keep(frame: VideoFrame, largest: number): void {
    if (areaOf(frame) > largest) {
      // It is not what its header said.
      frame.close()
      this.#dropped++
      this.#intake.stop(this.#decodedAt)
      return
    }
    if (this.screens.size === 0 || this.#isStale(frame)) {
      this.#dropped++
      frame.close()
      return
    }
    this.#due.put(frame, insideLimit(largest), nowMs())
    this.#drawDue()
  }

  /** Too late to be shown, unless its sound is later still: a decoder that is full of waiting frames gives others late. */
  #isStale(frame: VideoFrame): boolean {
    const now = nowUs()
    const limit = (this.sound?.ahead(frame.timestamp, now) ?? 0) > 0 ? LONGEST_WAIT : STALE
    return !this.#about.screen && this.#lateness(frame, now) > limit
  }

  /** Draws the latest of the waiting frames that is due, and sets the timer for the next. */
  #drawDue(): void {
    clearTimeout(this.#timer)
    const now = nowUs()
    const { picture, waited, skipped, next } = this.#due.take((frame) => this.#wait(frame, now), toMilli(now))
    this.#dropped += skipped
    if (picture) {
      this.#waited.add(toMilli(now), waited)
      this.#delay.shown(this.#delayOf(picture, now), picture.timestamp)
      this.#draw(picture)
    }
    if (next !== null) this.#timer = setTimeout(() => this.#drawDue(), next)
  }

  #wait(frame: VideoFrame, now: Micro): Milli {
    return this.#delayOf(frame, now) - this.#lateness(frame, now)
  }

  #delayOf(frame: VideoFrame, now: Micro): Milli {
    const wanted = this.sound?.delay(frame.timestamp, now, this.#lateness(frame, now)) ?? 0
    return this.#delay.towards(wanted, frame.timestamp)
  }

  #lateness({ timestamp }: VideoFrame, now: Micro): Milli {
    return this.#freshness.lateness(toMilli(timestamp), toMilli(now))
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
    this.#sayFrozen(false)
    this.#sayMissing(false)
    this.#sayExcess(false)
  }

  /** More or larger pictures came than may: what is shown stays for a moment, and nothing follows. */
  #stop(): void {
    this.#clear()
    this.#closeDecoder()
    this.#sayFrozen(false)
    this.#sayMissing(false)
    this.#sayExcess(true)
  }

  #sayExcess(excess: boolean): void {
    if (excess === this.#excess) return
    this.#excess = excess
    this.#options.emit({ type: 'excess', track: this.#options.track, excess })
  }

  #sayUndecodable(undecodable: boolean): void {
    if (undecodable === this.#undecodable) return
    this.#undecodable = undecodable
    const { track } = this.#options
    this.#options.emit({ type: 'undecodable', track, codec: this.#about.codec, undecodable })
  }

  #sayMissing(missing: boolean): void {
    if (missing === this.#missing) return
    this.#missing = missing
    this.#options.emit({ type: 'missing', track: this.#options.track, missing })
  }

  #sayFrozen(frozen: boolean): void {
    if (frozen === this.#frozen) return
    this.#frozen = frozen
    this.#options.emit({ type: 'frozen', track: this.#options.track, frozen })
  }

  #closeDecoder(): void {
    const running = this.#running
    this.#running = null
    if (running && running.decoder.state !== 'closed') running.decoder.close()
  }

  #clear(): void {
    clearTimeout(this.#timer)
    this.#due.clear()
  }
}

function areaOf({ visibleRect, displayWidth, displayHeight }: VideoFrame): number {
  return visibleRect ? visibleRect.width * visibleRect.height : displayWidth * displayHeight
}
