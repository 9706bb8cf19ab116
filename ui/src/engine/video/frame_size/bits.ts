/** Bits of a frame's header, most significant first. Pure. */

export class BitReader {
  #at = 0
  #ended = false

  constructor(private readonly bytes: Uint8Array) {}

  /** Whether more was read than there is; then what was read since is zero. */
  get ended(): boolean {
    return this.#ended
  }

  /** `count` bits, 32 at most, as an unsigned number. */
  read(count: number): number {
    let value = 0
    for (let bit = 0; bit < count; bit++) value = value * 2 + this.#bit()
    return value
  }

  /** The next bit; false beyond the end, after which `ended` holds. */
  flag(): boolean {
    return this.#bit() === 1
  }

  /** Over so many bits, which may lead beyond the end. */
  skip(count: number): void {
    this.#at += count
    if (this.#at > this.bytes.length * 8) this.#ended = true
  }

  #bit(): number {
    const byte = this.bytes[this.#at >> 3]
    if (byte === undefined) {
      this.#ended = true
      return 0
    }
    return (byte >> (7 - (this.#at++ & 7))) & 1
  }
}
