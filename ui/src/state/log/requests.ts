import type {
  ChatPage,
  ClientMessage,
  Done,
  ErrorCode,
  ErrorMessage,
  HostMessage,
  Problem,
  Request,
  Usage,
} from '../../wire/messages'
import { asProblem, ProblemError } from '../problem'
import { Store } from '../store'

export type Answer = Done | ChatPage | Usage

type WithId = Extract<Request, { id: number }>
/** A request without the `id`, which is given here. */
export type NewRequest = WithId extends infer Kind ? (Kind extends WithId ? Omit<Kind, 'id'> : never) : never

interface Waiting {
  resolve(answer: Answer): void
  reject(error: ProblemError): void
}

function isAnswer(message: HostMessage): message is Answer | ErrorMessage {
  return ['done', 'error', 'chat_page', 'usage'].includes(message.type)
}

/** Numbers requests and gives each its one answer. */
export class Requests {
  readonly #waiting = new Map<number, Waiting>()
  readonly #send: (message: ClientMessage) => boolean
  #next = 1

  constructor(send: (message: ClientMessage) => boolean) {
    this.#send = send
  }

  /** Rejects with a ProblemError: the host's code, or `heartbeat_lost` if the link went before the answer came. */
  ask(request: NewRequest): Promise<Answer> {
    const id = this.#next++
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      if (!this.#send({ ...request, id } as ClientMessage)) {
        this.#waiting.delete(id)
        reject(new ProblemError('heartbeat_lost'))
      }
    })
  }

  /** Takes answers out of the stream of messages; says whether this was one. */
  take(message: HostMessage): boolean {
    if (!isAnswer(message)) return false
    const id = message.id
    const waiting = id === undefined || id === null ? undefined : this.#waiting.get(id)
    if (!waiting || id === undefined || id === null) return false
    this.#waiting.delete(id)
    if (message.type === 'error') waiting.reject(new ProblemError(message.code, message.detail))
    else waiting.resolve(message)
    return true
  }

  /** The connection is gone, and with it every answer that was due on it. */
  abandon(): void {
    const waiting = [...this.#waiting.values()]
    this.#waiting.clear()
    for (const { reject } of waiting) reject(new ProblemError('heartbeat_lost'))
  }
}

/** Requests of one part of the window, which says why the latest of them was refused. */
export class Attempts {
  readonly problem = new Store<Problem | null>(null)
  readonly #ask: (request: NewRequest) => Promise<Answer>
  readonly #settled: ReadonlySet<ErrorCode>

  /** `settled`: refused for this, nothing is left to do, and nothing is to be said. */
  constructor(ask: (request: NewRequest) => Promise<Answer>, settled: readonly ErrorCode[]) {
    this.#ask = ask
    this.#settled = new Set(settled)
  }

  /** Says whether it happened; why not is in `problem`. */
  do(request: NewRequest): Promise<boolean> {
    return this.of(this.#ask(request))
  }

  /** The same of what is under way already. */
  async of(asked: Promise<unknown>): Promise<boolean> {
    this.problem.set(null)
    try {
      await asked
      return true
    } catch (error) {
      const problem = asProblem(error)
      if (!this.#settled.has(problem.code)) this.problem.set(problem)
      return false
    }
  }
}
