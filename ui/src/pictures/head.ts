/** What a picture's file says of itself before anything of it is decoded. Pure. */

import { gifHead } from './gif'
import { jpegHead } from './jpeg'
import { pngHead } from './png'
import { webpHead } from './webp'

export interface PictureHead {
  type: 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp'
  /** In pixels; the largest that any part of the file names, so that a later part cannot be larger than the first said. */
  width: number
  height: number
  /** Pictures one after the other; 1: it does not move. */
  frames: number
  /** How often a decoder goes over the whole picture, for each frame: the scans of a JPEG. */
  scans: number
}

/** Beginnings of the formats that cannot run anything (an SVG can). */
const FORMATS: readonly { at: number; bytes: readonly number[]; read(bytes: Uint8Array): PictureHead | null }[] = [
  { at: 0, bytes: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], read: pngHead },
  { at: 0, bytes: [0xff, 0xd8, 0xff], read: jpegHead },
  { at: 0, bytes: [0x47, 0x49, 0x46, 0x38], read: gifHead },
  { at: 8, bytes: [0x57, 0x45, 0x42, 0x50], read: webpHead },
]

/** Of the whole file; null: it is no picture of these formats, or ends before it says how large it is. Takes time
 * that grows with the length of the file only, whatever is in it. */
export function pictureHead(file: Uint8Array): PictureHead | null {
  const format = FORMATS.find(({ at, bytes }) => bytes.every((byte, index) => file[at + index] === byte))
  const head = format?.read(file) ?? null
  return head && head.width > 0 && head.height > 0 ? head : null
}
