/** The own camera, or the own screen: only the layers that somebody wants are encoded. */

import type { Layer } from '../../wire/messages'
import type { EngineEvent, Manner, MannerChoice, Milli, TrackStats } from '../api'
import { Freshness } from '../freshness'
import type { MediaSocket } from '../media-socket'
import { nowMs } from '../units'
import { LayerEncoder } from './encoder'
import { CAMERA, decodable, type Format, paceOf, type VideoSource } from './formats'
import { inside } from './layers'
import type { PageFrame, Tick } from './messages'
import { Motion } from './motion'
import { Outflow, PATIENCE, TRY_EVERY } from './outflow'
import { StillPicture } from './still'
import { Ticks } from './ticks'
import { type Size, seenSize, Upright } from './upright'

/** Encoder failures within a minute of one another after which none is made for a while. */
const FAILURES = 3
const MINUTE: Milli = 60_000

/** What is wanted of a track: these layers, in a codec that is none of those. */
interface Demand {
  layers: readonly number[]
  undecodable: readonly string[]
}

/** What a sender needs of those around it. */
export interface SenderOptions {
  source: VideoSource
  socket: MediaSocket
  /** For the page. */
  emit(event: EngineEvent): void
  /** Pictures do not leave, and a new encoder did not help: the capture should begin anew. */
  recapture(): void
}

/** In the video worker, one for each source. Layers that nobody wants are not encoded. */
export class VideoSender {
  #generation = 0
  #track: number | null = null
  #muted = false
  #demands = new Map<number, Demand>()
  /** The best one here. */
  #best: Format = CAMERA
  /** That one, or what everybody decodes. */
  #format: Format = CAMERA
  /** That the others were told of; null: nothing was said of it. */
  #codec: string | null = null
  #encoders: LayerEncoder[] = []
  #size: Size = { width: 0, height: 0 }
  /** What the others were told of the layers' sizes. */
  #announced: readonly Layer[] = []
  /** Whether it was measured on a frame of this capture. */
  #measured = false
  #still: StillPicture | null = null
  #motion = new Motion()
  #choice: MannerChoice = 'automatic'
  /** As it was said last. */
  #manner: Manner = 'sharp'
  /** Whether it was said that nothing is to be seen. */
  #blank = false
  #ticks: Ticks | null = null
  /** From the camera's clock to the own one. */
  #clock = new Freshness()
  readonly #upright = new Upright()
  readonly #outflow = new Outflow()
  #capturing = false
  #capturedAt: Milli = Number.NEGATIVE_INFINITY
  #failures = 0
  #failedAt: Milli = Number.NEGATIVE_INFINITY
  #why = ''

  constructor(private readonly options: SenderOptions) {}

  /** Reads frames until another capture is set or it ends. `size`: what they are believed to have, until they come. */
  async capture(readable: ReadableStream<VideoFrame>, format: Format, size: Size): Promise<void> {
    const generation = this.#begin(format, size)
    const reader = readable.getReader()
    while (true) {
      const { value: frame, done } = await reader.read()
      if (done) return
      if (generation !== this.#generation) {
        frame.close()
        await reader.cancel()
        return
      }
      await this.#take(frame)
    }
  }

  /** Takes what a page sends on a port, and says when a hidden one should take a frame. */
  captureFrom(port: MessagePort, format: Format, size: Size): void {
    const generation = this.#begin(format, size)
    const ticks = new Ticks(() => port.postMessage('take' satisfies Tick))
    this.#ticks = ticks
    let busy = false
    let waiting: VideoFrame | null = null
    port.onmessage = async ({ data }: MessageEvent<PageFrame>) => {
      if (data === 'hidden' && generation === this.#generation) ticks.start()
      else if (data === 'seen') ticks.stop()
      else ticks.answered()
      if (typeof data === 'string') return
      port.postMessage('came' satisfies Tick)
      // The newest one waits: of a screen that stands still again no other would come.
      waiting?.close()
      waiting = data
      if (busy) return
      busy = true
      try {
        while (waiting) {
          const next: VideoFrame = waiting
          waiting = null
          if (generation === this.#generation) await this.#take(next)
          else next.close()
        }
      } finally {
        busy = false
      }
    }
  }

  /** The capture is over. Returns a number by which frames of a later capture are told from those still under way. */
  end(): number {
    this.#stopEncoders()
    this.#encoders = []
    this.#still?.close()
    this.#still = null
    this.#sayBlank(false)
    this.#ticks?.stop()
    this.#ticks = null
    this.#capturing = false
    return ++this.#generation
  }

  /** `announced`: what the others were told of its layers' sizes; nothing larger is sent, nor anything in another `codec` than
   *  they were told. */
  setTrack(track: number | null, announced: readonly Layer[] = [], codec: string | null = null): void {
    if (track !== this.#track) this.#stopEncoders()
    this.#track = track
    this.#announced = announced
    this.#codec = codec
    if (!this.#capturing) return
    this.#makeEncoders(this.#size)
    this.#fitCodec()
    this.repeat()
  }

  /** Nothing is encoded from the next frame on. The first picture afterwards can be decoded alone. */
  setMuted(muted: boolean): void {
    this.#muted = muted
    this.wantKeyFrames()
  }

  /** From the next frame on. */
  setManner(choice: MannerChoice): void {
    this.#choice = choice
    this.#follow()
    if (this.#capturing) this.#makeEncoders(this.#size)
  }

  /** Of any of the own tracks: what is wanted of this one may be said before its id is known here. */
  setDemand(track: number, layers: readonly number[], undecodable: readonly string[]): void {
    this.#demands.set(track, { layers, undecodable })
    if (track !== this.#track) return
    if (this.#capturing) this.#fitCodec()
    for (const encoder of this.#encoders) if (!layers.includes(encoder.layer)) this.#stop(encoder)
    this.repeat()
  }

  /** Ignored for another track than this source's own. Of a picture that stands still it leaves at once. */
  wantKeyFrame(track: number, layer: number): void {
    if (track !== this.#track) return
    for (const encoder of this.#encoders) if (encoder.layer === layer) encoder.wantKeyFrame()
    this.repeat()
  }

  /** The channel is new: whoever looks has to start again. */
  wantKeyFrames(): void {
    for (const encoder of this.#encoders) encoder.wantKeyFrame()
  }

  /** A newcomer again, whose tracks are gone. */
  forget(): void {
    this.setTrack(null)
    this.#demands.clear()
  }

  /** To be called about once a second: each layer is fitted to what computer and link gave. */
  adapt(): void {
    for (const encoder of this.#encoders) encoder.adapt()
  }

  /** Sees to it that what is wanted leaves; to be called about twice a second. */
  check(): void {
    void this.#look()
    const now = nowMs()
    const { socket } = this.options
    const track = this.#capturing && socket.isAwaited ? this.#shownTrack() : null
    const wanted = track === null ? [] : this.#wanted(track)
    for (const { layer, isHeldUp } of wanted) if (isHeldUp) this.#outflow.left(layer, now)
    const came = this.#still?.isThere === true || now - this.#capturedAt < PATIENCE
    const layers = wanted.map(({ layer }) => layer)
    const remedy = this.#outflow.check(layers, came, now)
    // Without a channel no encoder is to blame; the channel itself comes back as soon as it can.
    if (remedy === null || (!socket.isOpen && remedy !== 'tell' && remedy !== 'well')) return
    const { source, emit, recapture } = this.options
    const seen = `${came ? '' : 'nothing '}captured, channel ${socket.isOpen ? 'open' : 'not open'}`
    const inside = wanted.map((encoder) => encoder.described).join('; ')
    const detail = [`${source}: ${seen}`, inside, this.#why].filter(Boolean).join('; ')
    console.info(`meetdesk: pictures do not leave: ${remedy} (${detail})`)
    switch (remedy) {
      case 'encoder':
        this.#stopEncoders()
        break
      case 'capture':
        recapture()
        break
      case 'reopen':
        // A screen would have to be chosen once more.
        if (source === 'camera') emit({ type: 'camera-silent' })
        else recapture()
        break
      case 'tell':
      case 'well':
        emit({ type: 'stalled', source, stalled: remedy === 'tell', detail })
    }
  }

  /** Encodes what stands still once more where that is due; to be called about 20 times a second. */
  repeat(): void {
    this.#follow()
    const track = this.#ready()
    if (track !== null) this.#still?.repeat(this.#wanted(track), track)
  }

  /** One for each layer that is wanted; none while muted or not published. */
  stats(): TrackStats[] {
    const track = this.#track
    if (track === null || this.#muted) return []
    return this.#wanted(track).map((encoder) => ({
      track,
      direction: 'send',
      kind: 'video',
      codec: this.#format.codec,
      latencyP50: null,
      latencyP95: null,
      ...encoder.figures(),
      layer: encoder.layer,
      jitterTarget: null,
      concealed: 0,
      lipSync: null,
      waited: null,
      speakerDelay: null,
    }))
  }

  async #look(): Promise<void> {
    const blank = await this.#still?.look()
    if (typeof blank === 'boolean') this.#sayBlank(blank)
  }

  /** Sends it as was chosen, or as it moves now. */
  #follow(): void {
    if (!this.#format.chosen) return
    const manner = this.#choice === 'automatic' ? this.#motion.manner(nowMs()) : this.#choice
    if (manner === this.#manner) return
    this.#manner = manner
    this.options.emit({ type: 'screen-manner', manner })
    if (this.#capturing && this.#choice === 'automatic') this.#makeEncoders(this.#size)
  }

  #sayBlank(blank: boolean): void {
    if (blank === this.#blank) return
    this.#blank = blank
    this.options.emit({ type: 'blank', source: this.options.source, blank })
  }

  #begin(format: Format, size: Size): number {
    const generation = this.end()
    this.#capturing = true
    this.#capturedAt = Number.NEGATIVE_INFINITY
    this.#failures = 0
    this.#why = ''
    this.#measured = false
    this.#clock = new Freshness()
    this.#best = this.#format = format
    if (format.still) this.#still = new StillPicture()
    this.#motion = new Motion()
    if (format.chosen) this.#follow()
    this.#makeEncoders(size)
    return generation
  }

  /** For a picture of that size. Those that there are go on, but for layers that it has not. */
  #makeEncoders(size: Size): void {
    const { layers } = this.#format
    const pace = paceOf(this.#format, this.#choice, this.#manner)
    this.#size = size
    const before = this.#encoders
    this.#encoders = layers(size.width, size.height).map(({ layer, ...full }) => {
      const announced = this.#announced.find((one) => one.layer === layer)
      const fitting = announced ? inside(full, announced.width * announced.height) : full
      const known = before.find((encoder) => encoder.layer === layer)
      if (known) {
        known.fit(fitting, pace)
        return known
      }
      const left = (): void => this.#outflow.left(layer, nowMs())
      return new LayerEncoder(layer, fitting, pace, this.#format, this.options.socket, left, (error) =>
        this.#failed(error),
      )
    })
    for (const encoder of before) if (!this.#encoders.includes(encoder)) this.#stop(encoder)
  }

  /** Whatever was said of their size, it is that of the frames, which may change: a window is resized, a phone turned. */
  #fit(size: Size): void {
    const { width, height } = size
    const same = this.#size.width === width && this.#size.height === height
    if (same && this.#measured) return
    this.#measured = true
    if (!same) this.#makeEncoders(size)
    this.#sayMeasured()
  }

  /** Somebody has no decoder for what it is encoded with, or that one is gone. What is kept of a screen stays. */
  #fitCodec(): void {
    const demand = this.#track === null ? undefined : this.#demands.get(this.#track)
    const format = decodable(this.#best, demand?.undecodable ?? [])
    if (format === this.#format) return
    this.#stopEncoders()
    this.#encoders = []
    this.#format = format
    this.#makeEncoders(this.#size)
    this.#sayMeasured()
  }

  #sayMeasured(): void {
    const { codec, layers } = this.#format
    const { width, height } = this.#size
    const { source, emit } = this.options
    emit({ type: 'measured', source, published: { codec, layers: layers(width, height) } })
  }

  async #take(captured: VideoFrame): Promise<void> {
    const generation = this.#generation
    const timestampMs = captured.timestamp / 1000
    this.#capturedAt = nowMs()
    this.#clock.arrived(timestampMs, this.#capturedAt)
    const track = this.#ready()
    const still = this.#still
    let frame = captured
    try {
      if (track !== null || still) frame = this.#upright.of(captured)
      if (still) {
        const changed = await still.take(frame, track !== null)
        if (!changed || generation !== this.#generation) return
        this.#motion.changed(still.share, nowMs())
        this.#follow()
      }
      this.#fit(seenSize(frame))
      if (track === null) return
      for (const encoder of this.#wanted(track)) {
        const encoded = encoder.encode(frame, timestampMs + this.#clock.baseline, track)
        still?.changed(encoder, encoded)
      }
    } finally {
      frame.close()
    }
  }

  /** The track, if its frames may be encoded now. */
  #ready(): number | null {
    if (this.#failures >= FAILURES && nowMs() - this.#failedAt < TRY_EVERY) return null
    return this.#sendable()
  }

  #sendable(): number | null {
    return this.options.socket.isOpen ? this.#shownTrack() : null
  }

  /** The track, if somebody wants its frames. */
  #shownTrack(): number | null {
    if (this.#codec !== null && this.#codec !== this.#format.codec) return null
    return !this.#muted && this.#track !== null && this.#demands.has(this.#track) ? this.#track : null
  }

  #wanted(track: number): LayerEncoder[] {
    const layers = this.#demands.get(track)?.layers ?? []
    return this.#encoders.filter((encoder) => layers.includes(encoder.layer))
  }

  #stopEncoders(): void {
    for (const encoder of this.#encoders) this.#stop(encoder)
  }

  #stop(encoder: LayerEncoder): void {
    encoder.stop()
    this.#still?.forget(encoder)
  }

  #failed(error: DOMException): void {
    // A browser may take back a codec that was idle for long; the next frame makes a new one.
    if (error.name === 'QuotaExceededError') return
    const now = nowMs()
    if (now - this.#failedAt > MINUTE) this.#failures = 0
    this.#failedAt = now
    this.#failures++
    this.#why = `video encoder: ${error.message}`
  }
}
