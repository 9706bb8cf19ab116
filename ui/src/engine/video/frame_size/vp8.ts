/** The size of a VP8 frame, out of its own header (RFC 6386, section 9.1). Pure. */

import type { FrameReading } from './reading'

/** Frame tag, start code, and 16 bits for each side: 14 of size, 2 of a scale that concerns only how it is shown. */
const KEY_HEADER_BYTES = 10
const TAG_BYTES = 3
const SIDE = 0x3fff

/** Null: it is no VP8 frame. Only key frames have a size; the others are as large as theirs. */
export function readVp8(frame: Uint8Array): FrameReading | null {
  if (frame.length < TAG_BYTES) return null
  const key = (frame[0]! & 1) === 0
  const firstPart = (frame[0]! >> 5) | (frame[1]! << 3) | (frame[2]! << 11)
  if (firstPart > frame.length - (key ? KEY_HEADER_BYTES : TAG_BYTES)) return null
  if (!key) return { key, size: null, pictures: 1 }
  if (frame[3] !== 0x9d || frame[4] !== 0x01 || frame[5] !== 0x2a) return null
  const width = (frame[6]! | (frame[7]! << 8)) & SIDE
  const height = (frame[8]! | (frame[9]! << 8)) & SIDE
  return width > 0 && height > 0 ? { key, size: { width, height }, pictures: 1 } : null
}
