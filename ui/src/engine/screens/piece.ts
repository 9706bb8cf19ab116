/** A piece of what the computer plays, as the app sends it: its time, then its samples. Pure. */

import { SOUND_CHANNELS, SOUND_HEAD_BYTES, SOUND_RATE } from '../../wire/rules'

/** What `AudioData` needs, but for its format. */
export interface SoundPiece {
  sampleRate: number
  numberOfChannels: number
  numberOfFrames: number
  /** When it began by the app's steady clock, in microseconds. */
  timestamp: number
  /** Those of the two channels alternate. */
  data: Float32Array<ArrayBuffer>
}

/** Longest piece, in samples of one channel: a second. */
const LONGEST = SOUND_RATE
const FRAME_BYTES = 4 * SOUND_CHANNELS

/** Null: these bytes are no such piece. Nothing is copied. */
export function soundPiece(message: ArrayBuffer): SoundPiece | null {
  const bytes = message.byteLength - SOUND_HEAD_BYTES
  if (bytes <= 0 || bytes % FRAME_BYTES !== 0 || bytes / FRAME_BYTES > LONGEST) return null
  return {
    sampleRate: SOUND_RATE,
    numberOfChannels: SOUND_CHANNELS,
    numberOfFrames: bytes / FRAME_BYTES,
    timestamp: Number(new DataView(message).getBigUint64(0, true)),
    data: new Float32Array(message, SOUND_HEAD_BYTES),
  }
}
