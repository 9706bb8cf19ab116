/** Whether a socket opens by now, tried beside the requests that carry the meeting meanwhile. */

import { type Channel, openSocket } from './channel'

const FIRST = 10_000
const LONGEST = 300_000
/** For the answer. */
const PATIENCE = 5_000

export class Probe {
  #timer: ReturnType<typeof setTimeout> | undefined
  #socket: Channel | null = null

  /** `url`: of a socket that says something and closes. `works` is called once, when it did. */
  constructor(
    private readonly url: string,
    private readonly works: () => void,
  ) {
    this.#wait(FIRST)
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#letGo()
  }

  #wait(pause: number): void {
    this.#timer = setTimeout(() => this.#try(Math.min(2 * pause, LONGEST)), pause)
  }

  #try(next: number): void {
    const socket = openSocket(this.url)
    this.#socket = socket
    const again = (): void => {
      this.stop()
      this.#wait(next)
    }
    this.#timer = setTimeout(again, PATIENCE)
    socket.onclose = again
    socket.onmessage = () => {
      this.stop()
      this.works()
    }
  }

  #letGo(): void {
    const socket = this.#socket
    this.#socket = null
    if (!socket) return
    socket.onclose = socket.onmessage = null
    socket.close()
  }
}
