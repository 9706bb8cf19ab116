/** One line: a streamed answer down, one upload after the other up; section 1.1 of the protocol. */

import { LIMITS, LINE_DOWN, LINE_UP, type LineName } from '../wire/rules'
import { ABNORMAL, type Channel, CLOSED, CONNECTING, OPEN } from './channel'
import { BINARY, batch, CLOSE, RecordParser, record, type Said, TEXT } from './records'

type Milli = number

/** How often either side says something at least, and after how long without a word it is taken for gone. */
const BEAT: Milli = LIMITS.beat_seconds * 1_000
const SILENCE: Milli = LIMITS.silence_seconds * 1_000
/** How soon the host is told what was read: it sends no more than about 300 ms beyond that. */
const CREDIT: Milli = 100
/**
 * No two uploads begin within less. What is said meanwhile, and until the one under way is answered, goes in the next: a
 * frame of sound (each 20 ms) leaves at once where the link is quick, and several in one where it is not. At 10 ms
 * Firefox stopped answering (`docs/decisions/second-carriage.md`).
 */
const APART: Milli = 20
/** Before an upload that failed is sent again: an idle connection may have been closed just as it was used. */
const AGAIN: Milli = 30
const TICK: Milli = 50
/** How long what is said last may take. */
const GOODBYE: Milli = 1_000
/** Most bytes of records in one upload, but for a single longer one. */
const BATCH_BYTES = 200_000

const encoder = new TextEncoder()
const decoder = new TextDecoder()

export interface LineAround {
  fetch(url: string, init: RequestInit): Promise<Response>
  now(): Milli
  /** 32 hexadecimal digits that nobody else draws. */
  draw(): string
}

export const AROUND: LineAround = {
  fetch: (url, init) => fetch(url, init),
  now: () => performance.now(),
  draw: () =>
    Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join(''),
}

interface Waiting {
  bytes: Uint8Array
  /** Whose it is, and how much of it counts there. */
  channel: RequestChannel | null
  size: number
}

export class Line {
  /** It carries nothing any more. */
  over = false
  readonly #around: LineAround
  readonly #up: string
  readonly #stop = new AbortController()
  readonly #channels = new Map<number, RequestChannel>()
  readonly #ticker: ReturnType<typeof setInterval>
  #queue: Waiting[] = []
  #open = false
  #leaving = false
  #number = 0
  #read = 0
  #told = 0
  #uploading: { since: Milli; again: boolean } | null = null
  #uploadedAt: Milli = Number.NEGATIVE_INFINITY
  #due: ReturnType<typeof setTimeout> | undefined
  #heard: Milli
  #ticked: Milli

  /** `url`: `https://<host>/meetdesk/<version>`; `name`: the line's. */
  constructor(url: string, name: LineName, around: LineAround = AROUND) {
    this.#around = around
    const path = `${name}/${around.draw()}`
    this.#up = `${url}/${LINE_UP}/${path}`
    this.#heard = this.#ticked = around.now()
    this.#ticker = setInterval(() => this.#tick(), TICK)
    void this.#listen(`${url}/${LINE_DOWN}/${path}`)
  }

  channel(slot: number): Channel {
    const channel = new RequestChannel(this, slot)
    this.#channels.set(slot, channel)
    this.#say({ channel: null, size: 0, bytes: record(0, TEXT, encoder.encode(`open ${slot}`)) })
    return channel
  }

  /** Whether a channel has this slot. */
  has(slot: number): boolean {
    return this.#channels.has(slot)
  }

  /** Says goodbye, and gives up once that is out. */
  finish(): void {
    if (this.over) return
    this.#say({ channel: null, size: 0, bytes: record(0, CLOSE, new Uint8Array(0)) })
    this.#leaving = true
    setTimeout(() => this.drop(), GOODBYE)
  }

  /** Gives all up at once: whatever was not sent yet is lost, and both connections are free. */
  drop(): void {
    if (this.over) return
    this.over = true
    clearInterval(this.#ticker)
    clearTimeout(this.#due)
    this.#stop.abort()
    this.#queue = []
    const channels = [...this.#channels.values()]
    this.#channels.clear()
    for (const channel of channels) channel.closed(ABNORMAL, '')
  }

  send(channel: RequestChannel, opcode: number, payload: Uint8Array): void {
    this.#say({ channel, size: payload.byteLength, bytes: record(channel.slot, opcode, payload) })
  }

  leave(channel: RequestChannel): void {
    if (this.#channels.get(channel.slot) !== channel) return
    this.#channels.delete(channel.slot)
    this.#say({ channel: null, size: 0, bytes: record(channel.slot, CLOSE, new Uint8Array(0)) })
  }

  #say(waiting: Waiting): void {
    if (this.over) return
    this.#queue.push(waiting)
    this.#upload()
  }

  // Down

  async #listen(url: string): Promise<void> {
    try {
      const answer = await this.#around.fetch(url, { method: 'PUT', signal: this.#stop.signal, cache: 'no-store' })
      if (answer.status === 200 && answer.body) {
        const reader = answer.body.getReader()
        const parser = new RecordParser()
        while (true) {
          const { value, done } = await reader.read()
          if (done || this.over) break
          this.#read += value.byteLength
          this.#heard = this.#around.now()
          for (const said of parser.push(value)) this.#hear(said)
          if (!this.#open) {
            this.#open = true
            this.#upload()
          }
        }
      }
    } catch {
      // Whatever it was, the link is lost.
    }
    this.drop()
  }

  #hear({ slot, opcode, payload }: Said): void {
    if (slot === 0) {
      if (opcode === TEXT) this.#answered(decoder.decode(payload).split(' '))
      // The end is said; any other end of the stream is a lost link, and both come to the same here.
      else if (opcode === CLOSE) this.drop()
      return
    }
    const channel = this.#channels.get(slot)
    // Until it is opened, what comes is for the one that had the slot before.
    if (channel?.readyState !== OPEN) return
    if (opcode === CLOSE) {
      this.#channels.delete(slot)
      const code = payload.byteLength < 2 ? ABNORMAL : new DataView(payload.buffer).getUint16(0)
      channel.closed(code, decoder.decode(payload.subarray(2)))
    } else if (opcode === TEXT) channel.onmessage?.({ data: decoder.decode(payload) })
    else if (opcode === BINARY) channel.onmessage?.({ data: payload.buffer })
  }

  #answered([said, slot]: string[]): void {
    const channel = this.#channels.get(Number(slot))
    if (!channel) return
    if (said === 'opened') channel.opened()
    else {
      this.#channels.delete(channel.slot)
      channel.closed(ABNORMAL, '')
    }
  }

  // Up

  #upload(): void {
    if (!this.#open || this.over || this.#uploading) return
    const now = this.#around.now()
    const idle = now - this.#uploadedAt
    const wanted = this.#queue.length > 0 || idle >= BEAT || (this.#read > this.#told && idle >= CREDIT)
    if (!wanted) return
    if (idle < APART) {
      this.#due ??= setTimeout(() => {
        this.#due = undefined
        this.#upload()
      }, APART - idle)
      return
    }
    this.#uploadedAt = now
    void this.#put(this.#nextBatch(), now)
  }

  #nextBatch(): Waiting[] {
    let bytes = 0
    let count = 0
    for (const one of this.#queue) {
      bytes += one.bytes.byteLength
      if (count > 0 && bytes > BATCH_BYTES) break
      count++
    }
    return this.#queue.splice(0, count)
  }

  async #put(waiting: Waiting[], since: Milli): Promise<void> {
    const told = this.#read
    const body = batch(
      this.#number++,
      told,
      waiting.map(({ bytes }) => bytes),
    )
    this.#uploading = { since, again: false }
    while (!this.over) {
      try {
        const init: RequestInit = { method: 'PUT', body, signal: this.#stop.signal, cache: 'no-store' }
        const answer = await this.#around.fetch(this.#up, init)
        await answer.arrayBuffer()
        if (answer.status !== 200) this.drop()
        break
      } catch {
        // The same batch again, until the time of this upload is up: the host drops what it has.
        await new Promise((resolve) => setTimeout(resolve, AGAIN))
      }
    }
    if (this.over) return
    this.#uploading = null
    this.#told = told
    for (const { channel, size } of waiting) channel?.left(size)
    if (this.#leaving && this.#queue.length === 0) this.drop()
    this.#upload()
  }

  #tick(): void {
    const now = this.#around.now()
    // If this worker itself was held up, what came meanwhile is still unread: allow a moment to read it.
    if (now - this.#ticked > BEAT) {
      this.#heard = Math.max(this.#heard, now - SILENCE + BEAT / 2)
      if (this.#uploading) this.#uploading.since = Math.max(this.#uploading.since, now - SILENCE + BEAT / 2)
    }
    this.#ticked = now
    const stuck = this.#uploading !== null && now - this.#uploading.since > SILENCE
    if (stuck || now - this.#heard > SILENCE) this.drop()
    else this.#upload()
  }
}

/** One channel of a line. */
export class RequestChannel implements Channel {
  readyState = CONNECTING
  bufferedAmount = 0
  onopen: (() => void) | null = null
  onmessage: ((event: { data: string | ArrayBuffer }) => void) | null = null
  onclose: ((event: { code: number; reason: string }) => void) | null = null

  constructor(
    private readonly line: Pick<Line, 'send' | 'leave'>,
    readonly slot: number,
  ) {}

  send(data: string | ArrayBuffer): void {
    if (this.readyState !== OPEN) return
    const text = typeof data === 'string'
    const payload = text ? encoder.encode(data) : new Uint8Array(data)
    this.bufferedAmount += payload.byteLength
    this.line.send(this, text ? TEXT : BINARY, payload)
  }

  close(): void {
    if (this.readyState === CLOSED) return
    this.readyState = CLOSED
    this.line.leave(this)
  }

  opened(): void {
    if (this.readyState !== CONNECTING) return
    this.readyState = OPEN
    this.onopen?.()
  }

  closed(code: number, reason: string): void {
    if (this.readyState === CLOSED) return
    this.readyState = CLOSED
    this.onclose?.({ code, reason })
  }

  /** So many bytes of records have left. */
  left(bytes: number): void {
    this.bufferedAmount -= bytes
  }
}
