/** The own microphone, or what the shared screen plays: level, Opus encoding, frames onto the audio channel. */

import { HEADER_BYTES, KIND_AUDIO, pack } from '../../wire/header'
import { levelShare } from '../../wire/level'
import type { EngineEvent, Milli, SoundMode, TrackStats } from '../api'
import { nowMs, toMicro } from '../units'
import { SlidingWindow } from '../window'
import { FrameChunker } from './chunker'
import { DENOISED_RATE, DENOISER_DELAY } from './denoised'
import type { Denoiser } from './denoiser'
import type { DoubleSocket } from './double-socket'
import { measureLevel, SILENCE_LEVEL, VoiceActivity } from './level'
import { mixTo } from './mix'

export type SoundSource = 'microphone' | 'screen_audio'

const SPEECH: Pick<AudioEncoderConfig, 'bitrate' | 'opus'> = {
  bitrate: 36_000,
  opus: { application: 'voip', signal: 'voice', complexity: 5 },
}
const OPUS: Record<SoundMode, Pick<AudioEncoderConfig, 'bitrate' | 'opus'>> = {
  speech: SPEECH,
  noisy: SPEECH,
  music: { bitrate: 128_000, opus: { application: 'audio', signal: 'music', complexity: 8 } },
}
/** A screen that plays nothing sends nothing after so many frames (1 s) of digital silence. */
const SILENT_FRAMES = 50
const FRAME_US = 20_000
/** Encoders that may fail one after the other before the person is told and the next is tried only after a while. */
const FAILURES = 3
const TRY_EVERY: Milli = 10_000
/** Frames in an encoder (2 s) above which it is stuck. */
const STUCK_FRAMES = 100
const LEVEL_EVERY: Milli = 50

/** An encoder and what is known of the frames in it, which dies with it. */
interface Running {
  readonly encoder: AudioEncoder
  readonly pending: { level: number; capturedMs: Milli }[]
}

/** In the audio worker, one for each source. A failing encoder is replaced; the person is told after `FAILURES`. */
export class AudioSender {
  #running: Running | null = null
  #chunker: FrameChunker | null = null
  #reader: ReadableStreamDefaultReader<AudioData> | null = null
  #generation = 0
  #track: number | null = null
  #muted = false
  #sound: SoundMode = 'speech'
  #denoiser: Denoiser | null = null
  /** Begins by the clock, so that after a restart of this worker numbers still rise. */
  #sequence = Math.floor(nowMs() / 20) >>> 0
  #skipped = 0
  #failures = 0
  #failedAt: Milli = Number.NEGATIVE_INFINITY
  #levelAt: Milli = 0
  #silent = 0
  #activity = new VoiceActivity()
  readonly #sent = new SlidingWindow(2_000)
  /** A voice has one, what a screen plays is in stereo. */
  readonly #channels: 1 | 2

  constructor(
    private readonly source: SoundSource,
    private readonly socket: DoubleSocket,
    private readonly emit: (event: EngineEvent) => void,
  ) {
    this.#channels = source === 'microphone' ? 1 : 2
  }

  /** Reads a capture stream until another capture is set or it ends. */
  async capture(readable: ReadableStream<AudioData>): Promise<void> {
    const generation = this.end()
    this.#failures = 0
    const reader = readable.getReader()
    this.#reader = reader
    let samples = new Float32Array(0)
    while (true) {
      const { value: data, done } = await reader.read()
      if (done) return
      if (generation !== this.#generation) {
        data.close()
        return
      }
      const length = data.numberOfFrames * this.#channels
      if (samples.length !== length) samples = new Float32Array(length)
      mixTo(this.#channels, data, samples)
      const { sampleRate, timestamp } = data
      data.close()
      this.#push(samples, sampleRate, timestamp / 1000)
    }
  }

  /** Takes pieces of sound from a capture worklet. */
  captureFrom(port: MessagePort, sampleRate: number): void {
    const generation = this.end()
    this.#failures = 0
    port.onmessage = ({ data }: MessageEvent<{ samples: Float32Array; timestampUs: number }>) => {
      if (generation === this.#generation) this.#push(data.samples, sampleRate, data.timestampUs / 1000)
    }
  }

  /** Ends the capture. */
  end(): number {
    this.#chunker = null
    this.#activity = new VoiceActivity()
    this.#reader?.cancel().catch(() => undefined)
    this.#reader = null
    return ++this.#generation
  }

  /** The id that frames carry; null: not published, nothing leaves. */
  setTrack(track: number | null): void {
    this.#track = track
  }

  /** Nothing leaves from the next frame of 20 ms on; the level is still measured. */
  setMuted(muted: boolean): void {
    this.#muted = muted
  }

  /** The encoder is made anew, and for `noisy` a network is loaded, without which speech goes on as it is. */
  setSound(mode: SoundMode): void {
    if (mode === this.#sound) return
    this.#sound = mode
    this.#closeEncoder()
    this.#denoiser?.close()
    this.#denoiser = null
    if (mode === 'noisy') void this.#loadDenoiser()
  }

  /** Until it is there, and if it cannot be had, the sound is sent with its noise. */
  async #loadDenoiser(): Promise<void> {
    try {
      const { Denoiser } = await import('./denoiser')
      const loaded = await Denoiser.load()
      // Changed back and forth meanwhile: one is enough, and none too many.
      if (this.#sound === 'noisy' && this.#denoiser === null) this.#denoiser = loaded
      else loaded.close()
    } catch (error) {
      this.emit({ type: 'fault', code: 'noise_removal_failed', detail: String(error) })
    }
  }

  /** Empty while nothing is published. Counts what was dropped since the last call. */
  stats(): TrackStats[] {
    this.#sent.forget(nowMs())
    const { sum, count } = this.#sent
    const dropped = this.#skipped
    this.#skipped = 0
    if (this.#track === null) return []
    return [
      {
        track: this.#track,
        direction: 'send',
        kind: 'audio',
        codec: 'opus',
        latencyP50: null,
        latencyP95: null,
        bitsPerSecond: (sum * 8) / 2,
        framesPerSecond: count / 2,
        width: 0,
        height: 0,
        layer: 0,
        dropped,
        jitterTarget: null,
        concealed: 0,
        lipSync: null,
        waited: null,
        speakerDelay: null,
        encodeMs: null,
        reduced: null,
      },
    ]
  }

  #push(samples: Float32Array, sampleRate: number, timestampMs: Milli): void {
    if (this.#chunker?.sampleRate !== sampleRate) {
      const emit = (frame: Float32Array, capturedMs: Milli): void => this.#frame(frame, capturedMs, sampleRate)
      this.#chunker = new FrameChunker(sampleRate, emit, this.#channels)
      this.#closeEncoder()
    }
    this.#chunker.push(samples, timestampMs, nowMs())
  }

  #frame(frame: Float32Array, arrivedMs: Milli, sampleRate: number): void {
    const denoiser = sampleRate === DENOISED_RATE ? this.#denoiser : null
    denoiser?.process(frame)
    const capturedMs = denoiser ? arrivedMs - DENOISER_DELAY : arrivedMs
    const level = measureLevel(frame)
    if (this.source === 'microphone') this.#sayLevel(level)
    else {
      this.#silent = level === SILENCE_LEVEL ? this.#silent + 1 : 0
      if (this.#silent > SILENT_FRAMES) return
    }
    if (this.#muted || this.#track === null || !this.socket.isOpen) return
    if (this.#failures >= FAILURES && nowMs() - this.#failedAt < TRY_EVERY) return
    if (!this.socket.isFree) {
      this.#skipped++
      return
    }
    const { encoder, pending } = this.#ready(sampleRate)
    const data = new AudioData({
      format: 'f32',
      sampleRate,
      numberOfFrames: frame.length / this.#channels,
      numberOfChannels: this.#channels,
      timestamp: toMicro(capturedMs),
      data: frame.slice(),
    })
    pending.push({ level, capturedMs })
    encoder.encode(data)
    data.close()
    // One frame goes in for each that comes out: an encoder that keeps so many is stuck. The next frame makes another.
    if (pending.length > STUCK_FRAMES) this.#closeEncoder()
  }

  #sayLevel(level: number): void {
    const now = nowMs()
    const speaking = this.#activity.update(level, now)
    if (now - this.#levelAt < LEVEL_EVERY - 5) return
    this.#levelAt = now
    this.emit({ type: 'own-level', level: levelShare(level), speaking })
  }

  #ready(sampleRate: number): Running {
    if (this.#running?.encoder.state === 'configured') return this.#running
    const running: Running = {
      encoder: new AudioEncoder({
        output: (chunk) => {
          if (running === this.#running) this.#encoded(running, chunk)
        },
        error: (error) => this.#failed(error),
      }),
      pending: [],
    }
    const { bitrate, opus } = OPUS[this.#sound]
    running.encoder.configure({
      codec: 'opus',
      sampleRate,
      numberOfChannels: this.#channels,
      bitrate,
      opus: { ...opus, frameDuration: FRAME_US },
    })
    this.#running = running
    return running
  }

  #failed(error: DOMException): void {
    // A browser may take back a codec that was idle (muted) for long; the next frame makes a new one.
    if (error.name === 'QuotaExceededError') return
    this.#failedAt = nowMs()
    if (++this.#failures !== FAILURES) return
    this.emit({ type: 'fault', code: 'engine_failed', detail: `audio encoder: ${error.message}` })
  }

  #closeEncoder(): void {
    const running = this.#running
    this.#running = null
    if (running && running.encoder.state !== 'closed') running.encoder.close()
  }

  #encoded({ pending }: Running, chunk: EncodedAudioChunk): void {
    this.#failures = 0
    const about = pending.shift()
    if (!about || this.#track === null || this.#muted) return
    const frame = new ArrayBuffer(HEADER_BYTES + chunk.byteLength)
    pack(
      {
        kind: KIND_AUDIO,
        keyFrame: true,
        temporal: 0,
        layer: 0,
        level: about.level,
        track: this.#track,
        sequence: this.#sequence,
        t0: 0,
        duration100us: FRAME_US / 100,
        captureUs: toMicro(about.capturedMs),
      },
      frame,
    )
    chunk.copyTo(new Uint8Array(frame, HEADER_BYTES))
    this.#sequence = (this.#sequence + 1) >>> 0
    this.socket.send(frame)
    this.#sent.add(nowMs(), frame.byteLength)
  }
}
