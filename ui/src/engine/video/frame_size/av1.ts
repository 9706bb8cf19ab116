/**
 * The size that an AV1 chunk's sequence header allows (AV1 bitstream specification 1.0.0 with errata 1, sections 5.3 to 5.5).
 * Pure. A frame with a size of its own must stay below it; whether one does is not looked at here. No track may be AV1 so far.
 */

import type { Size } from '../upright'
import { BitReader } from './bits'
import type { FrameReading } from './reading'

const SEQUENCE_HEADER = 1
const FRAME_HEADER = 3
const FRAME = 6
const KEY_FRAME = 0

interface Unit {
  type: number
  content: Uint8Array
}

/** Null: it is no AV1 chunk, or a key frame without the sequence header that belongs before it. */
export function readAv1(chunk: Uint8Array): FrameReading | null {
  let size: Size | null = null
  let key: boolean | null = null
  let pictures = 0
  for (let at = 0; at < chunk.length; ) {
    const found = unitAt(chunk, at)
    if (found === null) return null
    at = found.end
    const { type, content } = found.unit
    if (type === SEQUENCE_HEADER) {
      const said = sequenceSize(new BitReader(content))
      if (said === null) return null
      if (!size || said.width * said.height > size.width * size.height) size = said
    } else if (type === FRAME || type === FRAME_HEADER) {
      if (content.length === 0) return null
      pictures++
      key ??= isKey(content)
    }
  }
  if (key === null || (key && size === null)) return null
  return { key, size, pictures }
}

function unitAt(chunk: Uint8Array, start: number): { unit: Unit; end: number } | null {
  const header = chunk[start]!
  // The forbidden bit, and a unit without its length, which would take all that follows.
  if (header & 0x80 || !(header & 0x02)) return null
  let at = start + 1 + (header & 0x04 ? 1 : 0)
  let length = 0
  for (let byte = 0; ; byte++, at++) {
    const more = chunk[at]
    if (more === undefined || byte === 8) return null
    length += (more & 0x7f) * 2 ** (7 * byte)
    if (more < 0x80) break
  }
  const end = at + 1 + length
  if (end > chunk.length) return null
  return { unit: { type: (header >> 3) & 0xf, content: chunk.subarray(at + 1, end) }, end }
}

/** Of a frame in a sequence that is more than one still picture. */
function isKey(frame: Uint8Array): boolean {
  const showsExisting = (frame[0]! & 0x80) !== 0
  return !showsExisting && ((frame[0]! >> 5) & 3) === KEY_FRAME
}

/** `sequence_header_obu`, up to the largest size. */
function sequenceSize(bits: BitReader): Size | null {
  bits.skip(3 + 1) // profile, still picture
  if (bits.flag()) bits.skip(5)
  else operatingPoints(bits)
  const widthBits = bits.read(4) + 1
  const heightBits = bits.read(4) + 1
  const width = bits.read(widthBits) + 1
  const height = bits.read(heightBits) + 1
  return bits.ended ? null : { width, height }
}

function operatingPoints(bits: BitReader): void {
  let delayBits = 0
  if (bits.flag()) {
    bits.skip(32 + 32) // how long a tick is
    if (bits.flag()) skipUvlc(bits)
    if (bits.flag()) {
      delayBits = bits.read(5) + 1
      bits.skip(32 + 5 + 5)
    }
  }
  const delayIsSaid = bits.flag()
  const points = bits.read(5) + 1
  for (let point = 0; point < points; point++) {
    bits.skip(12)
    if (bits.read(5) > 7) bits.skip(1) // tier
    if (delayBits > 0 && bits.flag()) bits.skip(2 * delayBits + 1)
    if (delayIsSaid && bits.flag()) bits.skip(4)
  }
}

/** A number of which only the length matters here. */
function skipUvlc(bits: BitReader): void {
  let zeros = 0
  while (!bits.flag()) if (bits.ended || ++zeros === 32) return
  bits.skip(zeros)
}
