/** How much a window decodes of what others send. `docs/security.md` states these numbers; a test compares the two. */

import type { Milli } from '../api'
import type { Rate } from '../bucket'

const FULL_HD = 1920 * 1080

/** Pixels of the largest picture that is decoded, whatever was announced: 3840×2160, as the host allows it to be announced. */
export const PICTURE_PIXELS = 3840 * 2160
/** Frames of one track that are decoded. A camera sends 30 a second; all of two lost seconds may come at once. */
export const DECODED_FRAMES: Rate = { atOnce: 240, perSecond: 60 }

/** How often a decoder may fall so far behind that it begins anew; more often it has too much to do. A computer that stood
 *  still for a moment does so once. */
export const FALLS_BEHIND: Rate = { atOnce: 2, perSecond: 0.1 }

/** Frames that wait before a decoder, key frames among them, and their bytes. */
export const WAITING_FRAMES = 24
export const WAITING_BYTES = 4_000_000
/** Frames in a decoder, and pixels of them; a decoder may need some before the first comes out. */
const INSIDE_FRAMES = 12
const INSIDE_FRAMES_LEAST = 3
export const INSIDE_PIXELS = INSIDE_FRAMES * FULL_HD

/** How many frames of this size may be in a decoder, or wait decoded, at a time. */
export function insideLimit(pixels: number): number {
  const fit = Math.floor(INSIDE_PIXELS / Math.max(1, pixels))
  return Math.min(INSIDE_FRAMES, Math.max(INSIDE_FRAMES_LEAST, fit))
}

/** What was announced counts for so long after something smaller was: its last frames may come later than that news. */
export const ANNOUNCED_KEPT: Milli = 5_000
/** How long frames may be larger than what was announced: that news may come later than its first frames. */
export const PATIENCE: Milli = 3_000
/** How long a track that exceeded is not decoded; then it is tried again. */
export const STOPPED: Milli = 30_000
