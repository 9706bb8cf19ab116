/**
 * The audio channel and its copy: every frame over both, so that a packet lost on one way holds nothing up. A way that
 * is stuck is left alone until it has caught up. The copy may go over another computer than the host's: of what one of
 * the two carried nothing is missing when the other is gone.
 */

import type { Carriage } from '../../carriage/channel'
import type { Milli } from '../api'
import { type Carry, MediaSocket } from '../media-socket'

/** Bytes waiting in a socket above which it is given no more: about 200 ms of sound. */
const BUFFERED_LIMIT = 1_500
/** For so long both are open before the copy is opened anew: what is on its way over it arrives. */
const OVERLAP: Milli = 500

/** Looks like one channel: `announce` says when the first way is open, and when none is any more. */
export class DoubleSocket {
  readonly #sockets: readonly [MediaSocket, MediaSocket]
  #announced = false
  /** Opens the copy anew, once the first way is open: until then it may be the only one. */
  #then: (() => void) | null = null
  #renewal: ReturnType<typeof setTimeout> | undefined

  constructor(
    carry: Carry,
    receive: (frame: ArrayBuffer) => void,
    private readonly announce: (open: boolean) => void,
  ) {
    const changed = (): void => this.#changed()
    this.#sockets = [
      new MediaSocket('audio', carry, receive, changed),
      new MediaSocket('audio-copy', carry, receive, changed),
    ]
  }

  /** Whether there is a way at all. */
  get isOpen(): boolean {
    return this.#sockets.some((socket) => socket.isOpen)
  }

  /** Whether a frame that is sent now would leave soon. */
  get isFree(): boolean {
    return this.#sockets.some((socket) => free(socket))
  }

  /** `url`: of the meeting, without the channel. */
  open(url: string, carriage: Carriage): void {
    const [sound, copy] = this.#sockets
    // Requests have no connections to spare for a copy.
    this.#then = () => (carriage === 'socket' ? copy.open(url, carriage) : copy.shut())
    clearTimeout(this.#renewal)
    if (!copy.isOpen) this.#renewCopy()
    sound.open(url, carriage)
  }

  /** Until it is opened anew. */
  shut(): void {
    this.#then = null
    clearTimeout(this.#renewal)
    for (const socket of this.#sockets) socket.shut()
  }

  /** Never waits: over ways that are stuck the frame does not go at all. */
  send(frame: ArrayBuffer): void {
    for (const socket of this.#sockets) if (free(socket)) socket.send(frame)
  }

  #renewCopy(): void {
    const then = this.#then
    this.#then = null
    then?.()
  }

  #changed(): void {
    clearTimeout(this.#renewal)
    if (this.#then !== null && this.#sockets[0].isOpen) this.#renewal = setTimeout(() => this.#renewCopy(), OVERLAP)
    const open = this.isOpen
    if (open === this.#announced) return
    this.#announced = open
    this.announce(open)
  }
}

function free(socket: MediaSocket): boolean {
  return socket.isOpen && socket.buffered <= BUFFERED_LIMIT
}
