import type { FileChannelSaid, FileChannelTold } from '../wire/messages'
import { CLOSE_CODES } from '../wire/rules'
import { toldBy } from '../wire/told'
import type { FileNews, FileSocket } from './messages'

/** Pauses before another attempt, in milliseconds; the last one again and again. */
export const PAUSES = [250, 500, 1_000, 2_000]

export interface Around {
  open(url: string): FileSocket
  tell(news: FileNews): void
  /** Runs something later; returns how to prevent it. */
  later(run: () => void, milliseconds: number): () => void
}

/** Close codes after which another attempt can do no better; the reason is the error's code. */
const FINAL: ReadonlySet<number> = new Set([
  CLOSE_CODES.MEETING_ENDED,
  CLOSE_CODES.LEFT,
  CLOSE_CODES.REMOVED,
  CLOSE_CODES.MALFORMED,
  CLOSE_CODES.NOT_ADMITTED,
  CLOSE_CODES.FILE_REFUSED,
  CLOSE_CODES.TOO_LARGE,
  CLOSE_CODES.TOO_MANY_MISTAKES,
])

/** One file on its way over a channel of its own: goes on where it was after a broken link or a pause. */
export abstract class Transfer {
  readonly key: string
  protected readonly around: Around
  readonly #url: string
  #socket: FileSocket | null = null
  #attempts = 0
  #prevent: (() => void) | null = null
  #over = false

  constructor(key: string, url: string, around: Around) {
    this.key = key
    this.#url = url
    this.around = around
  }

  start(): void {
    if (this.#over || this.#socket !== null) return
    this.#prevent?.()
    const socket = this.around.open(this.#url)
    this.#socket = socket
    socket.onopen = () => this.began()
    socket.onmessage = ({ data }) => {
      if (this.#socket === socket) this.#take(data)
    }
    socket.onclose = (event) => {
      if (this.#socket === socket) this.#closed(event)
    }
  }

  /** Nothing moves until `start`. */
  pause(): void {
    this.#prevent?.()
    this.#prevent = null
    const socket = this.#socket
    this.#socket = null
    socket?.close()
  }

  /** For good. */
  cancel(): void {
    this.#over = true
    this.pause()
  }

  /** The channel is open: say what is wanted of it. */
  protected abstract began(): void
  protected abstract told(message: FileChannelTold): void
  protected abstract bytes(data: ArrayBuffer): void

  protected say(message: FileChannelSaid): void {
    this.#socket?.send(JSON.stringify(message))
  }

  protected send(data: ArrayBuffer): void {
    this.#socket?.send(data)
  }

  protected moved(bytes: number): void {
    this.#attempts = 0
    this.around.tell({ type: 'moved', key: this.key, bytes })
  }

  protected done(content?: Blob): void {
    if (this.#over) return
    this.cancel()
    this.around.tell({ type: 'done', key: this.key, ...(content && { content }) })
  }

  protected fail(code: string): void {
    if (this.#over) return
    this.cancel()
    this.around.tell({ type: 'failed', key: this.key, code })
  }

  #take(data: string | ArrayBuffer): void {
    if (typeof data !== 'string') {
      this.bytes(data)
      return
    }
    const message = toldBy<FileChannelTold>(data)
    if (message === null) this.fail('malformed_message')
    else this.told(message)
  }

  #closed({ code, reason }: { code: number; reason: string }): void {
    this.#socket = null
    if (this.#over) return
    if (FINAL.has(code)) {
      this.fail(reason || 'internal')
      return
    }
    this.around.tell({ type: 'waiting', key: this.key })
    const pause = PAUSES[Math.min(this.#attempts++, PAUSES.length - 1)] ?? 0
    this.#prevent = this.around.later(() => this.start(), pause)
  }
}
