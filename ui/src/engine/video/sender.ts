/** The own camera: only the layers that somebody wants are encoded. */

import type { EngineEvent, Milli, TrackStats } from '../api'
import { Freshness } from '../freshness'
import type { MediaSocket } from '../media-socket'
import { nowMs } from '../units'
import { CODEC, LayerEncoder } from './encoder'
import { cameraLayers, LARGE, SMALL } from './layers'

/** Encoder failures within a minute of one another after which the person is told and no more is tried. */
const FAILURES = 3
const MINUTE: Milli = 60_000

export class VideoSender {
  #generation = 0
  #track: number | null = null
  #muted = false
  #demanded: readonly number[] = []
  #demandedTrack: number | null = null
  #encoders: LayerEncoder[] = []
  /** From the camera's clock to the own one. */
  #clock = new Freshness()
  #failures = 0
  #failedAt: Milli = Number.NEGATIVE_INFINITY

  constructor(
    private readonly socket: MediaSocket,
    private readonly emit: (event: EngineEvent) => void,
  ) {}

  /** Reads camera frames until another capture is set or it ends. */
  async capture(readable: ReadableStream<VideoFrame>, width: number, height: number): Promise<void> {
    const generation = this.#begin(width, height)
    const reader = readable.getReader()
    while (true) {
      const { value: frame, done } = await reader.read()
      if (done) return
      if (generation !== this.#generation) {
        frame.close()
        await reader.cancel()
        return
      }
      this.#take(frame)
    }
  }

  /** Takes camera frames from a port, one a message. */
  captureFrom(port: MessagePort, width: number, height: number): void {
    const generation = this.#begin(width, height)
    port.onmessage = ({ data: frame }: MessageEvent<VideoFrame>) => {
      if (generation === this.#generation) this.#take(frame)
      else frame.close()
    }
  }

  end(): number {
    for (const encoder of this.#encoders) encoder.stop()
    this.#encoders = []
    return ++this.#generation
  }

  setTrack(track: number | null): void {
    if (track !== this.#track) for (const encoder of this.#encoders) encoder.stop()
    this.#track = track
  }

  setMuted(muted: boolean): void {
    this.#muted = muted
    this.wantKeyFrames()
  }

  setDemand(track: number, layers: readonly number[]): void {
    this.#demandedTrack = track
    this.#demanded = layers
    for (const encoder of this.#encoders) if (!layers.includes(encoder.layer)) encoder.stop()
  }

  wantKeyFrame(track: number, layer: number): void {
    if (track !== this.#track) return
    for (const encoder of this.#encoders) if (encoder.layer === layer) encoder.wantKeyFrame()
  }

  /** The channel is new: whoever looks has to start again. */
  wantKeyFrames(): void {
    for (const encoder of this.#encoders) encoder.wantKeyFrame()
  }

  adapt(): void {
    for (const encoder of this.#encoders) encoder.adapt()
  }

  stats(): TrackStats[] {
    const track = this.#track
    if (track === null || this.#demandedTrack !== track || this.#muted) return []
    return this.#encoders
      .filter((encoder) => this.#demanded.includes(encoder.layer))
      .map((encoder) => ({
        track,
        direction: 'send',
        kind: 'video',
        codec: CODEC,
        latencyP50: null,
        latencyP95: null,
        ...encoder.figures(),
        layer: encoder.layer,
        jitterTarget: null,
        concealed: 0,
        lipSync: null,
      }))
  }

  #begin(width: number, height: number): number {
    const generation = this.end()
    this.#failures = 0
    this.#clock = new Freshness()
    this.#encoders = cameraLayers(width, height).map(({ layer, ...size }) => {
      const { framesPerSecond } = layer === 0 ? SMALL : LARGE
      return new LayerEncoder(layer, { ...size, framesPerSecond }, this.socket, (error) => this.#failed(error))
    })
    return generation
  }

  #take(frame: VideoFrame): void {
    const timestampMs = frame.timestamp / 1000
    this.#clock.arrived(timestampMs, nowMs())
    this.#encode(frame, timestampMs + this.#clock.baseline)
    frame.close()
  }

  #encode(frame: VideoFrame, capturedMs: number): void {
    const track = this.#track
    if (track === null || this.#muted || track !== this.#demandedTrack) return
    if (!this.socket.isOpen || this.#failures >= FAILURES) return
    for (const encoder of this.#encoders) {
      if (this.#demanded.includes(encoder.layer)) encoder.encode(frame, capturedMs, track)
    }
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
