/** Whether a captured screen shows anything at all. Where a system hands out nothing it says so by black or by nothing. */

import type { Milli } from '../api'

/** So long nothing may be seen before it is said: a film has dark moments, and a desktop draws its first picture late. */
export const BLANK_AFTER: Milli = 5_000
/** Brightness (ITU-R BT.601, limited: black is 16) and the largest of red, green and blue, up to which a pixel is black. */
const DARKEST_LUMA = 20
const DARKEST_COLOUR = 8
/** All that is bright on a blank screen may be the pointer, which is no larger than this square. */
const POINTER = 64
/** Lines that are looked at first: of most pictures they tell enough. */
const FIRST_LINES = 2

interface Lines {
  data: Uint8Array
  width: number
  height: number
  /** Bytes from pixel to pixel. */
  step: 1 | 4
  /** Where the transparency of a pixel is; null: there is none. */
  alpha: number | null
}

/** Whether nothing but a pointer can be seen in these lines. Pure. */
export function isDark({ data, width, height, step, alpha }: Lines): boolean {
  let [left, right, top, bottom] = [width, -1, height, -1]
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += step) {
      if (step === 1 ? data[at]! <= DARKEST_LUMA : isBlack(data, at, alpha)) continue
      if (x < left) left = x
      if (x > right) right = x
      if (y < top) top = y
      if (y > bottom) bottom = y
      if (right - left >= POINTER || bottom - top >= POINTER) return false
    }
  }
  return true
}

/** Red, green and blue, in whichever order; or one that is transparent. */
function isBlack(data: Uint8Array, at: number, alpha: number | null): boolean {
  if (alpha !== null && data[at + alpha] === 0) return true
  return data[at]! <= DARKEST_COLOUR && data[at + 1]! <= DARKEST_COLOUR && data[at + 2]! <= DARKEST_COLOUR
}

type Read = Pick<VideoFrame, 'format' | 'visibleRect' | 'allocationSize' | 'copyTo'>

/** Whether the frame is blank. What cannot be read is not. Nearly always two lines of it are read and no more. */
export async function isBlank(frame: Read): Promise<boolean> {
  const { format, visibleRect } = frame
  if (format === null || visibleRect === null) return false
  const { x, y, width, height } = visibleRect
  const step = /^(RGB|BGR)/.test(format) ? 4 : 1
  const alpha = step === 4 && format.endsWith('A') ? 3 : null
  const areDark = async (lines: number, options: VideoFrameCopyToOptions): Promise<boolean> => {
    const data = new Uint8Array(frame.allocationSize(options))
    await frame.copyTo(data, options)
    // Brightness comes first, and its lines without gaps, as nothing else was asked for.
    return isDark({ data, width, height: lines, step, alpha })
  }
  try {
    const middle = Math.min(Math.floor(height / 4) * 2, height - FIRST_LINES)
    const rect = { x, y: y + middle, width, height: FIRST_LINES }
    // A part begins and ends at an even place, or is refused: then the whole tells.
    return (await areDark(FIRST_LINES, { rect }).catch(() => true)) && (await areDark(height, {}))
  } catch {
    return false
  }
}

/** Since when nothing is seen. Times are the caller's, in milliseconds. Pure. */
export class Blankness {
  #since: Milli | null = null
  #said = false

  /** The newest picture was looked at. Returns what is to be said now, if anything: that it is blank, or no more. */
  looked(blank: boolean, now: Milli): boolean | null {
    if (!blank) this.#since = null
    else this.#since ??= now
    const is = this.#since !== null && now - this.#since >= BLANK_AFTER
    if (is === this.#said) return null
    this.#said = is
    return is
  }
}
