import type { CreatePoll, MeetingState } from '../../wire/messages'
import type { Answer, NewRequest } from '../log/requests'
import { ProblemError } from '../problem'
import type { LinkBack } from './link_back'

export type NewPoll = Omit<CreatePoll, 'id' | 'type'>

/** Makes polls, each once: where the link went before the answer came, the log says whether there is one. */
export class NewPolls {
  readonly #ask: (request: NewRequest) => Promise<Answer>
  readonly #link: LinkBack
  #state: MeetingState | null = null
  #me: number | null = null

  constructor(ask: (request: NewRequest) => Promise<Answer>, link: LinkBack) {
    this.#ask = ask
    this.#link = link
  }

  /** Rejects with a ProblemError. If the answer is lost, it waits until the link is back: it rejects then if there is no such
   * poll, so that the person may ask again. */
  async create(poll: NewPoll): Promise<void> {
    const before = this.#state?.entry ?? 0
    const answered = await this.#link.answered(this.#ask({ type: 'create_poll', ...poll }))
    if (!answered && !this.#isThere(poll, before)) throw new ProblemError('heartbeat_lost')
  }

  settled(state: MeetingState, me: number): void {
    this.#state = state
    this.#me = me
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
