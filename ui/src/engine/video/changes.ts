/** Whether a captured frame shows anything new: some engines capture a screen at a fixed rate, changed or not. */

/** Every so many words of a picture are looked at to tell how much of it changed: a prime, so that no column of pixels is
 *  left out, and of 1920×1080 still 12,000 places. */
const SAMPLED = 61

/** Compares each frame of one capture with the one before it. */
export class Changes {
  /** The part of the picture that the latest new frame changed: 0 to 1; 1 where that cannot be told. */
  share = 1
  #before = new Uint8Array(0)
  #now = new Uint8Array(0)
  #shape = ''

  /** Compares with the frame before. What cannot be read counts as new. */
  async isNew(frame: VideoFrame): Promise<boolean> {
    const size = sizeOf(frame)
    this.share = 1
    if (size === null) return true
    const shape = `${frame.format} ${frame.codedWidth} ${frame.codedHeight}`
    if (this.#now.length !== size) this.#now = new Uint8Array(size)
    await frame.copyTo(this.#now)
    const same = shape === this.#shape && areEqual(this.#now, this.#before)
    if (!same && shape === this.#shape) this.share = shareChanged(this.#now, this.#before)
    const spare = this.#before
    this.#before = this.#now
    this.#now = spare
    this.#shape = shape
    return !same
  }
}

function sizeOf(frame: VideoFrame): number | null {
  try {
    return frame.format === null ? null : frame.allocationSize()
  } catch {
    return null
  }
}

/** Both begin at a boundary of four bytes, as every new array does. */
export function areEqual(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false
  const words = one.length >> 2
  const left = new Uint32Array(one.buffer, 0, words)
  const right = new Uint32Array(other.buffer, 0, words)
  for (let at = 0; at < words; at++) if (left[at] !== right[at]) return false
  for (let at = words << 2; at < one.length; at++) if (one[at] !== other[at]) return false
  return true
}

/** The part of these places that differs: 0 to 1. Both have the same length. */
export function shareChanged(one: Uint8Array, other: Uint8Array): number {
  const words = one.length >> 2
  const [left, right] = [new Uint32Array(one.buffer, 0, words), new Uint32Array(other.buffer, 0, words)]
  let [changed, looked] = [0, 0]
  for (let at = 0; at < words; at += SAMPLED, looked++) if (left[at] !== right[at]) changed++
  return looked === 0 ? 1 : changed / looked
}
