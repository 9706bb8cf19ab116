/** One received voice: Opus decoding, level, and the figures of its playout. */

import type { Header } from '../../wire/header'
import type { Milli, TrackStats } from '../api'
import { Bucket, type Rate } from '../bucket'
import { LatencyMeter, type Offsets } from '../latency'
import { type Micro, nowMs, toMicro, toMilli } from '../units'
import { SlidingWindow } from '../window'
import { FirstCopies } from './copies'
import { DecodedSound } from './decoded'
import { SILENCE_LEVEL } from './level'
import type { VoiceReport } from './messages'
import { packetDuration } from './opus'
import { SAMPLE_RATE } from './splice'

/** Milliseconds of sound that are decoded of one track; all of two lost seconds may come at once. `docs/security.md` states it. */
export const DECODED_SOUND: Rate = { atOnce: 4_000, perSecond: 2_000 }
/** Packets waiting in the decoder above which new ones are dropped. */
const DECODING_LIMIT = 25
/** Times that differ by less are of one packet. */
const HALF_PACKET: Micro = 10_000
/** A decoder with packets in it of which none comes out for this long is stuck. */
const STUCK_AFTER: Milli = 2_000
/** A voice of which nothing came for this long is silent. */
const LEVEL_KEPT: Milli = 200

/** A decoder and the packets in it, which die with it: their capture times. */
interface Running {
  readonly decoder: AudioDecoder
  readonly pending: Micro[]
}

/** In the audio worker, one for each track. A decoder that fails or is stuck is replaced by the next packet. */
export class Voice {
  #running: Running | null = null
  #decodedAt: Milli = 0
  readonly #sound: DecodedSound
  readonly #copies = new FirstCopies()
  readonly #budget = new Bucket(DECODED_SOUND)
  readonly #bytes = new SlidingWindow(2_000)
  readonly #latency = new LatencyMeter()
  readonly #reports: { at: Milli; report: VoiceReport }[] = []
  #dropped = 0
  #level = SILENCE_LEVEL
  #heardAt: Milli = Number.NEGATIVE_INFINITY

  constructor(
    readonly track: number,
    private readonly channels: 1 | 2,
    private readonly play: (capturedMs: Milli, samples: Float32Array) => void,
  ) {
    this.#sound = new DecodedSound(channels)
  }

  /** Level in −dBov of what comes now. */
  level(now: Milli): number {
    return now - this.#heardAt > LEVEL_KEPT ? SILENCE_LEVEL : this.#level
  }

  /** One frame of this track. Second copies, and more sound than anybody speaks, are dropped. */
  receive(header: Header, payload: Uint8Array): void {
    if (!this.#copies.isNew(header.sequence)) return
    const now = nowMs()
    this.#bytes.add(now, payload.byteLength)
    const duration = packetDuration(payload)
    if (duration === null || !this.#budget.spend(duration, now)) {
      this.#dropped++
      return
    }
    this.#heardAt = now
    this.#level = header.level
    const { decoder, pending } = this.#ready(now)
    if (pending.length >= DECODING_LIMIT) {
      this.#dropped++
      return
    }
    pending.push(header.captureUs)
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

  /** `speakerDelay`: of the device that plays it. */
  stats(speakerDelay: Milli | null): TrackStats {
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
      waited: null,
      speakerDelay,
      encodeMs: null,
      reduced: null,
    }
  }

  /** Nothing is given out any more. */
  close(): void {
    const running = this.#running
    this.#running = null
    if (running && running.decoder.state !== 'closed') running.decoder.close()
  }

  #ready(now: Milli): Running {
    const before = this.#running
    const stuck = before !== null && before.pending.length >= DECODING_LIMIT && now - this.#decodedAt > STUCK_AFTER
    if (stuck) this.close()
    else if (before?.decoder.state === 'configured') return before
    this.#decodedAt = now
    const running: Running = {
      decoder: new AudioDecoder({
        output: (data) => {
          if (running === this.#running) this.#decoded(running, data)
          else data.close()
        },
        // The decoder closes itself; the next packet makes a new one.
        error: () => {
          this.#dropped++
        },
      }),
      pending: [],
    }
    running.decoder.configure({ codec: 'opus', sampleRate: SAMPLE_RATE, numberOfChannels: this.channels })
    this.#running = running
    return running
  }

  #decoded({ pending }: Running, data: AudioData): void {
    this.#decodedAt = nowMs()
    // Packets and pieces of sound go one to one, in order; packets that gave none are those before the one of that time. A
    // time that is nobody's says nothing: some decoders begin with such.
    const at = pending.findIndex((one) => Math.abs(one - data.timestamp) < HALF_PACKET)
    const capturedUs = pending.splice(0, Math.max(0, at) + 1).at(-1)
    const samples = this.#sound.take(data)
    data.close()
    if (capturedUs !== undefined) this.play(toMilli(capturedUs), samples)
  }
}
