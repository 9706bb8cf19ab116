import type { PictureHead } from './head'
import { Reader } from './reader'

const [TEM, RST0, RST7, SOI, EOI, SOS] = [0x01, 0xd0, 0xd7, 0xd8, 0xd9, 0xda]
/** Among the markers of frames, but none: tables, an extension, arithmetic conditioning. */
const NO_FRAME: readonly number[] = [0xc4, 0xc8, 0xcc]

/** JPEG (ITU-T T.81, annex B). Like decoders it passes over what stands between two segments, and the data of scans. */
export function jpegHead(file: Uint8Array): PictureHead | null {
  const reader = new Reader(file)
  let [width, height, scans] = [0, 0, 0]
  for (let at = 2; ; ) {
    at = file.indexOf(0xff, at)
    if (at < 0) break
    // Any number of these bytes may stand before a marker.
    while (reader.byte(at) === 0xff && at < reader.length) at++
    const marker = reader.byte(at++)
    if (marker === EOI || at >= reader.length) break
    if (marker === 0 || marker === TEM || marker === SOI || (marker >= RST0 && marker <= RST7)) continue
    if (marker >= 0xc0 && marker <= 0xcf && !NO_FRAME.includes(marker)) {
      height = Math.max(height, reader.u16(at + 3))
      width = Math.max(width, reader.u16(at + 5))
    } else if (marker === SOS) scans++
    at += Math.max(2, reader.u16(at))
  }
  return { type: 'image/jpeg', width, height, frames: 1, scans: Math.max(1, scans) }
}
