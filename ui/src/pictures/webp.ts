import type { PictureHead } from './head'
import { Reader } from './reader'

interface Size {
  width: number
  height: number
}

/** Header of a chunk: its name and length. */
const HEAD = 8
/** Of a frame of an animation, before the chunks in it. */
const FRAME = 16

/** WebP (RFC 9649): lossy, lossless, extended, animated. */
export function webpHead(file: Uint8Array): PictureHead | null {
  const reader = new Reader(file)
  if (reader.name(0) !== 'RIFF') return null
  const sizes: Size[] = []
  let frames = 0
  let [width, height] = [0, 0]
  for (let at = 12; at + HEAD <= reader.length; ) {
    const name = reader.name(at)
    const data = at + HEAD
    if (name === 'VP8X') sizes.push({ width: reader.u24le(data + 4) + 1, height: reader.u24le(data + 7) + 1 })
    else if (name === 'VP8 ') sizes.push(vp8Size(reader, data))
    else if (name === 'VP8L') sizes.push(losslessSize(reader, data))
    else if (name === 'ANMF') {
      frames++
      const [x, y] = [2 * reader.u24le(data), 2 * reader.u24le(data + 3)]
      sizes.push({ width: x + reader.u24le(data + 6) + 1, height: y + reader.u24le(data + 9) + 1 })
    }
    for (const size of sizes.splice(0)) {
      width = Math.max(width, size.width)
      height = Math.max(height, size.height)
    }
    const length = reader.u32le(at + 4)
    // The chunks of a frame are looked at too: they have a size of their own.
    at = name === 'ANMF' ? data + FRAME : data + length + (length % 2)
  }
  return { type: 'image/webp', width, height, frames: Math.max(1, frames), scans: 1 }
}

/** Of a key frame of VP8 (RFC 6386, section 9.1); 0: it is none. */
function vp8Size(reader: Reader, at: number): Size {
  const key = (reader.byte(at) & 1) === 0 && reader.u24le(at + 3) === 0x2a019d
  return key ? { width: reader.u16le(at + 6) & 0x3fff, height: reader.u16le(at + 8) & 0x3fff } : { width: 0, height: 0 }
}

/** 14 bits each, less one. */
function losslessSize(reader: Reader, at: number): Size {
  if (reader.byte(at) !== 0x2f) return { width: 0, height: 0 }
  const bits = reader.u32le(at + 1)
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
}
