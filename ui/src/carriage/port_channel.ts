/** A channel of a worker that another worker carries: both ends of the port between them. */

import type { Channel as ChannelName } from '../wire/rules'
import { ABNORMAL, type Channel, CLOSED, CONNECTING, OPEN } from './channel'

/** Asks the worker that has the lines for a channel over them, at the other end of `port`. */
export interface CarryRequest {
  type: 'carry'
  /** Where a socket would be opened, without the channel. */
  url: string
  channel: Exclude<ChannelName, 'control'>
  port: MessagePort
}

type Up = { send: string | ArrayBuffer } | { close: true } | { read: number }
type Down =
  | { opened: true }
  | { data: string | ArrayBuffer }
  /** Of what was sent, so many bytes have not left yet. */
  | { waiting: number; taken: number }
  | { closed: { code: number; reason: string } }

/** How often who sends is told what has left. */
const TOLD_EVERY = 20
/** The near end says after so many bytes that it has read them. */
const READ_BYTES = 20_000
/** 2 s of eight voices. */
export const UNREAD_SOUND_BYTES = 100_000
/** Some seconds of all pictures that a page shows. */
export const UNREAD_PICTURE_BYTES = 4_000_000
/**
 * Bytes that the worker of a medium has not read yet, above which frames for it are dropped, as the host drops them for a
 * window that does not read; `docs/security.md` states them. A file's are not: each is awaited.
 */
export const UNREAD_BYTES: Partial<Record<ChannelName, number>> = {
  audio: UNREAD_SOUND_BYTES,
  'audio-copy': UNREAD_SOUND_BYTES,
  video: UNREAD_PICTURE_BYTES,
}

/** The near end. `carry` hands the other port to whoever carries. */
export class PortChannel implements Channel {
  readyState = CONNECTING
  onopen: (() => void) | null = null
  onmessage: ((event: { data: string | ArrayBuffer }) => void) | null = null
  onclose: ((event: { code: number; reason: string }) => void) | null = null
  readonly #port: MessagePort
  #sent = 0
  #taken = 0
  #waiting = 0
  #read = 0

  constructor(carry: (port: MessagePort) => void) {
    const { port1, port2 } = new MessageChannel()
    this.#port = port1
    port1.onmessage = ({ data }: MessageEvent<Down>) => this.#hear(data)
    carry(port2)
  }

  get bufferedAmount(): number {
    return this.#sent - this.#taken + this.#waiting
  }

  send(data: string | ArrayBuffer): void {
    if (this.readyState !== OPEN) return
    this.#sent += sizeOf(data)
    this.#port.postMessage({ send: data } satisfies Up)
  }

  close(): void {
    if (this.readyState === CLOSED) return
    this.readyState = CLOSED
    this.#port.postMessage({ close: true } satisfies Up)
  }

  /** Whoever carried it is gone. */
  lost(): void {
    this.#hear({ closed: { code: ABNORMAL, reason: '' } })
  }

  #hear(down: Down): void {
    if (this.readyState === CLOSED) return
    if ('data' in down) {
      this.#read += sizeOf(down.data)
      if (this.#read >= READ_BYTES) {
        this.#port.postMessage({ read: this.#read } satisfies Up)
        this.#read = 0
      }
      this.onmessage?.({ data: down.data })
    } else if ('waiting' in down) {
      this.#waiting = down.waiting
      this.#taken = down.taken
    } else if ('opened' in down) {
      this.readyState = OPEN
      this.onopen?.()
    } else {
      this.readyState = CLOSED
      this.#port.close()
      this.onclose?.(down.closed)
    }
  }
}

/** The far end: whatever comes over `port` goes over `channel`, and back. `most`: of what the near end has not read. */
export function carry(port: MessagePort, channel: Channel, most = Number.POSITIVE_INFINITY): void {
  const tell = (down: Down, transfer: Transferable[] = []): void => port.postMessage(down, transfer)
  let taken = 0
  let waiting = 0
  let unread = 0
  const ticker = setInterval(() => {
    if (waiting === 0 && channel.bufferedAmount === 0) return
    waiting = channel.bufferedAmount
    tell({ waiting, taken })
  }, TOLD_EVERY)
  channel.onopen = () => tell({ opened: true })
  channel.onmessage = ({ data }) => {
    const size = sizeOf(data)
    // Of a frame that is larger than what may wait there is one at most.
    if (unread > 0 && unread + size > most) return
    unread += size
    tell({ data }, typeof data === 'string' ? [] : [data])
  }
  channel.onclose = (closed) => {
    clearInterval(ticker)
    tell({ closed })
  }
  port.onmessage = ({ data: up }: MessageEvent<Up>) => {
    if ('read' in up) {
      unread -= up.read
      return
    }
    if ('send' in up) {
      taken += sizeOf(up.send)
      channel.send(up.send)
      waiting = channel.bufferedAmount
      tell({ waiting, taken })
      return
    }
    clearInterval(ticker)
    channel.onopen = channel.onmessage = channel.onclose = null
    channel.close()
    port.close()
  }
}

function sizeOf(data: string | ArrayBuffer): number {
  return typeof data === 'string' ? data.length : data.byteLength
}
