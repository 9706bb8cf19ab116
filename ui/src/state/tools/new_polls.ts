import type { CreatePoll, MeetingState } from '../../wire/messages'
import type { Answer, NewRequest } from '../log/requests'
import { asProblem } from '../problem'

export type NewPoll = Omit<CreatePoll, 'id' | 'type'>

/** Makes polls, each once: where the link went before the answer came, the log says whether there is one. */
export class NewPolls {
  readonly #ask: (request: NewRequest) => Promise<Answer>
  #joined = true
  #over = false
  #state: MeetingState | null = null
  #me: number | null = null
  #waiting: (() => void)[] = []

  constructor(ask: (request: NewRequest) => Promise<Answer>) {
    this.#ask = ask
  }

  /** Rejects with a ProblemError. If the answer is lost, it waits until the link is back: it rejects then if there is no such
   * poll, so that the person may ask again. */
  async create(poll: NewPoll): Promise<void> {
    const before = this.#state?.entry ?? 0
    try {
      await this.#ask({ type: 'create_poll', ...poll })
    } catch (error) {
      if (asProblem(error).code !== 'heartbeat_lost') throw error
      if (!this.#joined && !this.#over) await new Promise<void>((resolve) => this.#waiting.push(resolve))
      if (!this.#isThere(poll, before)) throw error
    }
  }

  setJoined(joined: boolean): void {
    this.#joined = joined
    if (joined) this.#goOn()
  }

  settled(state: MeetingState, me: number): void {
    this.#state = state
    this.#me = me
  }

  close(): void {
    this.#over = true
    this.#goOn()
  }

  #goOn(): void {
    for (const resolve of this.#waiting.splice(0)) resolve()
  }

  #isThere(poll: NewPoll, before: number): boolean {
    const said = content(poll)
    const polls = this.#state?.polls ?? []
    return polls.some((one) => one.poll > before && one.participant === this.#me && content(one) === said)
  }
}

/** What is asked, whatever white space was typed: hosts put it in order. */
function content({ question, options }: NewPoll): string {
  return JSON.stringify([question, ...options].map((line) => line.normalize('NFC').trim().replace(/\s+/g, ' ')))
}
