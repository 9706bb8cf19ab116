/** Whether a captured frame shows anything new: some engines capture a screen at a fixed rate, changed or not. */

export class Changes {
  #before = new Uint8Array(0)
  #now = new Uint8Array(0)
  #shape = ''

  /** Compares with the frame before. What cannot be read counts as new. */
  async isNew(frame: VideoFrame): Promise<boolean> {
    const size = sizeOf(frame)
    if (size === null) return true
    const shape = `${frame.format} ${frame.codedWidth} ${frame.codedHeight}`
    if (this.#now.length !== size) this.#now = new Uint8Array(size)
    await frame.copyTo(this.#now)
    const same = shape === this.#shape && areEqual(this.#now, this.#before)
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
