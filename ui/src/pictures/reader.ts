/** Numbers out of a file's bytes; what is beyond its end reads as 0. */
export class Reader {
  readonly bytes: Uint8Array

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }

  get length(): number {
    return this.bytes.length
  }

  byte(at: number): number {
    return this.bytes[at] ?? 0
  }

  /** Big-endian. */
  u16(at: number): number {
    return this.byte(at) * 0x100 + this.byte(at + 1)
  }

  u32(at: number): number {
    return this.u16(at) * 0x10000 + this.u16(at + 2)
  }

  /** Little-endian. */
  u16le(at: number): number {
    return this.byte(at) + this.byte(at + 1) * 0x100
  }

  u24le(at: number): number {
    return this.u16le(at) + this.byte(at + 2) * 0x10000
  }

  u32le(at: number): number {
    return this.u24le(at) + this.byte(at + 3) * 0x1000000
  }

  /** Four letters. */
  name(at: number): string {
    return String.fromCharCode(this.byte(at), this.byte(at + 1), this.byte(at + 2), this.byte(at + 3))
  }
}
