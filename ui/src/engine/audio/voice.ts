/** One received voice: Opus decoding, level, and the figures of its playout. */

import type { Header } from '../../wire/header'
import type { Milli, TrackStats } from '../api'
import { LatencyMeter, type Offsets } from '../latency'
import { type Micro, nowMs, toMicro, toMilli } from '../units'
import { SlidingWindow } from '../window'
import { FirstCopies } from './copies'
import { SILENCE_LEVEL } from './level'
import type { VoiceReport } from './messages'
import { SAMPLE_RATE } from './splice'

/** Packets waiting in the decoder above which new ones are dropped. */
const DECODING_LIMIT = 25
/** A voice of which nothing came for this long is silent. */
const LEVEL_KEPT: Milli = 200

export class Voice {
  #decoder: AudioDecoder | null = null
  #samples = new Float32Array(960)
  readonly #copies = new FirstCopies()
  readonly #pending: Micro[] = []
  readonly #bytes = new SlidingWindow(2_000)
  readonly #latency = new LatencyMeter()
  readonly #reports: { at: Milli; report: VoiceReport }[] = []
  #dropped = 0
  #level = SILENCE_LEVEL
  #heardAt: Milli = Number.NEGATIVE_INFINITY

  constructor(
    readonly track: number,
    private readonly play: (capturedMs: Milli, samples: Float32Array) => void,
  ) {}

  /** Level in −dBov of what comes now. */
  level(now: Milli): number {
    return now - this.#heardAt > LEVEL_KEPT ? SILENCE_LEVEL : this.#level
  }

  receive(header: Header, payload: Uint8Array): void {
    if (!this.#copies.isNew(header.sequence)) return
    const now = nowMs()
    this.#heardAt = now
    this.#level = header.level
    this.#bytes.add(now, payload.byteLength)
    if (this.#pending.length >= DECODING_LIMIT) {
      this.#dropped++
      return
    }
    const decoder = this.#ready()
    this.#pending.push(header.captureUs)
    decoder.decode(
      new EncodedAudioChunk({
        type: 'key',
        timestamp: header.captureUs,
        duration: header.duration100us * 100,
        data: payload,
      }),
    )
  }

  /** What the worklet says about this voice; `heardUs`: when its position leaves the speaker. */
  reported(report: VoiceReport, heardUs: Micro | null, participant: number | undefined, offsets: Offsets): void {
    const now = nowMs()
    this.#reports.push({ at: now, report })
    while (this.#reports.length > 1 && this.#reports[0]!.at < now - 2_000) this.#reports.shift()
    if (heardUs !== null && report.position !== null) {
      this.#latency.add(offsets, participant, toMicro(report.position), heardUs)
    }
  }

  stats(): TrackStats {
    const now = nowMs()
    this.#bytes.forget(now)
    const first = this.#reports[0]?.report
    const last = this.#reports.at(-1)?.report
    const played = first && last ? last.played - first.played : 0
    const concealed = first && last ? last.concealed - first.concealed : 0
    const dropped = this.#dropped + (first && last ? last.late - first.late : 0)
    this.#dropped = 0
    return {
      track: this.track,
      direction: 'receive',
      kind: 'audio',
      codec: 'opus',
      ...this.#latency.percentiles(now),
      bitsPerSecond: (this.#bytes.sum * 8) / 2,
      framesPerSecond: this.#bytes.count / 2,
      width: 0,
      height: 0,
      layer: 0,
      dropped,
      jitterTarget: last?.target ?? null,
      concealed: played > 0 ? Math.min(1, Math.max(0, concealed / played)) : 0,
      lipSync: null,
      encodeMs: null,
      reduced: null,
    }
  }

  close(): void {
    if (this.#decoder && this.#decoder.state !== 'closed') this.#decoder.close()
    this.#decoder = null
  }

  #ready(): AudioDecoder {
    if (this.#decoder?.state === 'configured') return this.#decoder
    this.#pending.length = 0
    const decoder = new AudioDecoder({
      output: (data) => this.#decoded(data),
      // The decoder closes itself; the next packet makes a new one.
      error: () => {
        this.#dropped++
      },
    })
    decoder.configure({ codec: 'opus', sampleRate: SAMPLE_RATE, numberOfChannels: 1 })
    this.#decoder = decoder
    return decoder
  }

  #decoded(data: AudioData): void {
    // Packets and pieces of sound go one to one, in order; a packet that gave none is found by its time.
    while (this.#pending.length > 1 && data.timestamp - this.#pending[0]! > 10_000) this.#pending.shift()
    const capturedUs = this.#pending.shift()
    if (this.#samples.length !== data.numberOfFrames) this.#samples = new Float32Array(data.numberOfFrames)
    data.copyTo(this.#samples, { planeIndex: 0, format: 'f32-planar' })
    data.close()
    if (capturedUs !== undefined) this.play(toMilli(capturedUs), this.#samples)
  }
}
