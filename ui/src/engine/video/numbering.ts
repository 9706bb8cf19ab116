/** Numbers the encoded frames of one track and layer: `sequence` and `t0` of the header. */
export class FrameNumbering {
  #sequence = 0xffffffff
  #t0 = 0xffff

  next(temporal: number): { sequence: number; t0: number } {
    this.#sequence = (this.#sequence + 1) >>> 0
    if (temporal === 0) this.#t0 = (this.#t0 + 1) & 0xffff
    return { sequence: this.#sequence, t0: this.#t0 }
  }
}
