/** What an encoded frame says of itself, whatever its codec: looked at before it is decoded. */

import { readAv1 } from './av1'
import type { FrameReading } from './reading'
import { readVp8 } from './vp8'
import { readVp9, withIndex } from './vp9'

export type { FrameReading } from './reading'

/** `codec`: WebCodecs codec string. Null: it cannot be read as such a frame, and must not be decoded. */
export function readFrame(codec: string, frame: Uint8Array): FrameReading | null {
  if (codec === 'vp8') return readVp8(frame)
  if (codec.startsWith('vp09.00.')) return readVp9(frame)
  return codec.startsWith('av01.') ? readAv1(frame) : null
}

/** What the decoder is to be given, so that it decodes what was read and nothing else. */
export function asRead(codec: string, frame: Uint8Array): Uint8Array {
  return codec.startsWith('vp09.') ? withIndex(frame) : frame
}
