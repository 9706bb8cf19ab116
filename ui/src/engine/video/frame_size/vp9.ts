/**
 * The sizes in a VP9 chunk, out of the uncompressed headers of its frames (VP9 bitstream specification 0.7, sections 6.2 and
 * 7.2; superframes: annex B). Pure. Only profile 0, which is what is announced.
 */

import type { Size } from '../upright'
import { BitReader } from './bits'
import type { FrameReading } from './reading'

const FRAME_MARKER = 2
const SYNC_CODE = 0x49_83_42
const RGB = 7
const REFERENCES = 3

/**
 * Null: it is no such chunk. Other than in VP8 any frame may state a size of its own, also one that is not shown or builds
 * on others.
 */
export function readVp9(chunk: Uint8Array): FrameReading | null {
  const frames = framesOf(chunk)
  if (frames === null) return null
  let largest: Size | null = null
  let key: boolean | null = null
  for (const frame of frames) {
    const one = readFrame(frame)
    if (one === null) return null
    key ??= one.key
    if (one.size && (!largest || area(one.size) > area(largest))) largest = one.size
  }
  return { key: key ?? false, size: largest, pictures: frames.length }
}

/**
 * The chunk with an index that says which bytes are one frame. Without one, what follows a frame would be decoded as another
 * frame, which `readVp9` cannot find: where a frame's data end is known only to who decodes it.
 */
export function withIndex(chunk: Uint8Array): Uint8Array {
  if (isMarker(chunk[chunk.length - 1] ?? 0)) return chunk
  const bytes = new Uint8Array(chunk.length + 6)
  bytes.set(chunk)
  // One frame, whose length has four bytes.
  const marker = 0b110_11_000
  new DataView(bytes.buffer).setUint32(chunk.length + 1, chunk.length, true)
  bytes[chunk.length] = marker
  bytes[chunk.length + 5] = marker
  return bytes
}

/** The frames of a superframe, or the one frame; null if its index is damaged. */
function framesOf(chunk: Uint8Array): Uint8Array[] | null {
  const marker = chunk[chunk.length - 1]
  if (marker === undefined) return null
  if (!isMarker(marker)) return [chunk]
  const count = (marker & 7) + 1
  const bytes = ((marker >> 3) & 3) + 1
  const index = chunk.length - (2 + bytes * count)
  if (index < 0 || chunk[index] !== marker) return null
  const frames: Uint8Array[] = []
  let start = 0
  for (let at = index + 1; frames.length < count; at += bytes) {
    let length = 0
    for (let byte = bytes - 1; byte >= 0; byte--) length = length * 256 + chunk[at + byte]!
    if (length === 0 || start + length > index) return null
    frames.push(chunk.subarray(start, start + length))
    start += length
  }
  return start === index ? frames : null
}

function isMarker(byte: number): boolean {
  return byte >> 5 === 0b110
}

function readFrame(frame: Uint8Array): Omit<FrameReading, 'pictures'> | null {
  const bits = new BitReader(frame)
  const isFirstProfile = bits.read(2) === FRAME_MARKER && bits.read(2) === 0
  if (!isFirstProfile) return null
  // A picture that is there already is shown once more.
  if (bits.flag()) return { key: false, size: null }
  const key = !bits.flag()
  const shown = bits.flag()
  const resilient = bits.flag()
  const found = key ? keySize(bits) : laterSize(bits, shown, resilient)
  return found === undefined || bits.ended ? null : { key, size: found }
}

/** Undefined: it is not VP9. */
function keySize(bits: BitReader): Size | undefined {
  if (bits.read(24) !== SYNC_CODE || bits.read(3) === RGB) return undefined
  bits.skip(1) // colour range
  return sizeOf(bits)
}

/** Null: the size of one of the pictures that it builds on. */
function laterSize(bits: BitReader, shown: boolean, resilient: boolean): Size | null | undefined {
  const intraOnly = !shown && bits.flag()
  if (!resilient) bits.skip(2) // contexts that are reset
  if (intraOnly) {
    if (bits.read(24) !== SYNC_CODE) return undefined
    bits.skip(8) // references that it replaces
    return sizeOf(bits)
  }
  bits.skip(8 + REFERENCES * 4)
  for (let reference = 0; reference < REFERENCES; reference++) if (bits.flag()) return null
  return sizeOf(bits)
}

function sizeOf(bits: BitReader): Size {
  const width = bits.read(16) + 1
  return { width, height: bits.read(16) + 1 }
}

function area({ width, height }: Size): number {
  return width * height
}
