/** All received voices: from the audio channel to the playout worklet. */

import { FrameError, HEADER_BYTES, KIND_AUDIO, parse } from '../../wire/header'
import { levelShare } from '../../wire/level'
import type { EngineEvent, Milli, TrackStats } from '../api'
import type { Offsets } from '../latency'
import { type Micro, nowMs, toMicro } from '../units'
import type { HeardNotice, PlayoutReport, ReceivedSound } from './messages'
import { PacketWriter } from './packets'
import { Voice } from './voice'

/** In the audio worker. Frames of tracks that were not named by `setTracks` are dropped. */
export class AudioReceiver {
  offsets: Offsets = { own: null, others: {} }
  readonly #voices = new Map<number, Voice>()
  readonly #levels = new Map<number, number>()
  #participants = new Map<number, number>()
  /** Tracks of screens, which have two channels. */
  #screens: ReadonlySet<number> = new Set()
  #writer: PacketWriter | null = null
  #speakerClock: { contextTime: number; ownUs: Micro; delay: Milli } | null = null

  constructor(
    private readonly emit: (event: EngineEvent) => void,
    private readonly notifyHeard: (notice: HeardNotice) => void,
  ) {}

  /** The worklet is new: `port` and `ring` lead to it from now on. */
  setPlayout(port: MessagePort, ring: SharedArrayBuffer | null): void {
    this.#writer = new PacketWriter(port, ring)
    port.onmessage = ({ data }: MessageEvent<PlayoutReport>) => this.#reported(data)
  }

  /** What the worklet plays at `contextTime` (seconds, of the audio context) is heard at `ownUs`, `delay` of it in
   * the device. */
  setSpeakerClock(contextTime: number, ownUs: Micro, delay: Milli): void {
    this.#speakerClock = { contextTime, ownUs, delay }
  }

  /** Replaces all; a track that is no longer among them loses its decoder. */
  setTracks(tracks: ReceivedSound[]): void {
    this.#screens = new Set(tracks.filter(({ screen }) => screen).map(({ track }) => track))
    this.#participants = new Map(tracks.map(({ track, participant }) => [track, participant]))
    for (const [track, voice] of this.#voices) {
      if (this.#participants.has(track)) continue
      voice.close()
      this.#voices.delete(track)
      this.#levels.delete(track)
    }
  }

  /** One message of the audio channel. What is no frame, or of no known track, is dropped without a word. */
  receive(frame: ArrayBuffer): void {
    try {
      const header = parse(frame)
      if (header.kind !== KIND_AUDIO) return
      let voice = this.#voices.get(header.track)
      if (!voice) {
        if (!this.#participants.has(header.track)) return
        const channels = this.#screens.has(header.track) ? 2 : 1
        voice = new Voice(header.track, channels, (capturedMs, samples) => {
          this.#writer?.write(header.track, capturedMs, samples, channels)
        })
        this.#voices.set(header.track, voice)
      }
      voice.receive(header, new Uint8Array(frame, HEADER_BYTES))
    } catch (error) {
      if (!(error instanceof FrameError)) throw error
    }
  }

  /** Says the level of every voice that is heard, and who fell silent; called about 10 times a second. */
  sayLevels(): void {
    const now = nowMs()
    const changed: Record<number, number> = {}
    let any = false
    for (const [track, voice] of this.#voices) {
      const level = levelShare(voice.level(now))
      // A steady level is said again: whoever shows it lets go of what it no longer hears of.
      if (level === 0 && (this.#levels.get(track) ?? 0) === 0) continue
      this.#levels.set(track, level)
      changed[track] = level
      any = true
    }
    if (any) this.emit({ type: 'levels', levels: changed })
  }

  /** One for each voice that has come. */
  stats(): TrackStats[] {
    return [...this.#voices.values()].map((voice) => voice.stats(this.#speakerClock?.delay ?? null))
  }

  #reported(report: PlayoutReport): void {
    const clock = this.#speakerClock
    const heardUs = clock && Math.round(clock.ownUs + (report.contextTime - clock.contextTime) * 1e6)
    for (const voice of report.voices) {
      const { track, position } = voice
      this.#voices.get(track)?.reported(voice, heardUs, this.#participants.get(track), this.offsets)
      if (heardUs !== null && position !== null) {
        this.notifyHeard({ type: 'heard', track, capturedUs: toMicro(position), heardUs })
      }
    }
  }
}
