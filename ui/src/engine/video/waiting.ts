/** Received frames before a decoder, in their order: key frames and all others in one bounded queue. Pure. */

import type { Header } from '../../wire/header'
import { WAITING_BYTES, WAITING_FRAMES } from './decode_limits'
import type { Size } from './upright'

/** A frame with what was read from its own header. */
export interface WaitingFrame {
  header: Header
  payload: Uint8Array
  /** Of a key frame, by its own header; null: it is none. */
  size: Size | null
  /** Of the largest picture in it. */
  pixels: number
  pictures: number
}

/** Bounded by what `Intake` checks before it adds. */
export class WaitingFrames {
  #frames: WaitingFrame[] = []
  #bytes = 0

  /** The next to be taken. */
  get first(): WaitingFrame | undefined {
    return this.#frames[0]
  }

  /** How many wait. */
  get size(): number {
    return this.#frames.length
  }

  /** Of all that wait, headers not counted. */
  get bytes(): number {
    return this.#bytes
  }

  /** Whether there is room for it; then it waits. */
  put(frame: WaitingFrame): boolean {
    const bytes = frame.payload.byteLength
    if (this.#frames.length >= WAITING_FRAMES || this.#bytes + bytes > WAITING_BYTES) return false
    this.#frames.push(frame)
    this.#bytes += bytes
    return true
  }

  /** The oldest, which waits no more; undefined: none waits. */
  take(): WaitingFrame | undefined {
    const frame = this.#frames.shift()
    if (frame) this.#bytes -= frame.payload.byteLength
    return frame
  }

  /** Begins with the last one that is such, if any; returns how many were left out. */
  skipTo(isSuch: (frame: WaitingFrame) => boolean): number {
    const at = this.#frames.findLastIndex(isSuch)
    for (let left = 0; left < at; left++) this.take()
    return Math.max(0, at)
  }

  /** Returns how many there were. */
  clear(): number {
    const { size } = this
    this.#frames = []
    this.#bytes = 0
    return size
  }
}
