/** The own camera, or the own screen: only the layers that somebody wants are encoded. */

import type { EngineEvent, Milli, TrackStats } from '../api'
import { Freshness } from '../freshness'
import type { MediaSocket } from '../media-socket'
import { nowMs } from '../units'
import { LayerEncoder } from './encoder'
import { CAMERA, type Format } from './formats'
import { StillPicture } from './still'

/** Encoder failures within a minute of one another after which the person is told and no more is tried. */
const FAILURES = 3
const MINUTE: Milli = 60_000

export class VideoSender {
  #generation = 0
  #track: number | null = null
  #muted = false
  #demands = new Map<number, readonly number[]>()
  #format: Format = CAMERA
  #encoders: LayerEncoder[] = []
  #size = ''
  #still: StillPicture | null = null
  /** From the camera's clock to the own one. */
  #clock = new Freshness()
  #failures = 0
  #failedAt: Milli = Number.NEGATIVE_INFINITY

  constructor(
    private readonly socket: MediaSocket,
    private readonly emit: (event: EngineEvent) => void,
  ) {}

  /** Reads frames until another capture is set or it ends. */
  async capture(readable: ReadableStream<VideoFrame>, format: Format, width: number, height: number): Promise<void> {
    const generation = this.#begin(format, width, height)
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

  /** Takes frames from a port, one a message. */
  captureFrom(port: MessagePort, format: Format, width: number, height: number): void {
    const generation = this.#begin(format, width, height)
    let busy = false
    let waiting: VideoFrame | null = null
    port.onmessage = async ({ data: frame }: MessageEvent<VideoFrame>) => {
      // The newest one waits: of a screen that stands still again no other would come.
      waiting?.close()
      waiting = frame
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

  end(): number {
    this.#stopEncoders()
    this.#encoders = []
    this.#still?.close()
    this.#still = null
    return ++this.#generation
  }

  setTrack(track: number | null): void {
    if (track !== this.#track) this.#stopEncoders()
    this.#track = track
  }

  setMuted(muted: boolean): void {
    this.#muted = muted
    this.wantKeyFrames()
  }

  /** Of any of the own tracks: what is wanted of this one may be said before its id is known here. */
  setDemand(track: number, layers: readonly number[]): void {
    this.#demands.set(track, layers)
    if (track !== this.#track) return
    for (const encoder of this.#encoders) if (!layers.includes(encoder.layer)) this.#stop(encoder)
    this.repeat()
  }

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

  adapt(): void {
    for (const encoder of this.#encoders) encoder.adapt()
  }

  /** Encodes what stands still once more where that is due; to be called about 20 times a second. */
  repeat(): void {
    const track = this.#ready()
    if (track !== null) this.#still?.repeat(this.#wanted(track), track)
  }

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
    }))
  }

  #begin(format: Format, width: number, height: number): number {
    const generation = this.end()
    this.#failures = 0
    this.#clock = new Freshness()
    this.#format = format
    if (format.still) this.#still = new StillPicture()
    this.#makeEncoders(width, height)
    return generation
  }

  #makeEncoders(width: number, height: number): void {
    const { layers, rates } = this.#format
    this.#stopEncoders()
    this.#size = `${width}×${height}`
    this.#encoders = layers(width, height).map(({ layer, ...size }) => {
      const shape = { ...size, framesPerSecond: rates[layer === 0 ? 0 : 1] }
      return new LayerEncoder(layer, shape, this.#format, this.socket, (error) => this.#failed(error))
    })
  }

  async #take(frame: VideoFrame): Promise<void> {
    const generation = this.#generation
    const timestampMs = frame.timestamp / 1000
    this.#clock.arrived(timestampMs, nowMs())
    const track = this.#ready()
    const still = this.#still
    try {
      if (still) {
        const changed = await still.take(frame, track !== null)
        if (!changed || generation !== this.#generation) return
        // A shared window was resized.
        const { displayWidth, displayHeight } = frame
        if (this.#size !== `${displayWidth}×${displayHeight}`) this.#makeEncoders(displayWidth, displayHeight)
      }
      if (track === null) return
      for (const encoder of this.#wanted(track)) {
        const encoded = encoder.encode(frame, timestampMs + this.#clock.baseline, track)
        still?.changed(encoder, encoded)
      }
    } finally {
      frame.close()
    }
  }

  /** The track, if its frames may be sent now. */
  #ready(): number | null {
    const able = !this.#muted && this.socket.isOpen && this.#failures < FAILURES
    return able && this.#track !== null && this.#demands.has(this.#track) ? this.#track : null
  }

  #wanted(track: number): LayerEncoder[] {
    const layers = this.#demands.get(track) ?? []
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
    if (++this.#failures !== FAILURES) return
    this.emit({ type: 'fault', code: 'engine_failed', detail: `video encoder: ${error.message}` })
  }
}
