import type { PictureHead } from './head'
import { Reader } from './reader'

const SIGNATURE = 8
/** Length, name and checksum of a chunk. */
const AROUND = 12

/** PNG, with the chunks of animations (PNG specification, third edition, sections 5 and 11). */
export function pngHead(file: Uint8Array): PictureHead | null {
  const reader = new Reader(file)
  if (reader.name(SIGNATURE + 4) !== 'IHDR') return null
  let [width, height, announced, frames] = [0, 0, 1, 0]
  for (let at = SIGNATURE; at + AROUND <= reader.length; ) {
    const length = reader.u32(at)
    const name = reader.name(at + 4)
    if (name === 'IEND') break
    if (name === 'IHDR') {
      width = Math.max(width, reader.u32(at + 8))
      height = Math.max(height, reader.u32(at + 12))
    } else if (name === 'acTL') announced = Math.max(announced, reader.u32(at + 8))
    else if (name === 'fcTL') {
      frames++
      width = Math.max(width, reader.u32(at + 12) + reader.u32(at + 20))
      height = Math.max(height, reader.u32(at + 16) + reader.u32(at + 24))
    }
    at += AROUND + length
  }
  return { type: 'image/png', width, height, frames: Math.max(announced, frames), scans: 1 }
}
