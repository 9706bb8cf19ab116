/**
 * Decoded sound on its way from the audio worker to the playout worklet.
 *
 * A packet is a row of 32-bit words: its whole length in words, the track id, the capture time in ms (64-bit float, two
 * words), the number of channels, then the samples (32-bit floats at 48 kHz, those of two channels alternate). It goes through a ring of shared memory, or as a
 * message where there is none.
 */

import { RingBuffer } from 'ringbuf.js'

const HEADER_WORDS = 5
/** Words of the ring: more than half a second of five voices. */
const RING_WORDS = 2 ** 18
/** Longest packet: 120 ms of two channels, the longest Opus frame. */
const LONGEST_SAMPLES = 2 * 5_760

/** Null where pages get no shared memory, as they are not isolated from others. */
export function createRing(): SharedArrayBuffer | null {
  if (typeof SharedArrayBuffer === 'undefined' || !globalThis.crossOriginIsolated) return null
  return RingBuffer.getStorageForCapacity(RING_WORDS, Uint32Array)
}

/** The audio worker's end. `storage`: as the reader has it; null: packets go through `port`. */
export class PacketWriter {
  readonly #ring: RingBuffer | null

  constructor(
    private readonly port: MessagePort,
    storage: SharedArrayBuffer | null,
  ) {
    this.#ring = storage && new RingBuffer(storage, Uint32Array)
  }

  /** Hands a packet over; false if the other side reads none (its audio context is suspended), or not so long a one. */
  write(track: number, capturedMs: number, samples: Float32Array, channels: 1 | 2 = 1): boolean {
    if (samples.length > LONGEST_SAMPLES) return false
    const length = HEADER_WORDS + samples.length
    const words = new Uint32Array(length)
    words[0] = length
    words[1] = track
    new Float64Array(words.buffer, 8, 1)[0] = capturedMs
    words[4] = channels
    new Float32Array(words.buffer, 4 * HEADER_WORDS).set(samples)
    if (this.#ring === null) {
      this.port.postMessage(words, [words.buffer])
      return true
    }
    if (this.#ring.available_write() < length) return false
    this.#ring.push(words, length)
    return true
  }
}

/** The worklet's end. What it reads is valid until the next packet is read. */
export class PacketReader {
  readonly #ring: RingBuffer | null
  readonly #queue: Uint32Array[] = []
  #queued = 0
  readonly #header = new Uint32Array(HEADER_WORDS)
  readonly #captured = new Float64Array(this.#header.buffer, 8, 1)
  readonly #words = new Uint32Array(LONGEST_SAMPLES)
  readonly #samples = new Float32Array(this.#words.buffer)

  constructor(port: MessagePort, storage: SharedArrayBuffer | null) {
    this.#ring = storage && new RingBuffer(storage, Uint32Array)
    if (this.#ring === null) port.onmessage = ({ data }: MessageEvent<Uint32Array>) => this.#put(data)
  }

  /** Calls `take` for every packet that has come; the samples are good only until it returns. */
  read(take: (track: number, capturedMs: number, samples: Float32Array, channels: 1 | 2) => void): void {
    if (this.#ring === null) {
      for (const words of this.#queue) {
        this.#header.set(words.subarray(0, HEADER_WORDS))
        take(words[1]!, this.#captured[0]!, new Float32Array(words.buffer, 4 * HEADER_WORDS), this.#channels)
      }
      this.#queue.length = 0
      this.#queued = 0
      return
    }
    while (this.#ring.available_read() >= HEADER_WORDS) {
      this.#ring.pop(this.#header, HEADER_WORDS)
      const count = Math.min(this.#header[0]! - HEADER_WORDS, LONGEST_SAMPLES)
      this.#ring.pop(this.#words, count)
      take(this.#header[1]!, this.#captured[0]!, this.#samples.subarray(0, count), this.#channels)
    }
  }

  get #channels(): 1 | 2 {
    return this.#header[4] === 2 ? 2 : 1
  }

  /** As much as in the ring: a suspended audio context reads none. */
  #put(words: Uint32Array): void {
    if (this.#queued + words.length > RING_WORDS) return
    this.#queued += words.length
    this.#queue.push(words)
  }
}
