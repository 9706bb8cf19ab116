/** Encodes one layer of a camera or screen and numbers its frames. */

import { HEADER_BYTES, KIND_VIDEO, pack } from '../../wire/header'
import type { Milli, TrackStats } from '../api'
import { InFlight } from '../in_flight'
import type { MediaSocket } from '../media-socket'
import { type Micro, nowMs, toMicro } from '../units'
import { SlidingWindow } from '../window'
import { Adaptation, type Load, type Policy } from './adapt'
import { CAMERA, type Format, type Pace } from './formats'
import type { Shape } from './layers'
import { FrameNumbering } from './numbering'
import type { Size } from './upright'

/** Of cameras. */
export const CODEC = CAMERA.codec
/** Frames given to the encoder that have not come out. `encodeQueueSize` does not count those being encoded. */
const IN_FLIGHT = 2
/** Sound waits for no picture, but pictures wait for pictures: this much time of them may wait in the socket. */
const BUFFERED: Milli = 120
const LEAST_BUFFERED = 24_000

/** An encoder and what is in it, which dies with it. */
interface Running {
  readonly encoder: VideoEncoder
  readonly inside: InFlight
}

/** In the video worker. An encoder that fails is replaced; the next one begins with a key frame. */
export class LayerEncoder {
  #running: Running | null = null
  #keyWanted = true
  #nextAt: Milli = 0
  #lastTimestamp: Micro = 0
  readonly #numbering = new FrameNumbering()
  #lastOutput: Milli = 0
  #encodeMs = 0
  #encoded = 0
  #lastEncodeMs: Milli | null = null
  #load: Load = nothing()
  readonly #sent = new SlidingWindow(2_000)
  #adaptation: Adaptation
  /** What was found out about this size, by what is given up: a film that goes on after a pause begins where it was. */
  readonly #adaptations = new Map<Policy, Adaptation>()
  #skipped = 0

  constructor(
    readonly layer: number,
    size: Size,
    pace: Pace,
    private readonly format: Format,
    private readonly socket: MediaSocket,
    private readonly left: () => void,
    private readonly failed: (error: DOMException) => void,
  ) {
    this.#adaptation = this.#adapted(size, pace)
  }

  /** As `Adaptation.shape`. */
  get shape(): Shape {
    return this.#adaptation.shape
  }

  /** The next frame that is encoded can be decoded alone. */
  wantKeyFrame(): void {
    this.#keyWanted = true
  }

  /** From now on in this shape. What is being encoded still leaves: whoever is resized all the time sends all the time. */
  fit(size: Size, pace: Pace): void {
    const { width, height } = this.shape
    const full = this.#adaptation.full
    if (full.width !== size.width || full.height !== size.height) this.#adaptations.clear()
    const adaptation = this.#adapted(size, pace)
    if (adaptation === this.#adaptation) return
    this.#adaptation = adaptation
    // Nor is what it takes to begin anew held against the new shape.
    this.#load = nothing()
    this.#encodeMs = this.#encoded = 0
    if (this.shape.width !== width || this.shape.height !== height) this.#keyWanted = true
    const encoder = this.#running?.encoder
    if (encoder?.state === 'configured') encoder.configure(this.#config())
  }

  /** Until one was encoded. */
  get keyFrameIsWanted(): boolean {
    return this.#keyWanted
  }

  /** Nothing is being encoded, and what was has left: there is room for a frame that nobody waits for. */
  get isIdle(): boolean {
    return this.#inFlight === 0 && !this.isHeldUp
  }

  /** The link is behind: nothing is encoded until it has caught up. */
  get isHeldUp(): boolean {
    return this.socket.buffered > this.#bufferedLimit()
  }

  /** For the log: what stands in the way of its pictures. */
  get described(): string {
    const { due, skippedEncoding, skippedSending } = this.#load
    const state = this.#running?.encoder.state ?? 'no encoder'
    const skipped = `skipped ${skippedEncoding} and ${skippedSending}`
    return `layer ${this.layer}: ${state}, ${this.#inFlight} inside, ${due} due, ${skipped}`
  }

  /** Encodes and sends the frame if it is due and nothing is behind; returns whether it did. Does not close it. */
  encode(frame: VideoFrame, capturedMs: Milli, track: number): boolean {
    const between = 1000 / this.shape.framesPerSecond
    if (capturedMs < this.#nextAt - between / 4 && capturedMs > this.#nextAt - 2_000) return false
    this.#nextAt = Math.abs(capturedMs - this.#nextAt) > between ? capturedMs + between : this.#nextAt + between
    this.#load.due++
    if (this.#inFlight >= IN_FLIGHT) this.#load.skippedEncoding++
    else if (this.isHeldUp) this.#load.skippedSending++
    else {
      this.#encode(frame, Math.max(toMicro(capturedMs), this.#lastTimestamp + 1), track)
      return true
    }
    this.#skipped++
    return false
  }

  /** Called once a second: fits the encoder to what it and the link can do. */
  adapt(): void {
    const load = { ...this.#load, encodeMs: this.#encoded > 0 ? this.#encodeMs / this.#encoded : null }
    this.#load = nothing()
    this.#lastEncodeMs = load.encodeMs
    this.#encodeMs = 0
    this.#encoded = 0
    const { width, height } = this.shape
    const encoder = this.#running?.encoder
    if (!this.#adaptation.update(load, nowMs()) || encoder?.state !== 'configured') return
    if (this.shape.width !== width || this.shape.height !== height) this.#keyWanted = true
    encoder.configure(this.#config())
  }

  /** Of the last seconds. Counts what was dropped since the last call. */
  figures(): Pick<
    TrackStats,
    'bitsPerSecond' | 'framesPerSecond' | 'width' | 'height' | 'dropped' | 'encodeMs' | 'reduced'
  > {
    this.#sent.forget(nowMs())
    const dropped = this.#skipped
    this.#skipped = 0
    const { width, height } = this.shape
    return {
      bitsPerSecond: (this.#sent.sum * 8) / 2,
      framesPerSecond: this.#sent.count / 2,
      width,
      height,
      dropped,
      encodeMs: this.#lastEncodeMs,
      reduced: this.#adaptation.reduced,
    }
  }

  /** Lets go of the encoder; the numbers go on if it is used again. */
  stop(): void {
    const running = this.#running
    this.#running = null
    if (running && running.encoder.state !== 'closed') running.encoder.close()
    this.#keyWanted = true
  }

  #adapted({ width, height }: Size, { rates, policy }: Pace): Adaptation {
    const framesPerSecond = rates[this.layer === 0 ? 0 : 1]
    const known = this.#adaptations.get(policy)
    if (known?.full.framesPerSecond === framesPerSecond) return known
    const made = new Adaptation({ width, height, framesPerSecond }, policy)
    this.#adaptations.set(policy, made)
    return made
  }

  get #inFlight(): number {
    return this.#running?.inside.size ?? 0
  }

  #bufferedLimit(): number {
    return Math.max(LEAST_BUFFERED, ((this.#adaptation.bitrate / 8) * BUFFERED) / 1000)
  }

  #config(): VideoEncoderConfig {
    const { width, height, framesPerSecond } = this.shape
    return {
      codec: this.format.codec,
      width,
      height,
      framerate: framesPerSecond,
      bitrate: this.#adaptation.bitrate,
      bitrateMode: 'variable',
      latencyMode: 'realtime',
      ...this.format.more,
    }
  }

  #encode(frame: VideoFrame, timestamp: Micro, track: number): void {
    const { encoder, inside } = this.#ready(track)
    const stamped = new VideoFrame(frame, { timestamp, ...evenRect(frame) })
    this.#lastTimestamp = timestamp
    inside.put(timestamp, nowMs())
    try {
      encoder.encode(stamped, { keyFrame: this.#keyWanted })
    } finally {
      stamped.close()
    }
    this.#keyWanted = false
  }

  #ready(track: number): Running {
    if (this.#running?.encoder.state === 'configured') return this.#running
    this.#keyWanted = true
    const running: Running = {
      encoder: new VideoEncoder({
        output: (chunk, metadata) => {
          if (running === this.#running) this.#output(running, chunk, metadata?.svc?.temporalLayerId ?? 0, track)
        },
        error: (error) => {
          if (running === this.#running) this.#running = null
          this.failed(error)
        },
      }),
      inside: new InFlight(),
    }
    running.encoder.configure(this.#config())
    this.#running = running
    return running
  }

  #output({ inside }: Running, chunk: EncodedVideoChunk, temporalId: number, track: number): void {
    const now = nowMs()
    this.left()
    const started = inside.took(chunk.timestamp) ?? now
    // A frame that waited for the one before it was not being encoded meanwhile.
    this.#encodeMs += now - Math.max(started, this.#lastOutput)
    this.#encoded++
    this.#lastOutput = now
    const keyFrame = chunk.type === 'key'
    const temporal = keyFrame ? 0 : temporalId
    const frame = new ArrayBuffer(HEADER_BYTES + chunk.byteLength)
    pack(
      {
        kind: KIND_VIDEO,
        keyFrame,
        temporal,
        layer: this.layer,
        level: 0,
        track,
        ...this.#numbering.next(temporal),
        duration100us: Math.round(10_000 / this.shape.framesPerSecond),
        captureUs: chunk.timestamp,
      },
      frame,
    )
    chunk.copyTo(new Uint8Array(frame, HEADER_BYTES))
    this.socket.send(frame)
    this.#sent.add(now, frame.byteLength)
  }
}

function nothing(): Load {
  return { encodeMs: null, due: 0, skippedEncoding: 0, skippedSending: 0 }
}

/** The frame without its odd last column and row: what is scaled to even numbers is blurred, and chroma needs them. */
function evenRect(frame: VideoFrame): Pick<VideoFrameInit, 'visibleRect'> {
  const { visibleRect: rect, displayWidth, displayHeight } = frame
  if (rect?.width !== displayWidth || rect.height !== displayHeight) return {}
  const width = rect.width & ~1
  const height = rect.height & ~1
  if ((width === rect.width && height === rect.height) || width < 2 || height < 2) return {}
  return { visibleRect: { x: rect.x, y: rect.y, width, height } }
}
