/** The own camera: only the layers that somebody wants are encoded. */

import type { EngineEvent, TrackStats } from '../api'
import { Freshness } from '../freshness'
import type { MediaSocket } from '../media-socket'
import { nowMs } from '../units'
import { CODEC, LayerEncoder } from './encoder'
import { cameraLayers, LARGE, SMALL } from './layers'

/** Encoder failures in a row after which the person is told. */
const FAILURES = 3

export class VideoSender {
  #generation = 0
  #track: number | null = null
  #muted = false
  #demanded: readonly number[] = []
  #demandedTrack: number | null = null
  #encoders: LayerEncoder[] = []
  #failures = 0

  constructor(
    private readonly socket: MediaSocket,
    private readonly emit: (event: EngineEvent) => void,
  ) {}

  /** Reads camera frames until another capture is set or it ends. */
  async capture(readable: ReadableStream<VideoFrame>, width: number, height: number): Promise<void> {
    const generation = this.end()
    this.#encoders = cameraLayers(width, height).map(({ layer, ...size }) => {
      const { framesPerSecond } = layer === 0 ? SMALL : LARGE
      return new LayerEncoder(layer, { ...size, framesPerSecond }, this.socket, (error) => this.#failed(error))
    })
    const clock = new Freshness()
    const reader = readable.getReader()
    while (true) {
      const { value: frame, done } = await reader.read()
      if (done) return
      if (generation !== this.#generation) {
        frame.close()
        await reader.cancel()
        return
      }
      clock.arrived(frame.timestamp / 1000, nowMs())
      this.#encode(frame, frame.timestamp / 1000 + clock.baseline)
      frame.close()
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

  #encode(frame: VideoFrame, capturedMs: number): void {
    const track = this.#track
    if (track === null || this.#muted || track !== this.#demandedTrack || !this.socket.isOpen) return
    for (const encoder of this.#encoders) {
      if (this.#demanded.includes(encoder.layer)) encoder.encode(frame, capturedMs, track)
    }
  }

  #failed(error: DOMException): void {
    if (++this.#failures < FAILURES) return
    this.#failures = 0
    this.emit({ type: 'fault', code: 'engine_failed', detail: `video encoder: ${error.message}` })
  }
}
