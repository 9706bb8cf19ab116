/** Numbers the encoded frames of one track and layer: `sequence` and `t0` of the header. */
export class FrameNumbering {
  #sequence = 0xffffffff
  #t0 = 0xffff

  /** `temporal`: 0 to 2. `sequence` has 32 bits and `t0` 16; both begin at 0 and begin anew after the last. */
  next(temporal: number): { sequence: number; t0: number } {
    this.#sequence = (this.#sequence + 1) >>> 0
    if (temporal === 0) this.#t0 = (this.#t0 + 1) & 0xffff
    return { sequence: this.#sequence, t0: this.#t0 }
  }
}
