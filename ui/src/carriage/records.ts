/** Records of several channels, one after the other; section 1.1 of the protocol. Pure. */

import { LIMITS, SLOTS } from '../wire/rules'

export const TEXT = 1
export const BINARY = 2
export const CLOSE = 8
export const PING = 9
export const PONG = 10

/** The line itself, and the channels. */
const SLOT_COUNT = 1 + Object.keys(SLOTS).length
const HEAD = 5
const BATCH_HEAD = 12

/** No host of ours says this. */
export class Malformed extends Error {}

/** One frame of one slot; `payload` is a copy of its own. */
export interface Said {
  slot: number
  opcode: number
  payload: Uint8Array<ArrayBuffer>
}

/** A record of one frame. */
export function record(slot: number, opcode: number, payload: Uint8Array): Uint8Array<ArrayBuffer> {
  const size = payload.byteLength
  const long = size < 126 ? 0 : size < 65_536 ? 2 : 8
  const made = new Uint8Array(HEAD + 2 + long + size)
  const view = new DataView(made.buffer)
  view.setUint32(0, 2 + long + size)
  made[4] = slot
  made[5] = 0x80 | opcode
  made[6] = long === 0 ? size : long === 2 ? 126 : 127
  if (long === 2) view.setUint16(7, size)
  if (long === 8) view.setBigUint64(7, BigInt(size))
  made.set(payload, HEAD + 2 + long)
  return made
}

/** The body of one upload. `read`: bytes of records read so far. */
export function batch(number: number, read: number, records: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const size = records.reduce((sum, { byteLength }) => sum + byteLength, BATCH_HEAD)
  const made = new Uint8Array(size)
  const view = new DataView(made.buffer)
  view.setUint32(0, number)
  view.setBigUint64(4, BigInt(read))
  let at = BATCH_HEAD
  for (const one of records) {
    made.set(one, at)
    at += one.byteLength
  }
  return made
}

/** Takes a stream apart, however it was cut into pieces. */
export class RecordParser {
  #rest = new Uint8Array(0)
  /** Pieces of a record that is not whole yet: joined once, when it is. */
  #pieces: Uint8Array[] = []
  #waiting = 0
  #needed = 0

  /** All that `piece` completes. Throws Malformed; the stream is of no use then. */
  push(piece: Uint8Array): Said[] {
    this.#pieces.push(piece)
    this.#waiting += piece.byteLength
    if (this.#waiting < this.#needed) return []
    const data = this.#join()
    const said: Said[] = []
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
    let start = 0
    this.#needed = HEAD
    while (data.byteLength - start >= HEAD) {
      const size = view.getUint32(start)
      const slot = view.getUint8(start + 4)
      if (size > LIMITS.line_record_bytes || slot >= SLOT_COUNT) throw new Malformed('no record')
      if (data.byteLength - start - HEAD < size) {
        this.#needed = HEAD + size
        break
      }
      start += HEAD
      const end = start + size
      while (start < end) start = takeFrame(data, view, start, end, slot, said)
    }
    this.#pieces = start < data.byteLength ? [data.subarray(start)] : []
    this.#waiting = data.byteLength - start
    return said
  }

  #join(): Uint8Array {
    const [first = this.#rest] = this.#pieces
    if (this.#pieces.length <= 1) return first
    const joined = new Uint8Array(this.#waiting)
    let at = 0
    for (const piece of this.#pieces) {
      joined.set(piece, at)
      at += piece.byteLength
    }
    return joined
  }
}

/** Adds the frame that begins at `start`; returns where the next one does. */
function takeFrame(data: Uint8Array, view: DataView, start: number, end: number, slot: number, said: Said[]): number {
  if (end - start < 2) throw new Malformed('half a frame')
  const first = view.getUint8(start)
  const short = view.getUint8(start + 1)
  const opcode = first & 0x7f
  const known = opcode === TEXT || opcode === BINARY || (opcode >= CLOSE && opcode <= PONG)
  if (first < 0x80 || !known || short > 127) throw new Malformed('a frame that is no whole one, or masked')
  const long = short === 126 ? 2 : short === 127 ? 8 : 0
  if (end - start < 2 + long || (long > 0 && opcode >= CLOSE)) throw new Malformed('half a length, or one too long')
  const size = long === 0 ? short : long === 2 ? view.getUint16(start + 2) : Number(view.getBigUint64(start + 2))
  if ((long === 2 && size < 126) || (long === 8 && size < 65_536)) throw new Malformed('a length longer than need be')
  const from = start + 2 + long
  if (size > end - from) throw new Malformed('a frame longer than its record')
  said.push({ slot, opcode, payload: data.slice(from, from + size) as Uint8Array<ArrayBuffer> })
  return from + size
}
