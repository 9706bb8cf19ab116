/** What the page, the audio worker, the worklets and the video worker tell each other. */

import type { Milli, SoundMode, TrackStats } from '../api'
import type { WorkerEvent } from '../control/messages'
import type { Micro } from '../units'
import type { OpusPacket } from './packet_sound'
import type { SoundSource } from './sender'

/** Page → audio worker. */
export type AudioRequest =
  | { type: 'control'; port: MessagePort }
  | { type: 'video'; port: MessagePort }
  /** Where decoded sound goes. Without shared memory it travels over the port. */
  | { type: 'playout'; port: MessagePort; ring: SharedArrayBuffer | null }
  /** The sample at this time of the audio context (seconds) is heard at this time of the own clock, so long after it was mixed. */
  | { type: 'speaker-clock'; contextTime: number; ownUs: Micro; delay: Milli }
  | { type: 'capture'; source: SoundSource; readable: ReadableStream<AudioData> }
  | { type: 'capture-worklet'; source: SoundSource; port: MessagePort; sampleRate: number }
  | { type: 'capture-end'; source: SoundSource }
  | { type: 'published'; source: SoundSource; track: number | null }
  | { type: 'muted'; source: SoundSource; muted: boolean }
  /** How the microphone is encoded. */
  | { type: 'sound'; mode: SoundMode }
  | { type: 'tracks'; tracks: ReceivedSound[] }

/** `screen`: what somebody's screen plays, in stereo, and no voice. */
export interface ReceivedSound {
  track: number
  participant: number
  screen: boolean
}

/** Page → audio worker, as the options of an encoded transform: whose packets it gives. */
export interface PacketsOf {
  source: SoundSource
}

/** Browser → audio worker: an encoded transform is there. */
export interface PacketsEvent extends Event {
  readonly transformer: { readonly readable: ReadableStream<OpusPacket>; readonly options: PacketsOf }
}

export type StatsEvent = { type: 'stats'; kind: 'audio' | 'video'; stats: TrackStats[] }

/** Pictures of this source do not leave: its track is to be captured anew. */
export type RecaptureEvent = { type: 'recapture'; source: 'camera' | 'screen' }

/** Media worker → page. */
export type MediaEvent = WorkerEvent | StatsEvent | RecaptureEvent

/** Page → playout worklet. */
export type PlayoutRequest =
  | { type: 'source'; port: MessagePort; ring: SharedArrayBuffer | null }
  | { type: 'volume'; track: number; volume: number }
  | { type: 'remove'; track: number }

/** Playout worklet → audio worker, about 20 times a second. */
export interface PlayoutReport {
  /** Time of the audio context in seconds, and what is played then. */
  contextTime: number
  voices: VoiceReport[]
}

/** Playout worklet → audio worker, of one track. */
export interface VoiceReport {
  track: number
  /** Capture time in ms by the sender's clock; null while nothing is played. */
  position: number | null
  target: number
  /** Since the start: samples played, samples of them made up, packets too late. */
  played: number
  concealed: number
  late: number
}

/** Capture worklet → audio worker: 10 ms of sound. */
export interface CapturedSamples {
  samples: Float32Array
  /** Time of the audio context in µs at the first sample. */
  timestampUs: Micro
}

/** Audio worker → video worker: what is heard of a track, and when. */
export interface HeardNotice {
  type: 'heard'
  track: number
  /** By the sender's clock. */
  capturedUs: Micro
  /** By the own clock. */
  heardUs: Micro
}
