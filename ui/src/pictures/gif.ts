import type { PictureHead } from './head'
import { Reader } from './reader'

const [EXTENSION, IMAGE] = [0x21, 0x2c]

/** GIF (CompuServe, GIF89a). A first frame that is larger than the screen makes it larger. */
export function gifHead(file: Uint8Array): PictureHead | null {
  const reader = new Reader(file)
  if (reader.length < 13) return null
  let width = reader.u16le(6)
  let height = reader.u16le(8)
  let frames = 0
  let at = 13 + tableBytes(reader.byte(10))
  while (at < reader.length) {
    const block = reader.byte(at)
    if (block === EXTENSION) at = afterBlocks(reader, at + 2)
    else if (block === IMAGE) {
      frames++
      width = Math.max(width, reader.u16le(at + 1) + reader.u16le(at + 5))
      height = Math.max(height, reader.u16le(at + 3) + reader.u16le(at + 7))
      at = afterBlocks(reader, at + 11 + tableBytes(reader.byte(at + 9)))
    } else break
  }
  return { type: 'image/gif', width, height, frames: Math.max(1, frames), scans: 1 }
}

/** Of a table of colours, as its flags say. */
function tableBytes(flags: number): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0
}

/** Where the row of blocks that begins here ends. */
function afterBlocks(reader: Reader, at: number): number {
  let next = at
  while (next < reader.length) {
    const length = reader.byte(next)
    next += 1 + length
    if (length === 0) break
  }
  return next
}
