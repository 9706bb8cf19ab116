/**
 * A media channel: opened when the participant was welcomed, opened again by itself while that lasts. One that was
 * displaced, too: a browser may have finished a connection that was given up here. Whether another window has taken this
 * one's place, the control channel says.
 */

import { type Carriage, type Channel, OPEN } from '../carriage/channel'
import { CLOSE_CODES } from '../wire/rules'
import type { MediaChannel, Milli } from './api'
import { comesBack, waitBefore } from './control/comeback'
import { nowMs } from './units'

/** A connection that is not open by then never will be: its answer was lost, and nobody says so. */
const CONNECTING: Milli = 10_000
/** After being open for this long, the next loss is retried at once again. */
const SETTLED: Milli = 5_000

/** Opens a channel over either carriage. `url`: without the channel. */
export type Carry = (url: string, name: MediaChannel, carriage: Carriage) => Channel

/** In the worker of its medium. What is sent while it is closed is lost. */
export class MediaSocket {
  #socket: Channel | null = null
  #retry: ReturnType<typeof setTimeout> | undefined
  /** Between `open` and `shut`, unless the host closed it for good. */
  #awaited = false
  #attempt = 0
  #openedAt: Milli = 0
  #announced = false

  constructor(
    readonly channel: MediaChannel,
    private readonly carry: Carry,
    private readonly receive: (frame: ArrayBuffer) => void,
    private readonly announce: (open: boolean) => void,
  ) {}

  /** Whether a frame could be sent now. */
  get isOpen(): boolean {
    return this.#socket?.readyState === OPEN
  }

  /** Whether it is open or ought to be. */
  get isAwaited(): boolean {
    return this.#awaited
  }

  /** Bytes handed over that have not left yet. */
  get buffered(): number {
    return this.#socket?.bufferedAmount ?? 0
  }

  /** `url`: of the meeting, without the channel. Another connection that there is is given up. */
  open(url: string, carriage: Carriage): void {
    this.shut()
    this.#attempt = 0
    this.#awaited = true
    this.#connect(url, carriage)
  }

  /** Until it is opened anew. */
  shut(): void {
    this.#awaited = false
    this.#letGo()
    this.#say(false)
  }

  #letGo(): void {
    clearTimeout(this.#retry)
    const socket = this.#socket
    this.#socket = null
    if (!socket) return
    socket.onopen = null
    socket.onmessage = null
    socket.onclose = null
    socket.close()
  }

  /** Sends if the channel is open; a frame for a closed channel is nobody's. */
  send(frame: ArrayBuffer): void {
    if (this.#socket?.readyState === OPEN) this.#socket.send(frame)
  }

  #say(open: boolean): void {
    if (open === this.#announced) return
    this.#announced = open
    this.announce(open)
  }

  #connect(url: string, carriage: Carriage): void {
    const socket = this.carry(url, this.channel, carriage)
    this.#socket = socket
    this.#retry = setTimeout(() => {
      this.#letGo()
      this.#connect(url, carriage)
    }, CONNECTING)
    socket.onopen = () => {
      clearTimeout(this.#retry)
      this.#openedAt = nowMs()
      this.#say(true)
    }
    socket.onmessage = ({ data }) => {
      if (data instanceof ArrayBuffer) this.receive(data)
    }
    socket.onclose = ({ code }) => {
      clearTimeout(this.#retry)
      this.#socket = null
      this.#say(false)
      this.#awaited = code === CLOSE_CODES.DISPLACED || comesBack(code)
      if (!this.#awaited) return
      if (this.#openedAt > 0 && nowMs() - this.#openedAt > SETTLED) this.#attempt = 0
      this.#openedAt = 0
      this.#retry = setTimeout(() => this.#connect(url, carriage), waitBefore(this.#attempt++))
    }
  }
}
